package dev.rallypoint.lobby;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves matches away from nodes that are gone, each node those whose entries it holds, and away
 * from this node while it is drained. What fails is tried again by the next {@link #run}. One
 * loop's.
 */
final class VertxRelocations {
    private static final Logger LOG = LoggerFactory.getLogger(VertxRelocations.class);

    /** On threads of their own. */
    static final int AT_A_TIME = 12;

    /** After a loss the entries are without a holder for this long, give or take. */
    private static final long HOLDER_MS = 25;

    /** When the cluster is calm again after the loss of a node. */
    private static final long TELL_MS = 3_000;

    private final String nodeId;
    private final Vertx vertx;
    private final VertxLobbyWriter.Outlets out;
    private final VertxLobbyWriter writer;
    private final Supplier<SessionRules> rules;
    private final ForetoldMoves foretold;
    private final Queue<String> waiting = new ArrayDeque<>();
    private final Set<String> taken = new HashSet<>();
    private int underWay;
    private boolean runsAgain;

    /**
     * @param rules over the nodes as they are when it is asked
     */
    VertxRelocations(
            String nodeId,
            Vertx vertx,
            VertxLobbyWriter.Outlets out,
            VertxLobbyWriter writer,
            Supplier<SessionRules> rules) {
        this.nodeId = nodeId;
        this.vertx = vertx;
        this.out = out;
        this.writer = writer;
        this.rules = rules;
        this.foretold = new ForetoldMoves(nodeId);
    }

    /** Finds the matches that must move and moves them. */
    void run() {
        SessionRules now = rules.get();
        // While this node is drained it moves its matches itself, whoever holds their entries.
        take(select(lobby -> lobby.livesOn(nodeId) && now.homes().mustMove(lobby)));
        List<String> orphans = select(now::isOrphan);
        foretell(orphans, now);
        if (!orphans.isEmpty()) {
            writer.onMover(() -> holders(orphans)).onSuccess(this::takeMine);
        }
    }

    private void foretell(List<String> orphans, SessionRules now) {
        List<Lobby> lobbies = orphans.stream().flatMap(id -> out.view().find(id).stream()).toList();
        foretold.onOrphans(
                        lobbies, out.view()::find, out.store()::mayWrite, now, out.clock().nowMs())
                .forEach(coming -> out.bus().publish(BusContract.MATCH_MOVED, coming));
    }

    /** Those with players first. */
    private List<String> select(Predicate<Lobby> test) {
        Comparator<String> byQuiet =
                Comparator.comparing(
                        lobbyId ->
                                out.view()
                                        .find(lobbyId)
                                        .filter(Lobby::hasConnectedMember)
                                        .isEmpty());
        return out.view().select(test).stream().sorted(byQuiet).toList();
    }

    /**
     * @param mine what this node holds
     * @param ofNobody whether there are some that nobody holds
     */
    private record Holders(List<String> mine, boolean ofNobody) {}

    private Holders holders(List<String> lobbyIds) {
        return new Holders(
                lobbyIds.stream().filter(out.store()::isHeldHere).toList(),
                lobbyIds.stream().anyMatch(out.store()::isHeldByNobody));
    }

    private void takeMine(Holders holders) {
        take(holders.mine());
        if (holders.ofNobody() && !runsAgain) {
            runsAgain = true;
            vertx.setTimer(HOLDER_MS, timer -> again());
        }
    }

    private void again() {
        runsAgain = false;
        run();
    }

    private void take(List<String> lobbyIds) {
        lobbyIds.stream().filter(taken::add).forEach(waiting::add);
        pump();
    }

    private void pump() {
        while (underWay < AT_A_TIME && !waiting.isEmpty()) {
            String lobbyId = waiting.remove();
            underWay++;
            writer.move(lobbyId, rules.get()::relocate)
                    .onSuccess(lobby -> tellAgain(lobbyId))
                    .onFailure(failure -> onFailed(lobbyId, failure))
                    .onComplete(done -> onDone(lobbyId));
        }
    }

    /** The node that was lost may have been about to tell that the race began. */
    private void tellAgain(String lobbyId) {
        vertx.setTimer(TELL_MS, timer -> writer.tellAgain(lobbyId));
    }

    private void onDone(String lobbyId) {
        underWay--;
        taken.remove(lobbyId);
        pump();
    }

    private void onFailed(String lobbyId, Throwable failure) {
        if (!(failure instanceof RejectedException refused)) {
            LOG.warn("match not moved yet lobbyId={}", lobbyId, failure);
            return;
        }
        ProblemCode code = refused.rejection().code();
        LOG.debug("match not moved yet lobbyId={} code={}", lobbyId, code.code());
        if (code == ProblemCode.CLUSTER_MINORITY) {
            // The next ones would fare no better.
            taken.removeAll(waiting);
            waiting.clear();
        }
    }
}
