package dev.rallypoint;

import static org.awaitility.Awaitility.await;

import dev.rallypoint.support.ClusterProcesses;
import dev.rallypoint.support.Gaps;
import dev.rallypoint.support.HttpLoad;
import dev.rallypoint.support.NetworkLab;
import dev.rallypoint.support.Racers;
import dev.rallypoint.support.Targets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three regions, 80 to 150 ms of round trip from each other, players near to each. */
class FarRegionsIT {
    private static final long SEED = 1;
    private static final int LONGEST_ROUND_TRIP_MS = 150;
    private static final int VICTIM = 2;
    private static final Duration CALM = Targets.atLength(Duration.ofSeconds(30));

    @TempDir Path directory;

    @Test
    void listsAreNearChangesTakeFewRoundTripsAndNobodyIsSuspectedForLoss() throws Exception {
        try (NetworkLab lab = NetworkLab.open(directory, 3, SEED);
                ClusterProcesses cluster = ClusterProcesses.inLab(lab, directory, "far")) {
            lab.cluster().delayMs(0, 1, 40);
            lab.cluster().delayMs(1, 2, 60);
            lab.cluster().delayMs(0, 2, LONGEST_ROUND_TRIP_MS / 2.0);
            cluster.with("node.regions=[region-0=West,region-1=Middle,region-2=East]");
            for (int node = 0; node < 3; node++) {
                cluster.with(node, "node.region=region-" + node);
            }
            cluster.startFirst(3);
            cluster.awaitWhole();
            System.out.printf(
                    "far regions: changes through all nodes %d ms after the last was ready%n",
                    cluster.awaitWritesMs());
            try (Racers racers =
                            Racers.race(
                                    new Racers.Plan(6, 4, 20).inRegion("region-" + VICTIM),
                                    cluster.urls());
                    HttpLoad load = HttpLoad.start(cluster.urls(), 4)) {
                changesTakeFewRoundTrips(load);
                long lossyNanos = System.nanoTime();
                lab.cluster().lossAllPercent(1);
                await().during(CALM)
                        .atMost(CALM.plusSeconds(10))
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> cluster.wholeAsSeenBy(0) && cluster.wholeAsSeenBy(1));
                System.out.printf(
                        "far regions, 1 %% loss for %d s: %s%nfar regions: %s%n",
                        CALM.toSeconds(), load, racers.gaps(lossyNanos, System.nanoTime()));
                Targets.assertBelow("p99 of lists", load.listP99Ms(), 20);
                load.end();
                aKilledNodeIsReplaced(cluster, racers);
            }
        }
    }

    private static void changesTakeFewRoundTrips(HttpLoad load) {
        await().atMost(Duration.ofSeconds(40)).until(() -> load.count("create") >= 24);
        System.out.printf("far regions, no loss: %s%n", load);
        for (String change : new String[] {"create", "join"}) {
            Targets.assertBelow(
                    "the middle of all, " + change,
                    load.milliseconds(change, 50),
                    3 * LONGEST_ROUND_TRIP_MS + 1);
        }
        load.forget();
    }

    private static void aKilledNodeIsReplaced(ClusterProcesses cluster, Racers racers)
            throws InterruptedException {
        long killedNanos = System.nanoTime();
        cluster.kill(VICTIM);
        racers.awaitAllHeard(killedNanos + TimeUnit.SECONDS.toNanos(3));
        Gaps gaps = racers.gaps(killedNanos, System.nanoTime());
        System.out.printf("far regions, killed node: %s%n", gaps);
        racers.report("far regions");
        Targets.assertBelow("longest gap", gaps.longestMs(), 3_000);
        racers.assertNothingLost();
    }
}
