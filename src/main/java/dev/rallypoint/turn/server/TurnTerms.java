package dev.rallypoint.turn.server;

import dev.rallypoint.contract.TurnConfig;
import dev.rallypoint.protocol.PeerAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a node serves TURN with.
 *
 * @param relayedHosts addresses that relayed ports are reached at, at most one of each family; port
 *     0
 * @param secrets that passwords follow from, as they are now, the newest first
 */
public record TurnTerms(
        TurnConfig config,
        List<PeerAddress> relayedHosts,
        PeerPolicy policy,
        Supplier<List<TurnSecret>> secrets) {
    public TurnTerms {
        relayedHosts = List.copyOf(relayedHosts);
    }
}
