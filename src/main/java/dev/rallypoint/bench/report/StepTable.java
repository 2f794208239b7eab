package dev.rallypoint.bench.report;

import java.util.Locale;

/** Steps as lines of a table, while they come. */
public final class StepTable {
    private static final double PERCENT = 100;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final String COLUMNS = "%-22s %8s %10s %11s %9s %9s %9s %9s %9s %6s %6s%s";

    private StepTable() {}

    public static String head() {
        return String.format(
                Locale.ROOT,
                COLUMNS,
                "step",
                "players",
                "sent/s",
                "delivered/s",
                "loss",
                "CPU us",
                "p50 us",
                "p99 us",
                "B alloc",
                "relay",
                "load",
                "");
    }

    public static String line(Step step) {
        return String.format(
                Locale.ROOT,
                COLUMNS,
                step.name(),
                whole(step.players()),
                whole(step.sentPerSecond()),
                whole(step.deliveredPerSecond()),
                loss(step.lossShare()),
                String.format(Locale.ROOT, "%.3f", step.cpuNsPerDelivered() / NANOS_PER_MICRO),
                timed(step, step.latency().p50()),
                timed(step, step.latency().p99()),
                String.format(Locale.ROOT, "%.1f", step.allocatedBytesPerMessage()),
                percent(step.relayCpuShare()),
                percent(step.loadBusyShare()),
                remark(step));
    }

    private static String remark(Step step) {
        if (step.isLoadTheLimit()) {
            return "  the load is the limit";
        }
        return step.isDisturbed() ? "  disturbed: the load was late" : "";
    }

    private static String timed(Step step, double micros) {
        return step.latency().count() == 0 ? "-" : whole(micros);
    }

    static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    static String loss(double share) {
        return share == 0 ? "0" : String.format(Locale.ROOT, "%.3f %%", share * PERCENT);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * PERCENT);
    }
}
