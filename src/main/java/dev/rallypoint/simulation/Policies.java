package dev.rallypoint.simulation;

import dev.rallypoint.matchmaking.MatchFunction;
import dev.rallypoint.matchmaking.ModeRules;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The policies that are compared. */
public final class Policies {
    /** The name of the one that the others are held against. */
    public static final String OURS = "rallypoint";

    private static final Set<String> NAIVE = Set.of(FirstCome.NAME, FixedWindows.NAME);

    private Policies() {}

    public static Policy ours(ModeRules rules, MatchFunction function) {
        return new Policy(
                OURS,
                "the match function " + function.name() + " with the rules of the configuration",
                function,
                rules);
    }

    /** The same tickets with other rules. */
    public static Policy whatIf(String name, String says, ModeRules rules, MatchFunction function) {
        return new Policy(name, says, function, rules);
    }

    /**
     * What people write in an afternoon: they fill every match and know no seats of races.
     *
     * @param rules of which they take the size of a match
     */
    public static List<Policy> naive(ModeRules rules) {
        return List.of(
                new Policy(
                        "first come",
                        "one queue for all; a match starts when it is full of those who came first,"
                                + " in the region with the smallest worst round trip",
                        new FirstCome(),
                        rules),
                new Policy(
                        "fixed windows",
                        String.format(
                                Locale.ROOT,
                                "a queue for each region, everybody in the nearest one; a match"
                                        + " starts when it is full of ratings within %.0f of the"
                                        + " first",
                                FixedWindows.WINDOW),
                        new FixedWindows(),
                        rules));
    }

    /** Whether it has no curves. */
    static boolean isNaive(Policy policy) {
        return NAIVE.contains(policy.function().name());
    }
}
