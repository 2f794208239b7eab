package dev.rallypoint;

import dev.rallypoint.support.ClusterProcesses;
import dev.rallypoint.support.Gaps;
import dev.rallypoint.support.NetworkLab;
import dev.rallypoint.support.Racers;
import dev.rallypoint.support.Targets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The home of ten races falls silent, as at a power cut: no connection is closed, nothing comes.
 */
class SilentNodeIT {
    private static final Racers.Plan TEN_OF_EIGHT = new Racers.Plan(10, 8, 20);
    private static final int VICTIM = 1;

    @TempDir Path directory;

    @Test
    void everyoneRacesAgainWithinSixSecondsAndNothingIsLost() throws Exception {
        try (NetworkLab lab = NetworkLab.open(directory, 3, 1);
                ClusterProcesses cluster =
                        ClusterProcesses.inLab(lab, directory, "silent").startFirst(3);
                Racers racers =
                        Racers.race(TEN_OF_EIGHT, cluster.urls(), cluster.relay(VICTIM)::equals)) {
            long silentNanos = System.nanoTime();
            lab.cluster().silence(VICTIM);
            lab.players().silence(VICTIM);
            racers.awaitAllHeard(silentNanos + TimeUnit.SECONDS.toNanos(6));

            Gaps gaps = racers.gaps(silentNanos, System.nanoTime());
            System.out.printf("silent node: %s%n", gaps);
            racers.report("silent node");
            Targets.assertBelow("longest gap", gaps.longestMs(), 6_000);
            racers.assertNothingLost();
        }
    }
}
