package dev.rallypoint.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Raises a load by half its lobbies at a time until the rival loses messages or the load itself is
 * the limit, and keeps the step at which the rival did most for its CPU time, whichever that is.
 */
final class Raise {
    private static final double TOO_MUCH_LOSS = 0.01;
    private static final int MAX_STEPS = 12;

    private final Measurement measurement;
    private final Consumer<String> progress;

    Raise(Measurement measurement, Consumer<String> progress) {
        this.measurement = measurement;
        this.progress = progress;
    }

    /** Runs the rival once under that load. */
    interface Measurement {
        RivalStep at(RivalPlan step) throws IOException, InterruptedException;
    }

    /**
     * @param maxLobbies the raise ends there
     */
    Baseline run(String name, RivalPlan plan, int maxLobbies, String note)
            throws IOException, InterruptedException {
        List<RivalStep> steps = new ArrayList<>();
        int lobbies = Math.min(plan.lobbies(), maxLobbies);
        RivalStep last;
        do {
            last = measure(plan.withLobbies(lobbies));
            steps.add(last);
            lobbies = Math.min(maxLobbies, Math.max(lobbies + 1, lobbies * 3 / 2));
        } while (!isLimit(last) && last.lobbies() < maxLobbies && steps.size() < MAX_STEPS);
        RivalStep best = best(steps);
        return new Baseline(
                name,
                steps.get(0).cpuNsPerDelivered(),
                best.deliveredPerCpuSecond(),
                best.lossShare(),
                note + " " + words(best, last));
    }

    /** A limit is looked at twice: it may be another process's doing. */
    private RivalStep measure(RivalPlan plan) throws IOException, InterruptedException {
        RivalStep step = measurement.at(plan);
        progress.accept(line(step));
        if (!isLimit(step)) {
            return step;
        }
        RivalStep again = measurement.at(plan);
        progress.accept(line(again));
        return again.lossShare() < step.lossShare() ? again : step;
    }

    private static boolean isLimit(RivalStep step) {
        return step.lossShare() > TOO_MUCH_LOSS || step.isLoadTheLimit();
    }

    /** A step that the load could not keep counts only if there is no other. */
    private static RivalStep best(List<RivalStep> steps) {
        return steps.stream()
                .max(
                        Comparator.comparing((RivalStep step) -> !step.isLoadTheLimit())
                                .thenComparing(RivalStep::deliveredPerCpuSecond))
                .orElseThrow();
    }

    private static String words(RivalStep best, RivalStep last) {
        return String.format(
                Locale.ROOT,
                "Best with %d lobbies: %.0f delivered/s on %.2f cores; raised to %d, where %s.",
                best.lobbies(),
                best.deliveredPerSecond(),
                best.cores(),
                last.lobbies(),
                end(last));
    }

    private static String end(RivalStep last) {
        if (last.isLoadTheLimit()) {
            return "the load generator was the limit";
        }
        return last.lossShare() > TOO_MUCH_LOSS ? "messages were lost" : "no limit was found";
    }

    private static String line(RivalStep step) {
        return String.format(
                Locale.ROOT,
                "   %5d lobbies  %8.0f delivered/s  %6.0f ns CPU each  %4.2f cores  %6.3f %% lost%s",
                step.lobbies(),
                step.deliveredPerSecond(),
                step.cpuNsPerDelivered(),
                step.cores(),
                100 * step.lossShare(),
                step.isLoadTheLimit() ? "  (the load is the limit)" : "");
    }
}
