package dev.rallypoint.rating;

import dev.rallypoint.contract.Api.MatchReport;
import dev.rallypoint.contract.Api.Placing;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What no race can have been like, whoever says so. */
final class Plausibility {
    /** Clocks of nodes differ, and a race ends before its lobby is told that it began. */
    private static final long SLACK_MS = 10_000;

    private static final long DAY_MS = 86_400_000;

    private final RacedMatch match;
    private final long leastMs;
    private final List<Placing> placings;
    private final long reportedAtMs;

    private Plausibility(
            LeastTimes leastTimes, RacedMatch match, MatchReport report, long reportedAtMs) {
        this.match = match;
        this.leastMs = leastTimes.of(match.gameMode(), match.track());
        this.placings = report.placings();
        this.reportedAtMs = reportedAtMs;
    }

    /** Says what is wrong, in words for who reported it; empty = nothing. */
    static Optional<String> complaint(
            LeastTimes leastTimes, RacedMatch match, MatchReport report, long reportedAtMs) {
        Plausibility check = new Plausibility(leastTimes, match, report, reportedAtMs);
        return check.ofPlayers().or(check::ofNumbers).or(check::ofTeams).or(check::ofOrder);
    }

    private Optional<String> ofPlayers() {
        if (placings.isEmpty()) {
            return Optional.of("nobody is placed");
        }
        Set<String> seen = new HashSet<>();
        for (Placing one : placings) {
            if (!match.hasMember(one.playerId())) {
                return Optional.of(one.playerId() + " did not take part in this match");
            }
            if (!seen.add(one.playerId())) {
                return Optional.of(one.playerId() + " is placed twice");
            }
        }
        return Optional.empty();
    }

    private Optional<String> ofNumbers() {
        long longestMs = Math.min(DAY_MS, reportedAtMs - match.startedAtMs() + SLACK_MS);
        for (Placing one : placings) {
            if (one.place().isPresent() && one.place().get() < 1) {
                return Optional.of("places begin with 1");
            }
            if (one.timeMs().isPresent() && !one.finished()) {
                return Optional.of(one.playerId() + " did not finish and has no time");
            }
            if (one.timeMs().isPresent() && one.timeMs().get() > longestMs) {
                return Optional.of(
                        one.playerId()
                                + " was on his way for "
                                + one.timeMs().get()
                                + " ms, the match for "
                                + longestMs);
            }
            if (one.timeMs().isPresent() && one.timeMs().get() < leastMs) {
                return Optional.of(
                        one.playerId()
                                + " was on his way for "
                                + one.timeMs().get()
                                + " ms, and nobody can be quicker than "
                                + leastMs);
            }
        }
        return Optional.empty();
    }

    private Optional<String> ofTeams() {
        Map<Integer, Optional<Integer>> places = new HashMap<>();
        long inTeams = placings.stream().filter(one -> one.team().isPresent()).count();
        if (inTeams != 0 && inTeams != placings.size()) {
            return Optional.of("either everybody is in a team or nobody");
        }
        for (Placing one : placings) {
            if (one.team().isPresent()) {
                Optional<Integer> known = places.putIfAbsent(one.team().get(), one.place());
                if (known != null && !known.equals(one.place())) {
                    return Optional.of("the members of a team have one place");
                }
            }
        }
        return Optional.empty();
    }

    /** Of players alone: who is quicker is ahead. The time of a team is the game's own matter. */
    private Optional<String> ofOrder() {
        List<Placing> timed =
                placings.stream()
                        .filter(one -> one.timeMs().isPresent() && one.team().isEmpty())
                        .sorted(Comparator.comparing(one -> one.place().orElseThrow()))
                        .toList();
        for (int i = 1; i < timed.size(); i++) {
            Placing ahead = timed.get(i - 1);
            Placing behind = timed.get(i);
            if (behind.timeMs().orElseThrow() < ahead.timeMs().orElseThrow()) {
                return Optional.of(behind.playerId() + " is quicker than who is ahead of him");
            }
        }
        return Optional.empty();
    }
}
