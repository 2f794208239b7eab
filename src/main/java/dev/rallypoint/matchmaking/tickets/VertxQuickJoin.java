package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.TicketMessage.QuickJoin;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Seats a player in the open lobby that fits him best. One loop's. */
final class VertxQuickJoin {
    private static final int MAX_RTT_MS = 150;

    private final TicketTerms terms;
    private final VertxBus bus;
    private final EpochClock clock;

    VertxQuickJoin(TicketTerms terms, VertxBus bus, EpochClock clock) {
        this.terms = terms;
        this.bus = bus;
        this.clock = clock;
    }

    Future<LobbyReply> join(QuickJoin call) {
        List<Api.RegionRtt> measured = call.request().regions();
        Optional<Rejection> refusal = terms.refusal(measured);
        if (refusal.isPresent()) {
            return Future.failedFuture(new RejectedException(refusal.get()));
        }
        int mostMs = call.request().maxRttMs().orElse(MAX_RTT_MS);
        // Who measured nothing is taken to be near to whom he asked.
        Map<String, Integer> rttMs =
                measured.isEmpty() ? Map.of(terms.ownRegion(), 0) : terms.roundTrips(measured);
        LobbyFit fit = new LobbyFit(call.playerId(), rttMs, mostMs);
        return new VertxLobbyWalk(
                        call, fit, RegionRings.of(rttMs, terms.regions(), mostMs), bus, clock)
                .go();
    }
}
