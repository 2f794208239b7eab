package dev.rallypoint.simulation;

import dev.rallypoint.matchmaking.MatchFunction;
import dev.rallypoint.matchmaking.MatchPool;
import dev.rallypoint.matchmaking.MatchQuality;
import dev.rallypoint.matchmaking.ProposedMatch;
import dev.rallypoint.matchmaking.Ticket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Naive: one queue; as soon as a match is full of those who came first, it starts. */
final class FirstCome implements MatchFunction {
    static final String NAME = "first-come";
    static final MatchQuality UNJUDGED = new MatchQuality(0, 0, 0, 0, 0);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<ProposedMatch> match(MatchPool pool, long nowMs) {
        List<Ticket> queue = new ArrayList<>(pool.tickets());
        queue.sort(Comparator.comparingLong(Ticket::createdAtMs));
        List<ProposedMatch> matches = new ArrayList<>();
        while (!queue.isEmpty()) {
            List<Ticket> first = new ArrayList<>();
            int players = 0;
            for (Ticket ticket : queue) {
                if (players + ticket.size() <= pool.rules().maxPlayers()) {
                    first.add(ticket);
                    players += ticket.size();
                }
            }
            if (players < pool.rules().maxPlayers()) {
                break;
            }
            matches.add(
                    new ProposedMatch(nearest(first), List.of(first), Optional.empty(), UNJUDGED));
            queue.removeAll(first);
        }
        return matches;
    }

    /** The region with the smallest worst round trip: as good as it gets for these players. */
    static String nearest(List<Ticket> tickets) {
        return tickets.get(0).members().get(0).roundTripMs().keySet().stream()
                .min(
                        Comparator.<String>comparingInt(region -> worstMs(tickets, region))
                                .thenComparing(Comparator.naturalOrder()))
                .orElse("");
    }

    private static int worstMs(List<Ticket> tickets, String region) {
        return tickets.stream()
                .flatMap(ticket -> ticket.members().stream())
                .mapToInt(member -> member.roundTripMs().getOrDefault(region, Integer.MAX_VALUE))
                .max()
                .orElse(Integer.MAX_VALUE);
    }
}
