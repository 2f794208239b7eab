package dev.rallypoint.matchmaking;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The match function that comes with the program: windows on rating and latency that widen with
 * waiting. Tickets with equal attributes stand in one line by rating for each region; a search
 * walks outwards from its ticket and ends after a fixed number of looks, so a pass over n tickets
 * takes about n log n. How it decides and why nobody starves: docs/MATCHMAKING.md.
 */
public final class WindowMatching implements MatchFunction {
    @Override
    public String name() {
        return "windows";
    }

    @Override
    public List<ProposedMatch> match(MatchPool pool, long nowMs) {
        Map<String, List<Ticket>> tickets = new TreeMap<>();
        for (Ticket ticket : pool.tickets()) {
            add(tickets, ticket.attributes(), ticket);
        }
        Map<String, List<OpenSeats>> seats = new TreeMap<>();
        for (OpenSeats lobby : pool.backfills()) {
            add(seats, lobby.attributes(), lobby);
        }
        List<ProposedMatch> matches = new ArrayList<>();
        tickets.forEach(
                (attributes, alike) -> {
                    List<OpenSeats> suitable = seats.getOrDefault(attributes, List.of());
                    MatchPool part = new MatchPool(pool.rules(), alike, suitable);
                    matches.addAll(new MatchPass(part, nowMs).run());
                });
        return matches;
    }

    private static <T> void add(
            Map<String, List<T>> groups, Map<String, String> attributes, T member) {
        groups.computeIfAbsent(sorted(attributes), some -> new ArrayList<>()).add(member);
    }

    /** One text for equal attributes, another one for all others. */
    private static String sorted(Map<String, String> attributes) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(attributes)
                .forEach(
                        (key, value) ->
                                text.append(key.length())
                                        .append(':')
                                        .append(key)
                                        .append(value.length())
                                        .append(':')
                                        .append(value));
        return text.toString();
    }
}
