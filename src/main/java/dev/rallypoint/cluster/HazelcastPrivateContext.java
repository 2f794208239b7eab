package dev.rallypoint.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.AddressPicker;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.Node;
import dev.rallypoint.security.AddressScope;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;

/**
 * Refuses a public address once Hazelcast has picked one, before it listens there: whoever reaches
 * that port owns the node.
 */
final class HazelcastPrivateContext extends DefaultNodeContext {
    private final boolean mayBePublic;

    HazelcastPrivateContext(boolean mayBePublic) {
        this.mayBePublic = mayBePublic;
    }

    @Override
    public AddressPicker createAddressPicker(Node node) {
        AddressPicker picker = super.createAddressPicker(node);
        return mayBePublic ? picker : new PrivatePicker(picker);
    }

    private static void refusePublic(Address address) throws UnknownHostException {
        AddressScope scope = AddressScope.of(address.getInetAddress());
        if (scope == AddressScope.PUBLIC || scope == AddressScope.UNSPECIFIED) {
            throw new IllegalArgumentException(
                    address.getHost()
                            + " is no private address, and Hazelcast has neither encryption nor"
                            + " passwords: name a private one in <interfaces>, or, if a firewall"
                            + " admits nobody but the other nodes, set"
                            + " cluster.allowPublicAddress=true");
        }
    }

    private record PrivatePicker(AddressPicker picker) implements AddressPicker {
        @Override
        public void pickAddress() throws Exception {
            picker.pickAddress();
            try {
                for (Address address : picker.getBindAddressMap().values()) {
                    refusePublic(address);
                }
                for (Address address : picker.getPublicAddressMap().values()) {
                    refusePublic(address);
                }
            } catch (UnknownHostException | IllegalArgumentException refused) {
                closeSockets();
                throw refused;
            }
        }

        private void closeSockets() throws IOException {
            for (ServerSocketChannel socket : picker.getServerSocketChannels().values()) {
                socket.close();
            }
        }

        @Override
        public Address getBindAddress(EndpointQualifier qualifier) {
            return picker.getBindAddress(qualifier);
        }

        @Override
        public Address getPublicAddress(EndpointQualifier qualifier) {
            return picker.getPublicAddress(qualifier);
        }

        @Override
        public Map<EndpointQualifier, Address> getPublicAddressMap() {
            return picker.getPublicAddressMap();
        }

        @Override
        public Map<EndpointQualifier, Address> getBindAddressMap() {
            return picker.getBindAddressMap();
        }

        @Override
        public ServerSocketChannel getServerSocketChannel(EndpointQualifier qualifier) {
            return picker.getServerSocketChannel(qualifier);
        }

        @Override
        public Map<EndpointQualifier, ServerSocketChannel> getServerSocketChannels() {
            return picker.getServerSocketChannels();
        }
    }
}
