package dev.rallypoint.rating;

import dev.rallypoint.rating.PlackettLuce.Team;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes the ratings of one game mode, match by match in the order in which they ended. What was
 * before a match is all that counts: made again from an earlier point, after a match was voided or
 * came late, every later rating is what it would be if that had been known from the beginning.
 */
public final class Ledger {
    /**
     * What is known of a player after a match.
     *
     * @param matches that were counted, this one included
     */
    public record Standing(Rating rating, int matches, long atMs) {}

    /** One settled match. */
    public record Entry(String matchId, long endedAtMs, List<Finish> finishes) {
        public Entry {
            finishes = List.copyOf(finishes);
        }
    }

    /** What a match made of a player; {@code before} has grown with the time away. */
    public record Step(String matchId, String playerId, Rating before, Standing after) {}

    private final RatingTerms terms;
    private final PlackettLuce model;
    private final Map<String, Standing> standings;

    /**
     * @param standings of the players to come, where they have one; changed by what follows
     */
    public Ledger(RatingTerms terms, PlackettLuce model, Map<String, Standing> standings) {
        this.terms = terms;
        this.model = model;
        this.standings = new HashMap<>(standings);
    }

    /** Nobody's rating changes where nobody finished, or nobody had anybody to race against. */
    public List<Step> add(Entry entry) {
        Map<Integer, List<Finish>> teams = new TreeMap<>();
        entry.finishes()
                .forEach(one -> teams.computeIfAbsent(one.team(), t -> new ArrayList<>()).add(one));
        if (teams.size() < 2 || entry.finishes().stream().noneMatch(Finish::finished)) {
            return List.of();
        }
        List<List<Finish>> inOrder =
                teams.values().stream()
                        .sorted(Comparator.comparing(team -> team.get(0).playerId()))
                        .toList();
        List<Team> before =
                inOrder.stream()
                        .map(
                                team ->
                                        new Team(
                                                team.get(0).place(),
                                                team.stream()
                                                        .map(one -> before(one, entry.endedAtMs()))
                                                        .toList()))
                        .toList();
        return steps(entry, inOrder, before, model.rate(before));
    }

    private List<Step> steps(
            Entry entry, List<List<Finish>> teams, List<Team> before, List<List<Rating>> after) {
        List<Step> steps = new ArrayList<>();
        for (int team = 0; team < teams.size(); team++) {
            for (int member = 0; member < teams.get(team).size(); member++) {
                String playerId = teams.get(team).get(member).playerId();
                Standing standing =
                        new Standing(
                                after.get(team).get(member),
                                1 + standing(playerId).map(Standing::matches).orElse(0),
                                entry.endedAtMs());
                standings.put(playerId, standing);
                steps.add(
                        new Step(
                                entry.matchId(),
                                playerId,
                                before.get(team).members().get(member),
                                standing));
            }
        }
        return List.copyOf(steps);
    }

    private Rating before(Finish finish, long atMs) {
        return standing(finish.playerId())
                .map(known -> terms.after(known.rating(), atMs - known.atMs()))
                .orElse(Rating.NEWCOMER);
    }

    private Optional<Standing> standing(String playerId) {
        return Optional.ofNullable(standings.get(playerId));
    }
}
