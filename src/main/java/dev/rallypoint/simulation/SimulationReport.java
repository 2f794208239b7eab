package dev.rallypoint.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a run of {@code simulate} found; the names are those of the JSON.
 *
 * @param seed of the crowd; 0 for a tape
 * @param tickets those that count, so many players in them; a player who races three times counts
 *     three times
 * @param findings how ours did, good or bad
 * @param seconds that it took
 */
public record SimulationReport(
        long seed,
        double hours,
        int tickets,
        int players,
        int intervalMs,
        List<PolicyFigures> policies,
        List<String> findings,
        double seconds) {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .registerModule(new Jdk8Module())
                    .enable(SerializationFeature.INDENT_OUTPUT);
    private static final String ROW = "%-15s %6s %6s %7s  %7s %7s  %6s %6s  %8s %8s %8s %6s%n";

    /** Of all players or matches. */
    public record Quantiles(double p50, double p95) {
        static Quantiles of(Figures figures) {
            return new Quantiles(rounded(figures.quantile(0.5)), rounded(figures.quantile(0.95)));
        }
    }

    /** Waiting of players who were matched, and of those who were not until the end. */
    public record Waiting(double p50, double p95, double max) {}

    /**
     * @param playersPerMatch in the end, with those who joined the race
     * @param joinedRaces players who took a free seat of a race
     * @param leftWaiting players whom nobody matched
     * @param longestWaitSeconds the bound that is shown
     * @param overBound players who waited longer; of naive ones, which show none, against ours
     * @param promisesKept part of the waiting estimates that were kept, of those told at the start
     */
    public record PolicyFigures(
            String name,
            String says,
            Waiting waitSeconds,
            Quantiles ratingSpread,
            Quantiles worstRttMs,
            int matches,
            double playersPerMatch,
            long joinedRaces,
            long leftWaiting,
            int longestWaitSeconds,
            long overBound,
            OptionalDouble promisesKept) {
        static PolicyFigures of(Outcome outcome) {
            Quantiles waits = Quantiles.of(outcome.waitSeconds());
            return new PolicyFigures(
                    outcome.policy().name(),
                    outcome.policy().says(),
                    new Waiting(
                            waits.p50(), waits.p95(), rounded(outcome.waitSeconds().quantile(1))),
                    Quantiles.of(outcome.ratingSpread()),
                    Quantiles.of(outcome.worstRttMs()),
                    outcome.matches(),
                    rounded(outcome.playersInMatch().mean()),
                    outcome.joinedRaces(),
                    outcome.leftWaiting(),
                    outcome.policy().rules().longestWaitSeconds(),
                    outcome.overBound(),
                    outcome.promisesKept());
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    public SimulationReport {
        policies = List.copyOf(policies);
        findings = List.copyOf(findings);
    }

    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is plain data", e);
        }
    }

    /** For a terminal. */
    public String table() {
        StringBuilder table = new StringBuilder();
        table.append(
                String.format(
                        "%-15s %-21s  %-15s  %-13s%n",
                        "", "waiting, s", "rating spread", "worst RTT, ms"));
        table.append(
                String.format(
                        ROW, "policy", "p50", "p95", "max", "p50", "p95", "p50", "p95", "matches",
                        "players", "joined", "over"));
        for (PolicyFigures policy : policies) {
            table.append(
                    String.format(
                            ROW,
                            policy.name(),
                            oneDigit(policy.waitSeconds().p50()),
                            oneDigit(policy.waitSeconds().p95()),
                            whole(policy.waitSeconds().max()),
                            oneDigit(policy.ratingSpread().p50()),
                            oneDigit(policy.ratingSpread().p95()),
                            whole(policy.worstRttMs().p50()),
                            whole(policy.worstRttMs().p95()),
                            whole(policy.matches()),
                            oneDigit(policy.playersPerMatch()),
                            whole(policy.joinedRaces()),
                            policy.overBound()));
        }
        findings.forEach(finding -> table.append(finding).append(System.lineSeparator()));
        return table.toString();
    }

    static String oneDigit(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    /** How ours did against the others, and where it did not do better. */
    static List<String> findings(List<PolicyFigures> all) {
        List<String> findings = new ArrayList<>();
        PolicyFigures ours = all.get(0);
        findings.add(
                ours.overBound() == 0
                        ? String.format(
                                Locale.ROOT,
                                "Nobody waited longer than the %d s that players are shown; the"
                                        + " longest was %.0f s.",
                                ours.longestWaitSeconds(),
                                ours.waitSeconds().max())
                        : String.format(
                                Locale.ROOT,
                                "%,d players waited longer than the %d s that they are shown, the"
                                        + " longest %.0f s: too few were there whom they could meet.",
                                ours.overBound(),
                                ours.longestWaitSeconds(),
                                ours.waitSeconds().max()));
        all.stream().skip(1).forEach(other -> findings.add(beside(ours, other)));
        return findings;
    }

    private static String beside(PolicyFigures ours, PolicyFigures other) {
        List<String> better = new ArrayList<>();
        List<String> worse = new ArrayList<>();
        compare(
                "median waiting",
                ours.waitSeconds().p50(),
                other.waitSeconds().p50(),
                better,
                worse);
        compare("waiting p95", ours.waitSeconds().p95(), other.waitSeconds().p95(), better, worse);
        compare("spread p50", ours.ratingSpread().p50(), other.ratingSpread().p50(), better, worse);
        compare("spread p95", ours.ratingSpread().p95(), other.ratingSpread().p95(), better, worse);
        compare("RTT p50", ours.worstRttMs().p50(), other.worstRttMs().p50(), better, worse);
        compare("RTT p95", ours.worstRttMs().p95(), other.worstRttMs().p95(), better, worse);
        compare(
                "players in a match",
                -ours.playersPerMatch(),
                -other.playersPerMatch(),
                better,
                worse);
        String text = "Beside " + other.name() + ": ";
        text += better.isEmpty() ? "better in nothing" : "better in " + String.join(", ", better);
        return text + (worse.isEmpty() ? "." : "; worse in " + String.join(", ", worse) + ".");
    }

    private static void compare(
            String what, double ours, double theirs, List<String> better, List<String> worse) {
        if (ours < theirs) {
            better.add(what);
        } else if (ours > theirs) {
            worse.add(what);
        }
    }
}
