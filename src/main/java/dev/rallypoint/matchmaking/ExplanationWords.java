package dev.rallypoint.matchmaking;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** An explanation in English sentences. */
final class ExplanationWords {
    private static final double SECOND_MS = 1_000;
    private static final double HUNDRED = 100;
    private static final long MINUTE_SECONDS = 60;

    private static final Map<Constraint, String> REASONS =
            new EnumMap<>(
                    Map.of(
                            Constraint.ATTRIBUTES, "searching for something else",
                            Constraint.BLOCKED, "blocked by you",
                            Constraint.PARTY_SIZE, "in parties too large to join yours",
                            Constraint.REGION,
                                    "without a region in common with you within the latency limit",
                            Constraint.LATENCY,
                                    "without a region in common that is near enough for now",
                            Constraint.RATING_WINDOW, "too far from your rating for now",
                            Constraint.CAPACITY, "too few"));

    private ExplanationWords() {}

    /** Of a ticket whose every region is farther away than matches of its mode ever take. */
    static String outOfReach(Explanation found, int limitMs) {
        return String.format(
                "All regions are more than %d ms away from you, which is the most that this mode"
                        + " takes: nobody can be matched with you. Cancel, measure again, and make"
                        + " sure that nothing else uses your line. You have waited %s.",
                limitMs, time(found.waitedMs()));
    }

    static String of(Explanation found) {
        List<String> sentences = new ArrayList<>();
        sentences.add(who(found));
        if (!found.excluded().isEmpty()) {
            sentences.add(excluded(found));
        }
        found.nextChange().ifPresent(next -> sentences.add(next(found, next)));
        found.estimate().ifPresent(estimate -> sentences.add(estimate(estimate)));
        sentences.add(bound(found));
        return String.join(" ", sentences);
    }

    private static String who(Explanation found) {
        if (found.openSeats() > 0) {
            return "A race with a free seat suits you; you are about to join it.";
        }
        if (found.decisive().isEmpty() && found.compatiblePlayers() == 0) {
            return "Your party is enough for a race; it starts as soon as a region is near enough for"
                    + " all of you.";
        }
        if (found.decisive().isEmpty()) {
            return "Enough players for a race suit you; you start as soon as they suit each other, too.";
        }
        if (found.searchingPlayers() == 0) {
            return "Nobody else waits for this mode now.";
        }
        return String.format(
                Locale.ROOT,
                "%s could race with you now, and %s needed to start.",
                found.compatiblePlayers() == 0
                        ? "Nobody here"
                        : count(found.compatiblePlayers(), "player"),
                found.neededPlayers() == 1 ? "1 is" : found.neededPlayers() + " are");
    }

    private static String excluded(Explanation found) {
        List<String> parts =
                found.excluded().stream()
                        .map(some -> some.players() + " " + REASONS.get(some.constraint()))
                        .toList();
        return count(found.searchingPlayers(), "other player")
                + (found.searchingPlayers() == 1 ? " searches: " : " search: ")
                + String.join(", ", parts)
                + ".";
    }

    private static String next(Explanation now, Explanation.NextChange next) {
        List<String> parts = new ArrayList<>();
        if (next.ratingWindow() != now.ratingWindow()) {
            parts.add(
                    Double.isInfinite(next.ratingWindow())
                            ? "any rating will do"
                            : "ratings up to " + number(next.ratingWindow()) + " away will do");
        }
        if (next.latencyWindowMs() != now.latencyWindowMs()) {
            parts.add("a round trip of " + next.latencyWindowMs() + " ms will do");
        }
        if (next.neededPlayers() < now.neededPlayers()) {
            parts.add(
                    next.neededPlayers() == 1
                            ? "one other player will be enough"
                            : next.neededPlayers() + " other players will be enough");
        }
        if (parts.isEmpty()) {
            parts.add("the search widens");
        }
        return "In " + time(next.inMs()) + " " + String.join(" and ", parts) + ".";
    }

    private static String estimate(WaitEstimate estimate) {
        String text =
                String.format(
                        Locale.ROOT,
                        "By the last %d tickets like yours, half are matched within %s from now and"
                                + " eight of ten within %s",
                        estimate.samples(),
                        time(Math.max(1, estimate.typicalMs())),
                        time(Math.max(1, estimate.likelyMs())));
        OptionalDouble hitRate = estimate.hitRate();
        return hitRate.isEmpty()
                ? text + "."
                : String.format(
                        Locale.ROOT,
                        "%s; %.0f %% of such promises were kept.",
                        text,
                        hitRate.getAsDouble() * HUNDRED);
    }

    private static String bound(Explanation found) {
        if (found.decisive().isEmpty()) {
            return "You have waited " + time(found.waitedMs()) + ".";
        }
        return found.boundMs() > 0
                ? String.format(
                        "You have waited %s; within %s you race with whoever is there and can race"
                                + " with you at all.",
                        time(found.waitedMs()), time(found.boundMs()))
                : String.format(
                        "You have waited %s, longer than we want: there are too few players you can"
                                + " race with. You come first as soon as there are.",
                        time(found.waitedMs()));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceAll("\\.0$", "");
    }

    private static String time(long ms) {
        long seconds = (long) Math.ceil(ms / SECOND_MS);
        return seconds < 2 * MINUTE_SECONDS
                ? seconds + " s"
                : Math.round((double) seconds / MINUTE_SECONDS) + " min";
    }
}
