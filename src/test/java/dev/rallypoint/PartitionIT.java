package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.support.ClusterProcesses;
import dev.rallypoint.support.Gaps;
import dev.rallypoint.support.JoinStorm;
import dev.rallypoint.support.NetworkLab;
import dev.rallypoint.support.Racers;
import dev.rallypoint.support.Targets;
import dev.rallypoint.support.history.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of three nodes loses the other two for a while, but not its players. */
class PartitionIT {
    private static final long SEED = Long.getLong("rallypoint.seed", 1);
    private static final int CUT_OFF = 2;
    private static final Duration SPLIT =
            Targets.atLength(Duration.ofSeconds(20), Duration.ofSeconds(10));
    private static final int STEP_MS = 4_000;
    private static final long HEALED_MS = 15_000;

    @TempDir Path directory;

    /** Enough for the time before, of and after the split: a player rests half the longest time. */
    private static int steps() {
        return (int) (SPLIT.plusSeconds(8).toMillis() / (STEP_MS / 2));
    }

    @Test
    void theMinorityChangesNothingItsRacesGoOnAndBothSidesHeal() throws Exception {
        JoinStorm.Plan plan = new JoinStorm.Plan(40, 8, 300, steps(), STEP_MS, SEED);
        try (NetworkLab lab = NetworkLab.open(directory, 3, SEED);
                ClusterProcesses cluster =
                        ClusterProcesses.inLab(lab, directory, "partition").startFirst(3);
                Racers racers =
                        Racers.race(
                                new Racers.Plan(4, 4, 20),
                                cluster.urls(),
                                cluster.relay(CUT_OFF)::equals);
                JoinStorm storm = new JoinStorm(plan, cluster.urls())) {
            storm.begin();
            long cutNanos = System.nanoTime();
            lab.cluster().cut(List.of(CUT_OFF), List.of(0, 1));
            await().pollDelay(SPLIT).atMost(SPLIT.plusSeconds(1)).until(() -> true);
            Gaps during = racers.gaps(cutNanos, System.nanoTime());
            System.out.printf("partition, seed %d: %s%n", SEED, during);
            assertThat(storm.answers())
                    .as("what the minority said: %s", storm.answers())
                    .containsKey("node " + CUT_OFF + " 503 cluster_minority");

            long contactNanos = System.nanoTime();
            lab.cluster().heal();
            cluster.awaitWhole();
            cluster.awaitWritesMs();
            long healedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - contactNanos);
            storm.awaitEnd(Duration.ofSeconds(60));
            racers.awaitAllHeard(System.nanoTime());

            History history = storm.history(List.of(0, 1, 2));
            System.out.printf(
                    "partition: healed after %d ms; %s%n%s%nraces since the contact: %s%n",
                    healedMs,
                    history.summary(),
                    storm.answers(),
                    racers.gaps(contactNanos, System.nanoTime()));
            racers.report("partition");
            assertThat(history.violations()).as("seed " + SEED).isEmpty();
            Targets.assertBelow("races go on during the split", during.longestMs(), 2_000);
            Targets.assertBelow("healed", healedMs, HEALED_MS + 1);
            racers.assertNothingLost();
        }
    }
}
