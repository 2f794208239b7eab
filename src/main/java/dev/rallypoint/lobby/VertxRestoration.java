package dev.rallypoint.lobby;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.StoreMessage.LoadLobbies;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the saved lobbies back, once for each life of a cluster. From then on its map is the
 * truth: a lobby that was closed while its database was away must not come back with it. One
 * loop's.
 */
final class VertxRestoration {
    private static final Logger LOG = LoggerFactory.getLogger(VertxRestoration.class);

    private final VertxBus bus;
    private final HazelcastLobbyStore store;
    private final VertxLobbyWriter writer;
    private final VertxLobbyMaker maker;
    private final Supplier<SessionRules> rules;
    private boolean isDone;
    private boolean isRunning;
    private boolean isWaiting;

    /**
     * @param rules over the nodes as they are when it is asked
     */
    VertxRestoration(
            VertxBus bus,
            HazelcastLobbyStore store,
            VertxLobbyWriter writer,
            VertxLobbyMaker maker,
            Supplier<SessionRules> rules) {
        this.bus = bus;
        this.store = store;
        this.writer = writer;
        this.maker = maker;
        this.rules = rules;
    }

    /**
     * To be called again now and then: the database may be away, or this node may not write yet.
     * Does nothing when it is done; never fails.
     */
    Future<Void> run() {
        if (isDone || isRunning) {
            return Future.succeededFuture();
        }
        isRunning = true;
        return writer.onWorker(store::isRestored)
                .compose(restored -> restored ? Future.succeededFuture() : restore())
                .onSuccess(done -> isDone = true)
                .recover(this::later)
                .onComplete(done -> isRunning = false);
    }

    private Future<Void> restore() {
        return bus.request(BusContract.LOAD_LOBBIES, new LoadLobbies())
                .compose(saved -> maker.restore(saved.lobbies(), rules.get()))
                .compose(done -> writer.onWorker(this::mark));
    }

    private Void mark() {
        store.markRestored();
        return null;
    }

    private Future<Void> later(Throwable failure) {
        if (!isWaiting) {
            isWaiting = true;
            LOG.warn("saved lobbies come later: {}", failure.getMessage());
        }
        return Future.succeededFuture();
    }
}
