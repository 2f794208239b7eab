package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.TicketMessage.TicketsAlive;
import dev.rallypoint.runtime.Ground;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/**
 * Hears of the players on this node, and tells all nodes, so that whichever owns their pool knows.
 * One loop's.
 */
final class VertxSigns {
    private final SignsOfLife signs;
    private final TicketView view;
    private final Ground ground;

    VertxSigns(SignsOfLife signs, TicketView view, Ground ground) {
        this.signs = signs;
        this.view = view;
        this.ground = ground;
    }

    List<Future<Void>> subscribe() {
        return List.of(
                ground.bus().subscribe(BusContract.TICKETS_WATCHED, this::onWatched),
                ground.bus().subscribe(BusContract.TICKETS_ALIVE, this::onAlive));
    }

    void start(Vertx vertx) {
        if (!signs.isOff()) {
            beat();
            vertx.setPeriodic(signs.beatMs(), timer -> beat());
        }
    }

    private void onWatched(TicketsAlive watched) {
        watched.ticketIds().forEach(ticketId -> signs.heardHere(ticketId, ground.clock().nowMs()));
    }

    private void onAlive(TicketsAlive alive) {
        signs.heardThere(alive.ticketIds(), ground.clock().nowMs());
    }

    private void beat() {
        signs.beat(this::stands, ground.clock().nowMs())
                .forEach(
                        portion ->
                                ground.bus()
                                        .publish(
                                                BusContract.TICKETS_ALIVE,
                                                new TicketsAlive(portion)));
    }

    private boolean stands(String ticketId) {
        Optional<TicketEntry> known = view.find(ticketId);
        return known.isPresent() && !known.get().hasEnded();
    }
}
