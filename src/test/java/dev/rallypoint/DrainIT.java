package dev.rallypoint;

import dev.rallypoint.support.ClusterProcesses;
import dev.rallypoint.support.Gaps;
import dev.rallypoint.support.Racers;
import dev.rallypoint.support.Targets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator takes the home of ten races out of service. */
class DrainIT {
    private static final Racers.Plan TEN_OF_EIGHT = new Racers.Plan(10, 8, 20);
    private static final int DRAINED = 1;

    @TempDir Path directory;

    @Test
    void racesMoveWithinAQuarterOfASecondAndNoEventIsLost() throws Exception {
        try (ClusterProcesses cluster =
                        ClusterProcesses.onLoopback(directory, "drain", 3).startFirst(3);
                Racers others =
                        Racers.race(
                                new Racers.Plan(4, 4, 20),
                                cluster.urls(),
                                relay -> !relay.equals(cluster.relay(DRAINED)));
                Racers racers =
                        Racers.race(TEN_OF_EIGHT, cluster.urls(), cluster.relay(DRAINED)::equals)) {
            long drainedNanos = System.nanoTime();
            cluster.drain(DRAINED, 0);
            racers.awaitNobodyOn(cluster.relay(DRAINED));
            racers.awaitAllHeard(drainedNanos + TimeUnit.SECONDS.toNanos(2));

            Gaps gaps = racers.gaps(drainedNanos, System.nanoTime());
            System.out.printf("drained node: %s%n", gaps);
            racers.report("drained node");
            others.assertNothingLost();
            racers.assertNothingLost();
            Targets.assertBelow("longest gap", gaps.longestMs(), 250);
        }
    }
}
