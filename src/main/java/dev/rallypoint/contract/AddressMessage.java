package dev.rallypoint.contract;

import java.util.List;
import java.util.Optional;

/** STUN and TURN: what they hand out, and how a node finds its own address. */
public sealed interface AddressMessage extends BusMessage {
    /**
     * Asks another node to send an answer from its own address, for a client who finds out what its
     * NAT lets in (RFC 5780).
     *
     * @param to {@code ip:port}
     * @param fromOtherPort whether from its second port
     * @param answer Base64 of a Binding response
     */
    record LendStunAddress(String to, boolean fromOtherPort, String answer)
            implements AddressMessage {}

    /** Asks for the servers that a player may use for ICE, the nearest first. */
    record GetIceServers(String playerId) implements AddressMessage {}

    record IceServers(List<Api.IceServer> servers) implements AddressMessage {
        public IceServers {
            servers = List.copyOf(servers);
        }
    }

    record DiscoverAddress(List<String> servers, int timeoutMs) implements AddressMessage {}

    /**
     * @param publicHost the IP address the servers saw; empty if none answered in time
     * @param report one line a server for the log: what it said and how long it took
     */
    record DiscoveredAddress(Optional<String> publicHost, List<String> report)
            implements AddressMessage {}

    /** Asks whether this node may change what the cluster shares. */
    record GetQuorum() implements AddressMessage {}

    /**
     * @param voters nodes that have a say
     * @param reached those of them that this node is in touch with, itself among them
     */
    record QuorumState(boolean mayWrite, int voters, int reached) implements AddressMessage {}
}
