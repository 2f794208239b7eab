package dev.rallypoint.simulation;

import dev.rallypoint.matchmaking.MatchPool;
import dev.rallypoint.matchmaking.OpenSeats;
import dev.rallypoint.matchmaking.ProposedMatch;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.WaitEstimates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** One policy over all tickets, pass by pass in virtual time. Used once. */
final class Simulation {
    private static final double SECOND_MS = 1_000;
    private static final long HOUR_MS = 3_600_000;

    private final Policy policy;
    private final long fromMs;
    private final long untilMs;
    private final Map<String, Ticket> waiting = new LinkedHashMap<>();
    private final Map<String, Race> open = new LinkedHashMap<>();
    private final WaitEstimates estimates = new WaitEstimates();
    private final Figures waits = new Figures();
    private final Figures spreads = new Figures();
    private final Figures roundTrips = new Figures();
    private final Figures players = new Figures();
    private final List<Figures> byHour = new ArrayList<>();
    private long races;
    private long joined;
    private long left;
    private long overBound;

    /**
     * @param untilMs tickets from then on are company for the others and do not count
     */
    Simulation(Policy policy, long fromMs, long untilMs) {
        this.policy = policy;
        this.fromMs = fromMs;
        this.untilMs = untilMs;
        for (long hour = fromMs; hour < untilMs; hour += HOUR_MS) {
            byHour.add(new Figures());
        }
    }

    /**
     * @param tickets by time
     * @param intervalMs between two passes
     * @param onPass is told the virtual time of each
     */
    Outcome run(List<Ticket> tickets, int intervalMs, LongConsumer onPass) {
        int next = 0;
        long nowMs = fromMs;
        while (nowMs < untilMs + Crowd.TAIL_MS && (next < tickets.size() || !waiting.isEmpty())) {
            nowMs += intervalMs;
            while (next < tickets.size() && tickets.get(next).createdAtMs() <= nowMs) {
                Ticket ticket = tickets.get(next++);
                waiting.put(ticket.ticketId(), ticket);
                estimates.onCreated(ticket, nowMs);
            }
            pass(nowMs);
            onPass.accept(nowMs);
        }
        for (Ticket ticket : waiting.values()) {
            left += counts(ticket) ? ticket.size() : 0;
            count(ticket, nowMs);
        }
        open.values().forEach(this::close);
        return new Outcome(
                policy,
                waits,
                spreads,
                roundTrips,
                players,
                byHour,
                joined,
                left,
                overBound,
                estimates.hitRate());
    }

    private void pass(long nowMs) {
        open.values()
                .removeIf(
                        race -> {
                            boolean over = !race.takesMore(policy.rules(), nowMs);
                            if (over) {
                                close(race);
                            }
                            return over;
                        });
        if (waiting.isEmpty()) {
            return;
        }
        List<OpenSeats> seats = open.values().stream().map(Race::seats).toList();
        MatchPool pool = new MatchPool(policy.rules(), List.copyOf(waiting.values()), seats);
        for (ProposedMatch match : policy.function().match(pool, nowMs)) {
            match.tickets().forEach(ticket -> take(ticket, nowMs));
            estimates.onMatched(match, nowMs);
            start(match, nowMs);
        }
    }

    private void take(Ticket ticket, long nowMs) {
        if (waiting.remove(ticket.ticketId()) == null) {
            throw new IllegalStateException(
                    policy.name() + " matched " + ticket.ticketId() + ", which does not wait");
        }
        count(ticket, nowMs);
    }

    private void start(ProposedMatch match, long nowMs) {
        if (match.backfillLobbyId().isPresent()) {
            Race race = open.get(match.backfillLobbyId().get());
            race.join(match.tickets());
            race.offering(policy.rules());
            joined += match.players();
        } else {
            Race race = new Race("lobby-" + races++, match, nowMs).offering(policy.rules());
            open.put(race.lobbyId(), race);
        }
    }

    private boolean counts(Ticket ticket) {
        return ticket.createdAtMs() < untilMs;
    }

    private void count(Ticket ticket, long nowMs) {
        if (!counts(ticket)) {
            return;
        }
        double seconds = ticket.waitedMs(nowMs) / SECOND_MS;
        int hour = (int) ((ticket.createdAtMs() - fromMs) / HOUR_MS);
        for (int i = 0; i < ticket.size(); i++) {
            waits.add(seconds);
            byHour.get(hour).add(seconds);
        }
        overBound += seconds > policy.rules().longestWaitSeconds() ? ticket.size() : 0;
    }

    private void close(Race race) {
        spreads.add(race.ratingSpread());
        roundTrips.add(race.worstRttMs());
        players.add(race.players());
    }
}
