package dev.rallypoint.lobby;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.ResultMessage.MatchChanged;
import dev.rallypoint.contract.StoreMessage.MatchEnded;
import dev.rallypoint.contract.StoreMessage.MatchStarted;
import dev.rallypoint.lobby.HazelcastLobbyStore.Written;
import dev.rallypoint.lobby.Lobby.State;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way a lobby is written: rule and compare-and-set on a worker, then, back on the loop, the
 * view, the events, the store. One loop's.
 */
final class VertxLobbyWriter {
    private static final Logger LOG = LoggerFactory.getLogger(VertxLobbyWriter.class);

    private static final long PATIENCE_MS = BusContract.JOIN_LOBBY.timeoutMs();

    /**
     * What it writes through and tells.
     *
     * @param movers threads for matches that move, which calls that hang cannot take
     */
    record Outlets(
            HazelcastLobbyStore store,
            WorkerExecutor workers,
            WorkerExecutor movers,
            LobbyView view,
            VertxBus bus,
            VertxStoreQueue queue,
            EpochClock clock) {}

    private final Outlets out;
    private final EpochClock clock;
    private final VertxLanes lanes = new VertxLanes();

    VertxLobbyWriter(Outlets out) {
        this.out = out;
        this.clock = out.clock;
    }

    /**
     * Applies a rule, which gets the lobby and the time and may be called several times. Not after
     * the caller was told that it took too long: calls to the map hang while the node that holds
     * the entry is dying, and what queues up behind them is outdated.
     *
     * @return the lobby after it; fails with {@link RejectedException}
     */
    Future<Lobby> change(String lobbyId, BiFunction<Lobby, Long, LobbyChange> rule) {
        long endMs = clock.nowMs() + PATIENCE_MS;
        return lanes.run(lobbyId, () -> apply(lobbyId, rule, endMs))
                .compose(change -> accepted(lobbyId, change));
    }

    /**
     * Moves a match, past what waits for its lobby: that may hang at the node whose loss moves it.
     * Done again by whoever sees that it got lost.
     */
    Future<Lobby> move(String lobbyId, BiFunction<Lobby, Long, LobbyChange> rule) {
        return onMover(
                        () ->
                                out.store.changeLightly(
                                        lobbyId, lobby -> rule.apply(lobby, clock.nowMs())))
                .compose(this::announce)
                .compose(change -> accepted(lobbyId, change));
    }

    <T> Future<T> onMover(Callable<T> work) {
        return out.movers.executeBlocking(work, false);
    }

    /**
     * Applies a rule to what already happened, which nobody can be told to try again: what is
     * refused is found by the next comparison of lobbies and sessions.
     *
     * @param rule made when its turn comes
     */
    void follow(String lobbyId, Supplier<BiFunction<Lobby, Long, LobbyChange>> rule) {
        lanes.runAlways(lobbyId, () -> apply(lobbyId, rule.get(), Long.MAX_VALUE))
                .onFailure(failure -> onNewsLost(lobbyId, failure));
    }

    private static void onNewsLost(String lobbyId, Throwable failure) {
        if (failure instanceof RejectedException refused) {
            LOG.debug("news not taken lobbyId={} refusal={}", lobbyId, refused.rejection());
        } else {
            LOG.warn("news lost lobbyId={}", lobbyId, failure);
        }
    }

    /**
     * The lobby as the cluster has it now, which is also what the view has after it; fails with
     * {@link RejectedException}, also where changes are refused: there the cluster's word counts
     * nothing.
     */
    Future<Lobby> confirm(String lobbyId) {
        return change(lobbyId, (lobby, nowMs) -> LobbyChange.none(lobby))
                .onSuccess(out.view()::put);
    }

    private Future<LobbyChange> apply(
            String lobbyId, BiFunction<Lobby, Long, LobbyChange> rule, long endMs) {
        return onWorker(() -> write(lobbyId, rule, endMs)).compose(this::announce);
    }

    private Written write(String lobbyId, BiFunction<Lobby, Long, LobbyChange> rule, long endMs) {
        if (clock.nowMs() > endMs) {
            throw new RejectedException(ProblemCode.TIMEOUT, "the cluster was busy for too long");
        }
        return out.store.change(lobbyId, lobby -> rule.apply(lobby, clock.nowMs()));
    }

    /**
     * Writes a lobby that is not there yet, whose join code was claimed; {@code creation} runs on a
     * worker.
     */
    Future<Lobby> add(String lobbyId, Callable<LobbyChange> creation) {
        return lanes.run(
                        lobbyId,
                        () ->
                                onWorker(() -> out.store.add(creation.call()))
                                        .compose(this::announceOrTellAgain))
                .compose(change -> accepted(lobbyId, change));
    }

    /**
     * Runs one piece of work of a player after the other: what is counted holds until it is done.
     */
    <T> Future<T> oneByOne(String playerId, Supplier<Future<T>> work) {
        return lanes.run("player/" + playerId, work);
    }

    /** Refuses further changes and waits for those under way. */
    Future<Void> drain() {
        return lanes.drain();
    }

    <T> Future<T> onWorker(Callable<T> work) {
        return out.workers.executeBlocking(work, false);
    }

    private Future<LobbyChange> announce(Written written) {
        LobbyChange change = written.change();
        return written.document().isPresent()
                ? tell(change).map(change)
                : Future.succeededFuture(change);
    }

    /** Who made the lobby that was there before may not have lived to tell of it. */
    private Future<LobbyChange> announceOrTellAgain(Written written) {
        LobbyChange change = written.change();
        boolean wasThere = written.document().isEmpty() && change.lobby().isPresent();
        return wasThere ? tellAgain(change.lobby().get()).map(change) : announce(written);
    }

    /**
     * Tells once more of the race in a lobby, in case that who was to tell died between writing the
     * lobby and telling. Told twice, it is one race. Never fails.
     */
    Future<Void> tellAgain(String lobbyId) {
        return onWorker(() -> out.store.find(lobbyId))
                .compose(found -> found.map(this::tellAgain).orElseGet(Future::succeededFuture))
                .onFailure(failure -> onNewsLost(lobbyId, failure))
                .otherwiseEmpty();
    }

    private Future<Void> tellAgain(Lobby lobby) {
        return lobby.state() == State.RACING
                ? out.queue
                        .matchStarted(started(lobby, lobby.racingSinceMs()))
                        .compose(
                                told -> out.queue.matchChanged(changed(lobby, lobby.lastEventMs())))
                : Future.succeededFuture();
    }

    /** Completes when what the lobby itself does not tell for ever is sure to be written. */
    private Future<Void> tell(LobbyChange change) {
        Lobby lobby = change.lobby().orElseThrow();
        if (lobby.isClosed()) {
            out.view.remove(lobby.lobbyId());
        } else {
            out.view.put(lobby);
        }
        change.events().forEach(event -> out.bus.publish(BusContract.LOBBY_EVENTS, event));
        return tellLife(change, lobby);
    }

    private Future<Void> tellLife(LobbyChange change, Lobby lobby) {
        long nowMs = clock.nowMs();
        if (lobby.version() == 1) {
            LOG.info("lobby created lobbyId={}", lobby.lobbyId());
        }
        if (change.has(LobbyEvent.STARTED)) {
            LOG.info("race started lobbyId={}", lobby.lobbyId());
            return out.queue.matchStarted(started(lobby, lobby.racingSinceMs()));
        }
        if (change.has(LobbyEvent.RELOCATED)) {
            LOG.info(
                    "match moved lobbyId={} nodeId={}",
                    lobby.lobbyId(),
                    lobby.homeNode().orElseThrow());
        }
        if (lobby.isClosed()) {
            LOG.info("lobby closed lobbyId={}", lobby.lobbyId());
            return lobby.matchId()
                    .map(id -> out.queue.matchEnded(new MatchEnded(id, nowMs)))
                    .orElseGet(Future::succeededFuture);
        }
        boolean isNewsOfMatch =
                change.has(LobbyEvent.MEMBER_JOINED) || change.has(LobbyEvent.OWNER_CHANGED);
        return isNewsOfMatch && lobby.matchId().isPresent()
                ? out.queue.matchChanged(changed(lobby, nowMs))
                : Future.succeededFuture();
    }

    private static MatchStarted started(Lobby lobby, long startedAtMs) {
        return new MatchStarted(
                lobby.matchId().orElseThrow(),
                lobby.lobbyId(),
                lobby.settings().gameMode(),
                lobby.settings().track(),
                lobby.settings().region(),
                startedAtMs,
                lobby.members().stream().map(Member::toMatch).toList(),
                Optional.of(lobby.owner()),
                lobby.kind());
    }

    private static MatchChanged changed(Lobby lobby, long atMs) {
        return new MatchChanged(
                lobby.matchId().orElseThrow(),
                lobby.members().stream().map(Member::toMatch).toList(),
                lobby.owner(),
                atMs);
    }

    private Future<Lobby> accepted(String lobbyId, LobbyChange change) {
        Optional<Rejection> refusal = change.refusal();
        if (refusal.isEmpty()) {
            return Future.succeededFuture(change.lobby().orElseThrow());
        }
        if (refusal.get().code() == ProblemCode.LOBBY_NOT_FOUND) {
            out.view.remove(lobbyId);
        }
        return Future.failedFuture(new RejectedException(refusal.get()));
    }
}
