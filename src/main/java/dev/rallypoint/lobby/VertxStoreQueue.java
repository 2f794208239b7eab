package dev.rallypoint.lobby;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.MatchChanged;
import dev.rallypoint.contract.StoreMessage.DeleteLobby;
import dev.rallypoint.contract.StoreMessage.MatchEnded;
import dev.rallypoint.contract.StoreMessage.MatchStarted;
import dev.rallypoint.lobby.HazelcastSavedLobbies.Lack;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.runtime.VertxWriteBehind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes behind to whoever keeps the database, which may see the same call twice: the lobbies that
 * this node holds whenever they changed, and through the outbox what cannot be told from a lobby.
 * Belongs to one loop.
 */
final class VertxStoreQueue {
    private static final Logger LOG = LoggerFactory.getLogger(VertxStoreQueue.class);

    private static final Set<ProblemCode> AWAY =
            Set.of(ProblemCode.TIMEOUT, ProblemCode.STORE_UNAVAILABLE, ProblemCode.SHUTTING_DOWN);

    private final VertxBus bus;
    private final WorkerExecutor workers;
    private final HazelcastSavedLobbies saved;
    private final EpochClock clock;
    private final Context loop;
    private final VertxWriteBehind writing;
    private boolean isSweeping;

    VertxStoreQueue(
            VertxBus bus,
            WorkerExecutor workers,
            HazelcastSavedLobbies saved,
            EpochClock clock,
            Context loop) {
        this.bus = bus;
        this.workers = workers;
        this.saved = saved;
        this.clock = clock;
        this.loop = loop;
        this.writing = new VertxWriteBehind(loop.owner(), "lobbies", this::write);
    }

    /** From now on each change of a lobby that this node holds is written at once. Blocks. */
    void listen() {
        saved.listen(lobbyId -> loop.runOnContext(go -> writing.add(lobbyId)));
    }

    /** Blocks. */
    void stopListening() {
        saved.stopListening();
    }

    private Future<Boolean> write(String lobbyId) {
        return workers.executeBlocking(() -> saved.lack(lobbyId, clock.nowMs()), false)
                .compose(
                        lack ->
                                lack.map(what -> write(lobbyId, what).map(true))
                                        .orElseGet(() -> Future.succeededFuture(false)));
    }

    private Future<Void> write(String lobbyId, Lack lack) {
        return lack.lobby()
                .map(lobby -> bus.request(BusContract.SAVE_LOBBY, lobby))
                .orElseGet(() -> bus.request(BusContract.DELETE_LOBBY, new DeleteLobby(lobbyId)))
                .<Void>mapEmpty()
                .recover(failure -> giveUp(lobbyId, failure))
                .compose(
                        written ->
                                workers.executeBlocking(
                                        () -> {
                                            saved.onWritten(lobbyId, lack);
                                            return null;
                                        },
                                        false));
    }

    /** What the store will never take is passed over until the lobby changes again. */
    private static Future<Void> giveUp(String lobbyId, Throwable failure) {
        if (failure instanceof RejectedException refused
                && AWAY.contains(refused.rejection().code())) {
            return Future.failedFuture(failure);
        }
        LOG.error("the store refused lobbyId={}", lobbyId, failure);
        return Future.succeededFuture();
    }

    /**
     * Finds what came to this node with the death of another.
     *
     * @param versions of all lobbies in the cluster
     */
    Future<Void> sweep(Map<String, Long> versions) {
        if (isSweeping) {
            return Future.succeededFuture();
        }
        isSweeping = true;
        return workers.executeBlocking(() -> saved.suspects(versions), false)
                .onSuccess(suspects -> suspects.forEach(writing::add))
                .onFailure(failure -> LOG.warn("unsaved lobbies not found: {}", failure.toString()))
                .<Void>mapEmpty()
                .otherwiseEmpty()
                .onComplete(swept -> isSweeping = false);
    }

    /** Completes when it is sure to be written. */
    Future<Void> matchChanged(MatchChanged match) {
        return keep(BusContract.MATCH_CHANGED_LATER, match);
    }

    Future<Void> matchStarted(MatchStarted match) {
        return keep(BusContract.MATCH_STARTED_LATER, match);
    }

    Future<Void> matchEnded(MatchEnded match) {
        return keep(BusContract.MATCH_ENDED_LATER, match);
    }

    Future<Void> audit(AuditEntry entry) {
        return keep(BusContract.AUDIT_LATER, entry);
    }

    /** What it is about has already happened and cannot be refused any more. */
    private <Q extends BusMessage> Future<Void> keep(Request<Q, Done> request, Q record) {
        return bus.request(request, record)
                .onFailure(failure -> LOG.error("not kept record={}", record, failure))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /**
     * Completes when everything is written or the time is up; what is left then is lost unless
     * another node is up.
     */
    Future<Void> flush(Map<String, Long> versions, long limitMs) {
        return sweep(versions).compose(swept -> writing.flush(limitMs));
    }
}
