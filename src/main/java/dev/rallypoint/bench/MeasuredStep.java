package dev.rallypoint.bench;

import java.io.IOException;

/** A load in this process against a rival in its own. */
final class MeasuredStep {
    private MeasuredStep() {}

    static Step of(
            RivalProcess rival, Players players, RivalPlan step, int warmUpSeconds, long seed)
            throws IOException {
        CpuWindow window = new CpuWindow(rival);
        LoadCount count =
                new PacedLoad(players, step.hz(), seed)
                        .run(warmUpSeconds, step.seconds(), window::take);
        return new Step(step.lobbies(), count, window.nanos(), step.seconds());
    }

    /** CPU time between the last two looks. */
    private static final class CpuWindow {
        private final RivalProcess rival;
        private long before;
        private long now;

        CpuWindow(RivalProcess rival) {
            this.rival = rival;
        }

        void take() throws IOException {
            before = now;
            now = rival.cpuNanos();
        }

        long nanos() {
            return now - before;
        }
    }
}
