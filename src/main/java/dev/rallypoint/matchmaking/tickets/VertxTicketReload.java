package dev.rallypoint.matchmaking.tickets;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the view in line with the cluster map: news may be lost when nodes come and go. One
 * loop's.
 */
final class VertxTicketReload {
    private static final Logger LOG = LoggerFactory.getLogger(VertxTicketReload.class);

    private record Snapshot(List<TicketEntry> tickets, List<MatchEntry> matches) {}

    private final WorkerExecutor workers;
    private final HazelcastTicketStore store;
    private final TicketView view;
    private final MatchBook book;
    private boolean isRunning;
    private boolean runsAgain;

    VertxTicketReload(
            WorkerExecutor workers, HazelcastTicketStore store, TicketView view, MatchBook book) {
        this.workers = workers;
        this.store = store;
        this.view = view;
        this.book = book;
    }

    /** Completes after one reading; asked for while one runs, it reads once more after it. */
    Future<Void> run() {
        if (isRunning) {
            runsAgain = true;
            return Future.succeededFuture();
        }
        isRunning = true;
        view.beginReload();
        return workers.executeBlocking(() -> new Snapshot(store.all(), store.allMatches()), false)
                .onSuccess(this::take)
                .onFailure(failure -> LOG.warn("could not read the tickets", failure))
                .onFailure(failure -> view.cancelReload())
                .onComplete(done -> onDone())
                .mapEmpty();
    }

    private void take(Snapshot snapshot) {
        view.endReload(snapshot.tickets());
        snapshot.matches().forEach(book::put);
    }

    private void onDone() {
        isRunning = false;
        if (runsAgain) {
            runsAgain = false;
            run();
        }
    }
}
