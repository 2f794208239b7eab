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
    private static final double TOO_LATE = 0.02;
    private static final int MAX_STEPS = 12;

    private final Measurement measurement;
    private final Consumer<String> progress;

    Raise(Measurement measurement, Consumer<String> progress) {
        this.measurement = measurement;
        this.progress = progress;
    }

    /** Runs the rival once under that load. */
    interface Measurement {
        Step at(RivalPlan step) throws IOException, InterruptedException;
    }

    Baseline run(String name, RivalPlan plan, String note)
            throws IOException, InterruptedException {
        List<Step> steps = new ArrayList<>();
        RivalPlan next = plan;
        do {
            Step step = measurement.at(next);
            progress.accept(line(name, step));
            steps.add(step);
            next = next.withLobbies(Math.max(next.lobbies() + 1, next.lobbies() * 3 / 2));
        } while (steps.size() < MAX_STEPS && !isLimit(steps.get(steps.size() - 1)));
        Step best =
                steps.stream()
                        .max(Comparator.comparingDouble(Step::deliveredPerCpuSecond))
                        .orElseThrow();
        return new Baseline(
                name,
                steps.get(0).cpuNsPerDelivered(),
                best.deliveredPerCpuSecond(),
                best.count().lossShare(),
                note + " " + limit(steps.get(steps.size() - 1), best));
    }

    private static boolean isLimit(Step step) {
        return step.count().lossShare() > TOO_MUCH_LOSS || step.count().lateShare() > TOO_LATE;
    }

    private static String limit(Step last, Step best) {
        String end =
                last.count().lateShare() > TOO_LATE
                        ? "the load generator was the limit"
                        : last.count().lossShare() > TOO_MUCH_LOSS
                                ? "messages were lost"
                                : "no limit was found";
        return String.format(
                Locale.ROOT,
                "Best with %d lobbies (%.0f delivered/s on %.2f cores); raised to %d, where %s.",
                best.lobbies(),
                best.deliveredPerSecond(),
                best.cores(),
                last.lobbies(),
                end);
    }

    private static String line(String name, Step step) {
        return String.format(
                Locale.ROOT,
                "%-9s %5d lobbies  %8.0f delivered/s  %7.0f ns CPU each  %4.2f cores"
                        + "  lost %6.3f %%  late %5.2f %%",
                name,
                step.lobbies(),
                step.deliveredPerSecond(),
                step.cpuNsPerDelivered(),
                step.cores(),
                100 * step.count().lossShare(),
                100 * step.count().lateShare());
    }
}
