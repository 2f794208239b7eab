package dev.rallypoint.lobby;

import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the view in line with the cluster map: events may be lost when nodes come and go. One
 * loop's.
 */
final class VertxViewReload {
    private static final Logger LOG = LoggerFactory.getLogger(VertxViewReload.class);

    private final VertxLobbyWriter writer;
    private final HazelcastLobbyStore store;
    private final LobbyView view;
    private boolean isRunning;
    private boolean runsAgain;

    VertxViewReload(VertxLobbyWriter writer, HazelcastLobbyStore store, LobbyView view) {
        this.writer = writer;
        this.store = store;
        this.view = view;
    }

    /** Completes after one reading; asked for while one runs, it reads once more after it. */
    Future<Void> run() {
        if (isRunning) {
            runsAgain = true;
            return Future.succeededFuture();
        }
        isRunning = true;
        view.beginReload();
        return writer.onWorker(store::all)
                .onSuccess(view::endReload)
                .onFailure(failure -> LOG.warn("could not read the lobbies", failure))
                .onFailure(failure -> view.cancelReload())
                .onComplete(done -> onDone())
                .mapEmpty();
    }

    private void onDone() {
        isRunning = false;
        if (runsAgain) {
            runsAgain = false;
            run();
        }
    }
}
