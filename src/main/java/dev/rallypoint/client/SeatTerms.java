package dev.rallypoint.client;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.Paths;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What the match of a seat is like.
 *
 * @param stunServers asked where the player is seen, if paths are direct
 */
record SeatTerms(
        Forwarding forwarding,
        Paths paths,
        Supplier<CompletableFuture<List<PeerAddress>>> stunServers) {
    static SeatTerms overRelay(Forwarding forwarding) {
        return new SeatTerms(
                forwarding, Paths.RELAY_ONLY, () -> CompletableFuture.completedFuture(List.of()));
    }
}
