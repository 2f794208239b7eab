package dev.rallypoint.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;

/**
 * Turns the {@code <network>} of a file into Hazelcast's "advanced" form, with a port for members
 * only. On the plain one, which speaks all protocols, a thread that waits for a peer's first byte
 * spins and lets the other connections starve (seen in 5.7.0): a single frozen node, whose kernel
 * still accepts connections, separated all others from each other. And it would let in clients,
 * which nobody needs.
 */
final class HazelcastEndpoint {
    private HazelcastEndpoint() {}

    /** Leaves a file alone that has an {@code <advanced-network>} itself. */
    static void apply(Config config) {
        if (config.getAdvancedNetworkConfig().isEnabled()) {
            return;
        }
        NetworkConfig network = config.getNetworkConfig();
        config.getAdvancedNetworkConfig()
                .setEnabled(true)
                .setJoin(network.getJoin())
                .setMemberAddressProviderConfig(network.getMemberAddressProviderConfig())
                .setIcmpFailureDetectorConfig(network.getIcmpFailureDetectorConfig())
                .setMemberEndpointConfig(members(network));
    }

    private static ServerSocketEndpointConfig members(NetworkConfig network) {
        return new ServerSocketEndpointConfig()
                .setPort(network.getPort())
                .setPortCount(network.getPortCount())
                .setPortAutoIncrement(network.isPortAutoIncrement())
                .setReuseAddress(network.isReuseAddress())
                .setPublicAddress(network.getPublicAddress())
                .setOutboundPorts(network.getOutboundPorts())
                .setOutboundPortDefinitions(network.getOutboundPortDefinitions())
                .setInterfaces(network.getInterfaces());
    }
}
