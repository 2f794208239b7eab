package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.runtime.EpochClock;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the view in line with the cluster map: news may be lost when nodes come and go. One
 * loop's.
 */
final class VertxTicketReload {
    private static final Logger LOG = LoggerFactory.getLogger(VertxTicketReload.class);

    /** A match that is not at its end by then was left by whoever made it. */
    private static final long LEFT_MS = 60_000;

    /**
     * Who else goes by what is read.
     *
     * @param left gets matches that nobody seems to bring to their end
     */
    record Tidying(HazelcastLeftClaims claims, Consumer<MatchEntry> left, EpochClock clock) {}

    private record Snapshot(List<TicketEntry> tickets, List<MatchEntry> matches) {}

    private final WorkerExecutor workers;
    private final HazelcastTicketStore store;
    private final TicketView view;
    private final MatchBook book;
    private final Tidying tidying;
    private boolean isRunning;
    private boolean runsAgain;

    VertxTicketReload(
            WorkerExecutor workers,
            HazelcastTicketStore store,
            TicketView view,
            MatchBook book,
            Tidying tidying) {
        this.workers = workers;
        this.store = store;
        this.view = view;
        this.book = book;
        this.tidying = tidying;
    }

    /** Completes after one reading; asked for while one runs, it reads once more after it. */
    Future<Void> run() {
        if (isRunning) {
            runsAgain = true;
            return Future.succeededFuture();
        }
        isRunning = true;
        view.beginReload();
        return workers.executeBlocking(this::read, false)
                .onSuccess(this::take)
                .onFailure(failure -> LOG.warn("could not read the tickets", failure))
                .onFailure(failure -> view.cancelReload())
                .onComplete(done -> onDone())
                .mapEmpty();
    }

    private Snapshot read() {
        return new Snapshot(store.all(), store.allMatches());
    }

    private void take(Snapshot snapshot) {
        view.endReload(snapshot.tickets());
        long nowMs = tidying.clock().nowMs();
        // In this order, so that the pools that are forgotten are those used longest ago.
        snapshot.matches().stream()
                .sorted(Comparator.comparingLong(MatchEntry::createdAtMs))
                .forEach(book::put);
        snapshot.matches().stream()
                .filter(match -> !match.state().isEnd())
                .filter(match -> nowMs - match.createdAtMs() >= LEFT_MS)
                .forEach(tidying.left());
        workers.executeBlocking(() -> tidying.claims().takeBack(snapshot.tickets(), nowMs), false)
                .onFailure(failure -> LOG.debug("claims stay for now", failure));
    }

    private void onDone() {
        isRunning = false;
        if (runsAgain) {
            runsAgain = false;
            run();
        }
    }
}
