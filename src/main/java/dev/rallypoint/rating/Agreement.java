package dev.rallypoint.rating;

import dev.rallypoint.contract.Api.MatchReport;
import dev.rallypoint.contract.Api.Placing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is believed about a match, from what its members say. Pure; the order of reports is none.
 */
public final class Agreement {
    /** A report that is plausible. */
    public record Said(String reporter, boolean byOperator, MatchReport report) {}

    /** What follows. */
    public enum Outcome {
        OPEN,
        SETTLED,
        DISPUTED
    }

    /**
     * @param by majority, unopposed, host or operator; empty = nobody
     * @param reason why it is disputed, or who says otherwise
     * @param finishes of all who have a vote, then of the others who are placed; empty unless
     *     settled
     * @param evidence of who decided; where many did, of one of them
     */
    public record Decision(
            Outcome outcome,
            String by,
            String reason,
            List<Finish> finishes,
            Optional<String> evidence) {
        public Decision {
            finishes = List.copyOf(finishes);
        }

        public boolean isByOperator() {
            return by.equals(OPERATOR);
        }
    }

    /** Those who say the same. */
    private record Version(List<Said> all, List<Finish> finishes) {
        int votes() {
            return all.size();
        }
    }

    /** In {@link Decision#by}. */
    public static final String OPERATOR = "operator";

    private static final Decision OPEN =
            new Decision(Outcome.OPEN, "", "", List.of(), Optional.empty());

    private final ResultTerms terms;
    private final RacedMatch match;

    public Agreement(ResultTerms terms, RacedMatch match) {
        this.terms = terms;
        this.match = match;
    }

    /** Says what is wrong with a report, in words for who made it; empty = nothing. */
    public Optional<String> complaint(MatchReport report, long reportedAtMs) {
        return Plausibility.complaint(terms.leastTimes(), match, report, reportedAtMs);
    }

    private boolean hasVote(String playerId) {
        return terms.electorate().has(match, playerId);
    }

    private List<String> voters() {
        return terms.electorate().voters(match);
    }

    /**
     * @param isDue whether nobody else is waited for
     */
    public Decision decide(List<Said> said, boolean isDue) {
        List<Said> votes =
                said.stream().filter(one -> one.byOperator() || hasVote(one.reporter())).toList();
        Decision decision = decideBy(votes, isDue);
        return decision.outcome() == Outcome.SETTLED ? contradicted(decision, said) : decision;
    }

    private Decision decideBy(List<Said> votes, boolean isDue) {
        if (votes.isEmpty()) {
            return isDue ? disputed("nobody who has a vote says how it went") : OPEN;
        }
        List<Version> versions = versions(votes);
        Optional<Said> operator = votes.stream().filter(Said::byOperator).findFirst();
        if (operator.isPresent()) {
            return decided(holding(versions, operator.get()), OPERATOR, operator.get());
        }
        return switch (terms.reporter(match.gameMode())) {
            case OPERATOR -> isDue ? disputed("only operators report in this mode") : OPEN;
            case HOST -> byHost(votes, versions, isDue);
            case MAJORITY -> byMajority(versions, isDue);
        };
    }

    /** Also by those who have no vote: operators see it. */
    private Decision contradicted(Decision decision, List<Said> said) {
        List<String> others =
                said.stream()
                        .filter(one -> !confirms(one.report(), decision.finishes()))
                        .map(Said::reporter)
                        .sorted()
                        .toList();
        return new Decision(
                decision.outcome(),
                decision.by(),
                Contradiction.by(others),
                decision.finishes(),
                decision.evidence());
    }

    private Decision byHost(List<Said> said, List<Version> versions, boolean isDue) {
        Optional<Said> host =
                said.stream()
                        .filter(one -> match.owner().equals(Optional.of(one.reporter())))
                        .findFirst();
        return host.map(one -> decided(holding(versions, one), "host", one))
                .orElseGet(() -> isDue ? byMajority(versions, true) : OPEN);
    }

    /**
     * More than half of all who have a vote at once, wherever they are by now: who could drive
     * others out of the race would else be the majority. When due, silence is consent: an honest
     * client reports, so what nobody contradicts holds, and else more than half of those who spoke
     * decide.
     */
    private Decision byMajority(List<Version> versions, boolean isDue) {
        Version first = versions.get(0);
        int voters = voters().size();
        if (2 * first.votes() > voters) {
            return settled(first, "majority");
        }
        int spoke = versions.stream().mapToInt(Version::votes).sum();
        if (!isDue && spoke < voters) {
            return OPEN;
        }
        if (versions.size() == 1) {
            return settled(first, "unopposed");
        }
        return 2 * first.votes() > spoke
                ? settled(first, "majority")
                : disputed("members say " + versions.size() + " different things");
    }

    private static Decision disputed(String reason) {
        return new Decision(Outcome.DISPUTED, "", reason, List.of(), Optional.empty());
    }

    /** By one alone, whose evidence it is. */
    private static Decision decided(Version version, String by, Said who) {
        return new Decision(Outcome.SETTLED, by, "", version.finishes(), who.report().evidence());
    }

    /** The evidence is that of one of those who are believed. */
    private static Decision settled(Version version, String by) {
        Optional<String> evidence =
                version.all().stream()
                        .sorted(Comparator.comparing(Said::reporter))
                        .flatMap(one -> one.report().evidence().stream())
                        .findFirst();
        return new Decision(Outcome.SETTLED, by, "", version.finishes(), evidence);
    }

    private static Version holding(List<Version> versions, Said said) {
        return versions.stream()
                .filter(version -> version.all().contains(said))
                .findFirst()
                .orElseThrow();
    }

    /** Whether a report says what was settled, as far as that may differ. */
    public boolean confirms(MatchReport report, List<Finish> settled) {
        return says(report, settled);
    }

    /** Those with most votes first. */
    private List<Version> versions(List<Said> said) {
        Map<List<Finish>, List<Said>> byOrder = new LinkedHashMap<>();
        said.stream()
                .sorted(Comparator.comparing(Said::reporter))
                .forEach(
                        one ->
                                byOrder.computeIfAbsent(
                                                order(finishes(one.report())),
                                                order -> new ArrayList<>())
                                        .add(one));
        List<Version> versions = new ArrayList<>();
        byOrder.forEach((order, group) -> addVersions(group, versions));
        versions.sort(Comparator.comparingInt(Version::votes).reversed());
        return versions;
    }

    /** Who gives other times than the middle one is another version, by himself. */
    private void addVersions(List<Said> group, List<Version> versions) {
        List<Finish> middle =
                finishes(group.get(0).report()).stream()
                        .map(one -> withMiddleTime(one, group))
                        .toList();
        List<Said> near = group.stream().filter(one -> says(one.report(), middle)).toList();
        if (!near.isEmpty()) {
            versions.add(new Version(near, middle));
        }
        group.stream()
                .filter(one -> !near.contains(one))
                .forEach(one -> versions.add(new Version(List.of(one), finishes(one.report()))));
    }

    /**
     * Where the majority is believed, a time of a minority counts as little as its order would: who
     * alone gives himself one gets none.
     */
    private Finish withMiddleTime(Finish finish, List<Said> group) {
        List<Long> times =
                group.stream()
                        .flatMap(one -> one.report().placings().stream())
                        .filter(one -> one.playerId().equals(finish.playerId()))
                        .flatMap(one -> one.timeMs().stream())
                        .sorted()
                        .toList();
        boolean isBelieved = 2 * times.size() > group.size() || !isByMajority(group);
        Optional<Long> middle =
                times.isEmpty() || !isBelieved
                        ? Optional.empty()
                        : Optional.of(times.get(times.size() / 2));
        return new Finish(
                finish.playerId(), finish.place(), finish.finished(), middle, finish.team());
    }

    private boolean isByMajority(List<Said> group) {
        return terms.reporter(match.gameMode()) == Reporter.MAJORITY
                && group.stream().noneMatch(Said::byOperator);
    }

    private boolean says(MatchReport report, List<Finish> other) {
        List<Finish> own = finishes(report);
        return order(own).equals(order(other)) && timesAgree(times(own), times(other));
    }

    private boolean timesAgree(Map<String, Long> own, Map<String, Long> other) {
        return own.entrySet().stream()
                .filter(one -> other.containsKey(one.getKey()))
                .allMatch(
                        one ->
                                Math.abs(one.getValue() - other.get(one.getKey()))
                                        <= terms.timeToleranceMs());
    }

    private Map<String, Long> times(List<Finish> finishes) {
        Map<String, Long> times = new HashMap<>();
        finishes.stream()
                .filter(one -> hasVote(one.playerId()))
                .forEach(one -> one.timeMs().ifPresent(ms -> times.put(one.playerId(), ms)));
        return times;
    }

    /**
     * What has to be the same in two reports: order, finishers and teams of those who have a vote,
     * as if nobody else had raced along.
     */
    private List<Finish> order(List<Finish> finishes) {
        List<Finish> voters = finishes.stream().filter(one -> hasVote(one.playerId())).toList();
        return voters.stream()
                .map(
                        one ->
                                new Finish(
                                        one.playerId(),
                                        1 + ahead(voters, one.place()),
                                        one.finished(),
                                        Optional.empty(),
                                        one.team()))
                .toList();
    }

    private static int ahead(List<Finish> finishes, int place) {
        return (int) finishes.stream().filter(one -> one.place() < place).count();
    }

    /**
     * Of those who have a vote, by player id: who was left out did not finish. Then of those others
     * who are placed. Teams are numbered by their first member, so that their names make no
     * difference.
     */
    List<Finish> finishes(MatchReport report) {
        Map<String, Placing> placings = new LinkedHashMap<>();
        report.placings().forEach(one -> placings.put(one.playerId(), one));
        List<String> players = new ArrayList<>(voters());
        placings.keySet().stream().filter(id -> !hasVote(id)).sorted().forEach(players::add);
        List<Finish> all = new ArrayList<>();
        for (int i = 0; i < players.size(); i++) {
            Optional<Placing> placing = Optional.ofNullable(placings.get(players.get(i)));
            all.add(
                    new Finish(
                            players.get(i),
                            placeOf(placing, report),
                            placing.filter(Placing::finished).isPresent(),
                            placing.flatMap(Placing::timeMs),
                            teamOf(placing, i, players, placings)));
        }
        return List.copyOf(all);
    }

    private static int placeOf(Optional<Placing> placing, MatchReport report) {
        int place = placing.flatMap(Placing::place).orElse(Integer.MAX_VALUE);
        return 1
                + (int)
                        report.placings().stream()
                                .filter(one -> one.place().orElse(Integer.MAX_VALUE) < place)
                                .count();
    }

    private static int teamOf(
            Optional<Placing> placing,
            int own,
            List<String> players,
            Map<String, Placing> placings) {
        Optional<Integer> team = placing.flatMap(Placing::team);
        if (team.isEmpty()) {
            return own;
        }
        for (int i = 0; i < own; i++) {
            Placing other = placings.get(players.get(i));
            if (other != null && other.team().equals(team)) {
                return i;
            }
        }
        return own;
    }
}
