package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.runtime.EpochClock;
import io.vertx.core.Future;
import java.util.Optional;

/** What a ticket's members are told about its waiting. One loop's. */
final class VertxSight {
    private final TicketView view;
    private final EpochClock clock;

    VertxSight(TicketView view, EpochClock clock) {
        this.view = view;
        this.clock = clock;
    }

    /** What a new ticket is told about its waiting; empty as long as nobody was matched. */
    Optional<Long> likelyMs(String gameMode) {
        return Optional.empty();
    }

    /** Empty once it has ended. */
    Future<Optional<Api.TicketExplanation>> explain(TicketEntry entry) {
        return Future.succeededFuture(Optional.empty());
    }
}
