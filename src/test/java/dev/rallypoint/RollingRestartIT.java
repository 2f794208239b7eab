package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.ClusterProcesses;
import dev.rallypoint.support.Gaps;
import dev.rallypoint.support.HttpLoad;
import dev.rallypoint.support.Racers;
import dev.rallypoint.support.Targets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new version for the whole cluster, one node after another, while two hundred race. */
class RollingRestartIT {
    private static final Racers.Plan TWO_HUNDRED = new Racers.Plan(25, 8, 10);

    /** A planned end is no worse than a sudden one, also for a hundred players who move at once. */
    private static final long LONGEST_GAP_MS = 2_000;

    @TempDir Path directory;

    @Test
    void nobodySeesAnErrorAndEveryRaceIsAliveAtTheEnd() throws Exception {
        try (ClusterProcesses cluster =
                        ClusterProcesses.onLoopback(directory, "rolling", 3).startFirst(3);
                Racers racers = Racers.race(TWO_HUNDRED, cluster.urls());
                HttpLoad load = HttpLoad.start(cluster.urls(), 2)) {
            long beganNanos = System.nanoTime();
            for (int node : IntStream.range(0, 3).toArray()) {
                cluster.stop(node);
                cluster.start(node);
                cluster.awaitWhole();
                racers.awaitAllHeard(System.nanoTime());
            }
            load.end();

            Gaps gaps = racers.gaps(beganNanos, System.nanoTime());
            System.out.printf("rolling restart: %s%nrolling restart: %s%n", load, gaps);
            racers.report("rolling restart");
            assertThat(load.errors()).isEmpty();
            Targets.assertBelow("longest gap", gaps.longestMs(), LONGEST_GAP_MS);
            racers.assertNothingLost();
        }
    }
}
