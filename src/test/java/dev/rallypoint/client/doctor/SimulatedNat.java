package dev.rallypoint.client.doctor;

import dev.rallypoint.protocol.PeerAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A NAT with one client, of two behaviours. */
final class SimulatedNat {
    private static final PeerAddress WAN = PeerAddress.parse("192.0.2.1:40000");

    private final NatMapping mapping;
    private final NatFiltering filtering;
    private final Map<PeerAddress, PeerAddress> mapped = new HashMap<>();

    /** By the address outside, where it has sent to. */
    private final Map<PeerAddress, Set<PeerAddress>> sentTo = new HashMap<>();

    SimulatedNat(NatMapping mapping, NatFiltering filtering) {
        this.mapping = mapping;
        this.filtering = filtering;
    }

    /** The address that the receiver sees. */
    PeerAddress out(PeerAddress local, PeerAddress to) {
        PeerAddress outside =
                mapping == NatMapping.NONE
                        ? local
                        : mapped.computeIfAbsent(
                                key(to), key -> WAN.withPort(WAN.port() + mapped.size()));
        sentTo.computeIfAbsent(outside, address -> new HashSet<>()).add(to);
        return outside;
    }

    private PeerAddress key(PeerAddress to) {
        return switch (mapping) {
            case ENDPOINT_INDEPENDENT -> WAN;
            case ADDRESS_DEPENDENT -> to.withPort(0);
            default -> to;
        };
    }

    boolean letsIn(PeerAddress from, PeerAddress to) {
        Set<PeerAddress> known = sentTo.getOrDefault(to, Set.of());
        return switch (filtering) {
            case ENDPOINT_INDEPENDENT -> !known.isEmpty();
            case ADDRESS_DEPENDENT ->
                    known.stream().anyMatch(one -> one.withPort(0).equals(from.withPort(0)));
            default -> known.contains(from);
        };
    }
}
