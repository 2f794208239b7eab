package dev.rallypoint.lobby;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.BusMessage.AuditEntry;
import dev.rallypoint.contract.BusMessage.DeleteLobby;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.BusMessage.MatchEnded;
import dev.rallypoint.contract.BusMessage.MatchStarted;
import dev.rallypoint.contract.BusMessage.SavedLobby;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes lobbies, matches and audit lines behind to whoever keeps the database; a store that is
 * away is asked again until it is back, so it may see the same call twice. Belongs to one loop.
 */
final class VertxStoreQueue {
    private static final Logger LOG = LoggerFactory.getLogger(VertxStoreQueue.class);
    private static final int CAPACITY = 10_000;
    private static final long RETRY_MS = 1_000;
    private static final long FLUSH_RETRY_MS = 100;

    /** A store that was away before the node stops is not waited for. */
    private static final long FLUSH_AWAY_MS = 300;

    private static final Set<ProblemCode> AWAY =
            Set.of(ProblemCode.TIMEOUT, ProblemCode.STORE_UNAVAILABLE, ProblemCode.SHUTTING_DOWN);

    private final Vertx vertx;
    private final VertxBus bus;
    private final WriteBehind<Supplier<Future<Done>>> queue = new WriteBehind<>(CAPACITY);
    private Optional<Promise<Void>> flushed = Optional.empty();
    private boolean isAway;
    private long audits;

    VertxStoreQueue(Vertx vertx, VertxBus bus) {
        this.vertx = vertx;
        this.bus = bus;
    }

    void save(SavedLobby lobby) {
        add("lobby/" + lobby.lobbyId(), BusContract.SAVE_LOBBY, lobby);
    }

    void delete(String lobbyId) {
        add("lobby/" + lobbyId, BusContract.DELETE_LOBBY, new DeleteLobby(lobbyId));
    }

    void matchStarted(MatchStarted match) {
        add("started/" + match.matchId(), BusContract.MATCH_STARTED, match);
    }

    void matchEnded(MatchEnded match) {
        add("ended/" + match.matchId(), BusContract.MATCH_ENDED, match);
    }

    void audit(AuditEntry entry) {
        add("audit/" + audits++, BusContract.AUDIT, entry);
    }

    private <Q extends BusMessage> void add(String key, Request<Q, Done> request, Q question) {
        queue.add(key, () -> bus.request(request, question));
        if (!isAway) {
            pump();
        }
    }

    private void pump() {
        queue.next()
                .ifPresent(
                        piece ->
                                piece.work()
                                        .get()
                                        .onSuccess(done -> onWritten())
                                        .onFailure(failure -> onFailed(piece, failure)));
        if (queue.isIdle()) {
            flushed.ifPresent(Promise::tryComplete);
        }
    }

    private void onWritten() {
        if (isAway) {
            isAway = false;
            LOG.info("the store is back waiting={}", queue.size());
        }
        queue.done();
        pump();
    }

    private void onFailed(WriteBehind.Piece<Supplier<Future<Done>>> piece, Throwable failure) {
        if (!isStoreAway(failure)) {
            LOG.error("the store refused key={}", piece.key(), failure);
            queue.done();
            pump();
            return;
        }
        if (!isAway) {
            isAway = true;
            LOG.warn("no store answers, lobbies are kept in the cluster only");
        }
        queue.retry(piece);
        vertx.setTimer(flushed.isPresent() ? FLUSH_RETRY_MS : RETRY_MS, timer -> pump());
    }

    private static boolean isStoreAway(Throwable failure) {
        return failure instanceof RejectedException rejected
                && AWAY.contains(rejected.rejection().code());
    }

    /** Completes when everything is written or the time is up; what is left then is lost. */
    Future<Void> flush(long limitMs) {
        Promise<Void> promise = Promise.promise();
        flushed = Optional.of(promise);
        vertx.setTimer(
                isAway ? FLUSH_AWAY_MS : limitMs,
                timer -> {
                    if (promise.tryComplete()) {
                        LOG.warn(
                                "stopping with unwritten changes waiting={} forgotten={}",
                                queue.size(),
                                queue.forgotten());
                    }
                });
        pump();
        return promise.future();
    }
}
