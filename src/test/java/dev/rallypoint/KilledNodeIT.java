package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.ClusterProcesses;
import dev.rallypoint.support.Gaps;
import dev.rallypoint.support.Racers;
import dev.rallypoint.support.Targets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The home of ten races is killed: SIGKILL, nothing is saved or said. */
class KilledNodeIT {
    private static final Racers.Plan TEN_OF_EIGHT = new Racers.Plan(10, 8, 20);
    private static final int VICTIM = 1;

    @TempDir Path directory;

    @Test
    void everyoneRacesAgainWithinTwoSecondsFromTheSameSlotAndNothingIsLost() throws Exception {
        try (ClusterProcesses cluster =
                        ClusterProcesses.onLoopback(directory, "killed", 3).startFirst(3);
                Racers racers =
                        Racers.race(TEN_OF_EIGHT, cluster.urls(), cluster.relay(VICTIM)::equals)) {
            assertThat(racers.byRelay()).containsOnlyKeys(cluster.relay(VICTIM));

            long killedNanos = System.nanoTime();
            cluster.kill(VICTIM);
            racers.awaitAllHeard(killedNanos + TimeUnit.SECONDS.toNanos(2));

            Gaps gaps = racers.gaps(killedNanos, System.nanoTime());
            System.out.printf("killed node: %s%n", gaps);
            racers.report("killed node");
            racers.assertNothingLost();
            Targets.assertBelow("longest gap", gaps.longestMs(), 2_000);
            Targets.assertBelow("median gap", gaps.medianMs(), 1_000);
        }
    }
}
