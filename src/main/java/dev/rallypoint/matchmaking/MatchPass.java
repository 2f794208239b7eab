package dev.rallypoint.matchmaking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * One pass over tickets with equal attributes. Each ticket, the one that waits longest first, gets
 * the best full match that there is for it, or else a seat in a race, or else a match that has
 * enough players for the time they have waited; those in it are out of the pass.
 */
final class MatchPass {
    private final ModeRules rules;
    private final List<String> regions;
    private final List<Waiting> byAge;
    private final Lines lines;
    private final Search search;
    private final OpenLobbies lobbies;
    private final List<ProposedMatch> matches = new ArrayList<>();

    MatchPass(MatchPool pool, long nowMs) {
        rules = pool.rules();
        regions = regions(pool.tickets());
        List<Ticket> tickets = new ArrayList<>(pool.tickets());
        tickets.sort(Comparator.comparingLong(Ticket::createdAtMs).thenComparing(Ticket::ticketId));
        byAge =
                IntStream.range(0, tickets.size())
                        .mapToObj(
                                rank -> new Waiting(tickets.get(rank), rank, rules, regions, nowMs))
                        .toList();
        lines =
                new Lines(
                        byAge,
                        regions.size(),
                        rules.latencyLimitMs(),
                        rules.maxPlayers() / rules.teams());
        search = new Search(rules, lines, regions.size());
        lobbies = new OpenLobbies(pool.backfills(), regions, rules);
    }

    private static List<String> regions(List<Ticket> tickets) {
        TreeSet<String> names = new TreeSet<>();
        for (Ticket ticket : tickets) {
            names.addAll(ticket.members().get(0).roundTripMs().keySet());
        }
        return List.copyOf(names);
    }

    List<ProposedMatch> run() {
        for (Waiting anchor : byAge) {
            if (!anchor.isTaken() && rules.isPartyPossible(anchor.size())) {
                place(anchor);
            }
        }
        lobbies.joined().forEach(lobby -> matches.add(backfill(lobby)));
        return matches;
    }

    private void place(Waiting anchor) {
        Optional<Group> group = search.around(anchor);
        if (group.isPresent() && group.get().isFull()) {
            start(group.get());
        } else if (lobbies.join(anchor).isPresent()) {
            lines.take(anchor, rules.latencyLimitMs());
        } else {
            group.ifPresent(this::start);
        }
    }

    private void start(Group group) {
        group.members().forEach(member -> lines.take(member, rules.latencyLimitMs()));
        List<List<Waiting>> teams =
                rules.teams() == 1
                        ? List.of(group.members())
                        : TeamSplit.of(group.members(), rules.teams()).orElseThrow();
        int region = bestRegion(group);
        MatchQuality quality =
                new MatchQuality(
                        group.players(),
                        spread(group.members()),
                        worstRoundTripMs(group.members(), region),
                        longestWaitMs(group.members()),
                        TeamSplit.gap(teams));
        matches.add(
                new ProposedMatch(regions.get(region), tickets(teams), Optional.empty(), quality));
    }

    /** Of the regions that all take, the one with the smallest worst round trip. */
    private int bestRegion(Group group) {
        int best = group.region();
        for (int region = 0; region < regions.size(); region++) {
            if (worstRoundTripMs(group.members(), region) < worstRoundTripMs(group.members(), best)
                    && group.isTakenBy(region)) {
                best = region;
            }
        }
        return best;
    }

    private ProposedMatch backfill(OpenLobby lobby) {
        MatchQuality quality =
                new MatchQuality(
                        lobby.players(),
                        lobby.spread(),
                        worstRoundTripMs(lobby.joined(), lobby.region()),
                        longestWaitMs(lobby.joined()),
                        0);
        return new ProposedMatch(
                regions.get(lobby.region()),
                tickets(List.of(lobby.joined())),
                Optional.of(lobby.lobbyId()),
                quality);
    }

    private static List<List<Ticket>> tickets(List<List<Waiting>> teams) {
        return teams.stream().map(team -> team.stream().map(Waiting::ticket).toList()).toList();
    }

    private static int worstRoundTripMs(List<Waiting> tickets, int region) {
        return tickets.stream().mapToInt(ticket -> ticket.roundTripMs(region)).max().orElse(0);
    }

    private static long longestWaitMs(List<Waiting> tickets) {
        return tickets.stream().mapToLong(Waiting::waitedMs).max().orElse(0);
    }

    /** Between single players, not the means of parties. */
    private static double spread(List<Waiting> tickets) {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (Waiting waiting : tickets) {
            for (TicketMember member : waiting.ticket().members()) {
                lowest = Math.min(lowest, member.skill().mu());
                highest = Math.max(highest, member.skill().mu());
            }
        }
        return highest - lowest;
    }
}
