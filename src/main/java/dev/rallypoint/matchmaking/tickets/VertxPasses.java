package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.matchmaking.MatchFunction;
import dev.rallypoint.matchmaking.MatchPool;
import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.matchmaking.OpenSeats;
import dev.rallypoint.matchmaking.ProposedMatch;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.tickets.TicketEntry.State;
import dev.rallypoint.runtime.Ground;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passes over the pools that this node owns: what is overdue ends, what another node left half
 * done is taken up, then the match function sees who waits. One loop's.
 */
final class VertxPasses {
    private static final Logger LOG = LoggerFactory.getLogger(VertxPasses.class);

    /** A claim that is older on this node's clock is nobody's any more; it takes some 20 ms. */
    private static final long LEFT_MS = 1_000;

    /** Tickets ended in one pass, which share their threads with the matches. */
    private static final int MOST_ENDED = 200;

    /** Matches under way above which the next pass waits: the cluster is slower than we are. */
    private static final int MOST_UNDER_WAY = 1_000;

    /**
     * How pools are matched.
     *
     * @param rules of a game mode
     * @param functions that the rules name
     */
    record Rules(
            Function<String, ModeRules> rules,
            Function<ModeRules, MatchFunction> functions,
            Set<String> readyUpModes) {
        Rules {
            readyUpModes = Set.copyOf(readyUpModes);
        }
    }

    /** What it works on. */
    record Room(
            TicketView view,
            SignsOfLife signs,
            VertxOpenSeats seats,
            VertxSettlement settlement,
            HazelcastSettlement steps) {}

    private final Rules rules;
    private final Room room;
    private final WorkerExecutor workers;
    private final Ground ground;
    private final Set<PoolKey> running = new HashSet<>();
    private final Set<String> ending = new HashSet<>();

    /** When this node first saw that a ticket is claimed; of pools it owns. */
    private final Map<String, Long> claimedSinceMs = new HashMap<>();

    VertxPasses(Rules rules, Room room, WorkerExecutor workers, Ground ground) {
        this.rules = rules;
        this.room = room;
        this.workers = workers;
        this.ground = ground;
    }

    /** One pass over each of these pools, unless the one before still runs. */
    void run(Set<PoolKey> owned) {
        claimedSinceMs.keySet().removeIf(id -> !isClaimed(id));
        for (PoolKey pool : owned) {
            endOverdue(pool);
            takeUpLeft(pool);
            if (room.settlement().underWay() < MOST_UNDER_WAY && running.add(pool)) {
                match(pool)
                        .onFailure(failure -> LOG.warn("pass failed pool={}", pool, failure))
                        .onComplete(done -> running.remove(pool));
            }
        }
    }

    private boolean isClaimed(String ticketId) {
        return room.view().find(ticketId).filter(e -> e.state() == State.CLAIMED).isPresent();
    }

    private void endOverdue(PoolKey pool) {
        long nowMs = ground.clock().nowMs();
        end(pool, entry -> TicketRules.isDue(entry, nowMs), room.steps()::expire);
        end(pool, entry -> room.signs().isSilent(entry, nowMs), room.steps()::silence);
    }

    private void end(
            PoolKey pool, Predicate<TicketEntry> isOver, Function<String, TicketChange> step) {
        room.view().inPool(pool).stream()
                .filter(isOver)
                .map(TicketEntry::ticketId)
                .filter(ticketId -> !ending.contains(ticketId))
                .limit(MOST_ENDED)
                .toList()
                .forEach(ticketId -> end(ticketId, step));
    }

    /**
     * Once at a time: while the cluster is slow, matching must not wait behind thousands of these.
     */
    private void end(String ticketId, Function<String, TicketChange> step) {
        ending.add(ticketId);
        workers.executeBlocking(() -> step.apply(ticketId), false)
                .onComplete(done -> ending.remove(ticketId))
                .onSuccess(change -> change.entry().ifPresent(room.view()::put))
                .onFailure(failure -> LOG.debug("not ended ticketId={}", ticketId, failure));
    }

    private void takeUpLeft(PoolKey pool) {
        long nowMs = ground.clock().nowMs();
        for (TicketEntry entry : room.view().inPool(pool, State.CLAIMED)) {
            String ticketId = entry.ticketId();
            boolean isLeft =
                    nowMs - claimedSinceMs.computeIfAbsent(ticketId, id -> nowMs) >= LEFT_MS;
            if (isLeft && !room.settlement().isBusyWith(ticketId)) {
                room.settlement().takeUp(entry.matchId().orElseThrow(), ticketId);
            }
        }
    }

    private Future<Void> match(PoolKey pool) {
        Map<String, TicketEntry> waiting = new HashMap<>();
        for (TicketEntry entry : room.view().inPool(pool, State.SEARCHING)) {
            if (!room.settlement().isBusyWith(entry.ticketId())) {
                waiting.put(entry.ticketId(), entry);
            }
        }
        if (waiting.isEmpty()) {
            return Future.succeededFuture();
        }
        ModeRules mode = rules.rules().apply(pool.gameMode());
        return room.seats()
                .of(pool, mode)
                .compose(
                        seats ->
                                workers.executeBlocking(() -> propose(mode, waiting, seats), false))
                .onSuccess(proposals -> proposals.forEach(room.settlement()::make))
                .mapEmpty();
    }

    /** On a worker. */
    private List<MatchEntry> propose(
            ModeRules mode, Map<String, TicketEntry> waiting, List<OpenSeats> seats) {
        long nowMs = ground.clock().nowMs();
        long beganNanos = System.nanoTime();
        List<Ticket> tickets = waiting.values().stream().map(TicketEntry::toTicket).toList();
        PoolKey pool = waiting.values().iterator().next().pool();
        List<ProposedMatch> proposals =
                rules.functions().apply(mode).match(new MatchPool(mode, tickets, seats), nowMs);
        ground.metrics().record(Metric.MATCH_PASSES, System.nanoTime() - beganNanos);
        MatchDrawing drawing =
                new MatchDrawing(pool, mode, !rules.readyUpModes().contains(pool.gameMode()));
        return sound(proposals, waiting).stream()
                .map(proposal -> drawing.draw(proposal, waiting, nowMs))
                .toList();
    }

    /** A function of somebody else's may propose what is none: no ticket is in two matches. */
    private static List<ProposedMatch> sound(
            List<ProposedMatch> proposals, Map<String, TicketEntry> waiting) {
        Set<String> taken = new HashSet<>();
        return proposals.stream()
                .filter(proposal -> !proposal.tickets().isEmpty())
                .filter(
                        proposal ->
                                proposal.tickets().stream()
                                        .map(Ticket::ticketId)
                                        .allMatch(id -> waiting.containsKey(id) && taken.add(id)))
                .toList();
    }
}
