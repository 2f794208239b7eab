package dev.rallypoint.rating;

import dev.rallypoint.contract.Api.MatchReport;
import dev.rallypoint.contract.Api.Placing;
import java.util.ArrayList;
import java.util.Comparator;
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
     * @param finishes of all members; empty unless settled
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
    }

    /** Those who say the same. */
    private record Version(List<Said> all, List<Finish> finishes) {
        int votes() {
            return all.size();
        }
    }

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
        return Plausibility.complaint(match, report, reportedAtMs);
    }

    /**
     * @param isDue whether nobody else is waited for
     */
    public Decision decide(List<Said> said, boolean isDue) {
        List<Version> versions = versions(said);
        Optional<Said> operator = said.stream().filter(Said::byOperator).findFirst();
        if (operator.isPresent()) {
            return settled(holding(versions, operator.get()), "operator", versions);
        }
        return switch (terms.reporter(match.gameMode())) {
            case OPERATOR -> isDue ? disputed("only operators report in this mode") : OPEN;
            case HOST -> byHost(said, versions, isDue);
            case MAJORITY -> byMajority(versions, isDue);
        };
    }

    private Decision byHost(List<Said> said, List<Version> versions, boolean isDue) {
        Optional<Said> host =
                said.stream()
                        .filter(one -> match.owner().equals(Optional.of(one.reporter())))
                        .findFirst();
        return host.map(one -> settled(holding(versions, one), "host", versions))
                .orElseGet(() -> isDue ? byMajority(versions, true) : OPEN);
    }

    /**
     * More than half of all members at once. When due, silence is consent: an honest client
     * reports, so what nobody contradicts holds, and else more than half of those who spoke decide.
     */
    private Decision byMajority(List<Version> versions, boolean isDue) {
        Version first = versions.get(0);
        if (2 * first.votes() > match.members().size()) {
            return settled(first, "majority", versions);
        }
        int spoke = versions.stream().mapToInt(Version::votes).sum();
        if (!isDue && spoke < match.members().size()) {
            return OPEN;
        }
        if (versions.size() == 1) {
            return settled(first, "unopposed", versions);
        }
        return 2 * first.votes() > spoke
                ? settled(first, "majority", versions)
                : disputed("members say " + versions.size() + " different things");
    }

    private static Decision disputed(String reason) {
        return new Decision(Outcome.DISPUTED, "", reason, List.of(), Optional.empty());
    }

    private static Decision settled(Version version, String by, List<Version> versions) {
        List<String> others =
                versions.stream()
                        .filter(one -> one != version)
                        .flatMap(one -> one.all().stream())
                        .map(Said::reporter)
                        .sorted()
                        .toList();
        Optional<String> evidence =
                version.all().stream()
                        .sorted(Comparator.comparing(Said::reporter))
                        .flatMap(one -> one.report().evidence().stream())
                        .findFirst();
        String reason = others.isEmpty() ? "" : "contradicted by " + String.join(", ", others);
        return new Decision(Outcome.SETTLED, by, reason, version.finishes(), evidence);
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
                                                withoutTimes(finishes(one.report())),
                                                order -> new ArrayList<>())
                                        .add(one));
        List<Version> versions = new ArrayList<>();
        byOrder.forEach((order, group) -> addVersions(order, group, versions));
        versions.sort(Comparator.comparingInt(Version::votes).reversed());
        return versions;
    }

    /** Who gives other times than the middle one is another version, by himself. */
    private void addVersions(List<Finish> order, List<Said> group, List<Version> versions) {
        List<Finish> middle = order.stream().map(one -> withMiddleTime(one, group)).toList();
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
        if (!withoutTimes(own).equals(withoutTimes(other))) {
            return false;
        }
        for (int i = 0; i < own.size(); i++) {
            Optional<Long> time = own.get(i).timeMs();
            Optional<Long> otherTime = other.get(i).timeMs();
            if (time.isPresent()
                    && otherTime.isPresent()
                    && Math.abs(time.get() - otherTime.get()) > terms.timeToleranceMs()) {
                return false;
            }
        }
        return true;
    }

    private static List<Finish> withoutTimes(List<Finish> finishes) {
        return finishes.stream()
                .map(
                        one ->
                                new Finish(
                                        one.playerId(),
                                        one.place(),
                                        one.finished(),
                                        Optional.empty(),
                                        one.team()))
                .toList();
    }

    /**
     * Of all members, by player id: who was left out did not finish. Teams are numbered by their
     * first member, so that their names make no difference.
     */
    List<Finish> finishes(MatchReport report) {
        List<String> members = match.members().stream().distinct().sorted().toList();
        Map<String, Placing> placings = new LinkedHashMap<>();
        report.placings().forEach(one -> placings.put(one.playerId(), one));
        List<Finish> all = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            Optional<Placing> placing = Optional.ofNullable(placings.get(members.get(i)));
            all.add(
                    new Finish(
                            members.get(i),
                            placeOf(placing, report),
                            placing.filter(Placing::finished).isPresent(),
                            placing.flatMap(Placing::timeMs),
                            teamOf(placing, i, members, placings)));
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
            List<String> members,
            Map<String, Placing> placings) {
        Optional<Integer> team = placing.flatMap(Placing::team);
        if (team.isEmpty()) {
            return own;
        }
        for (int i = 0; i < own; i++) {
            Placing other = placings.get(members.get(i));
            if (other != null && other.team().equals(team)) {
                return i;
            }
        }
        return own;
    }
}
