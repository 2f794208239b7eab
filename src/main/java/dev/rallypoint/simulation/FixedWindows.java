package dev.rallypoint.simulation;

import dev.rallypoint.matchmaking.MatchFunction;
import dev.rallypoint.matchmaking.MatchPool;
import dev.rallypoint.matchmaking.ProposedMatch;
import dev.rallypoint.matchmaking.Ticket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Naive: a queue for each region, in which everybody stands at the nearest one; a match is full of
 * those who are within a fixed distance of the rating of the first, in the order they came.
 */
final class FixedWindows implements MatchFunction {
    static final String NAME = "fixed-windows";
    static final double WINDOW = 5;

    private final Map<String, String> nearest = new HashMap<>();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<ProposedMatch> match(MatchPool pool, long nowMs) {
        Map<String, List<Ticket>> queues = new TreeMap<>();
        for (Ticket ticket : pool.tickets()) {
            String region =
                    nearest.computeIfAbsent(
                            ticket.ticketId(), id -> FirstCome.nearest(List.of(ticket)));
            queues.computeIfAbsent(region, some -> new ArrayList<>()).add(ticket);
        }
        List<ProposedMatch> matches = new ArrayList<>();
        queues.forEach((region, queue) -> serve(region, queue, pool.rules().maxPlayers(), matches));
        return matches;
    }

    private static void serve(
            String region, List<Ticket> queue, int maxPlayers, List<ProposedMatch> matches) {
        queue.sort(Comparator.comparingLong(Ticket::createdAtMs));
        for (int anchor = 0; anchor < queue.size(); anchor++) {
            List<Ticket> group = group(queue, anchor, maxPlayers);
            if (group.stream().mapToInt(Ticket::size).sum() == maxPlayers) {
                matches.add(
                        new ProposedMatch(
                                region, List.of(group), Optional.empty(), FirstCome.UNJUDGED));
                queue.removeAll(group);
                anchor = -1;
            }
        }
    }

    private static List<Ticket> group(List<Ticket> queue, int anchor, int maxPlayers) {
        double rating = queue.get(anchor).rating();
        List<Ticket> group = new ArrayList<>(List.of(queue.get(anchor)));
        int players = queue.get(anchor).size();
        for (Ticket ticket : queue) {
            if (ticket != queue.get(anchor)
                    && players + ticket.size() <= maxPlayers
                    && Math.abs(ticket.rating() - rating) <= WINDOW) {
                group.add(ticket);
                players += ticket.size();
            }
        }
        return group;
    }
}
