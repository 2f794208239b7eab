package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.support.ClusterProcesses;
import dev.rallypoint.support.JoinStorm;
import dev.rallypoint.support.history.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A thousand players want seats at the same time, from all nodes, and a node is killed meanwhile.
 */
class ConcurrentJoinsIT {
    /** More seeds than the one of every build: {@code -Drallypoint.seeds=5}. */
    private static final int SEEDS = Integer.getInteger("rallypoint.seeds", 1);

    @TempDir Path directory;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyAnswerIsTrueAndNoSeatIsTakenTwice(long seed) throws Exception {
        int victim = (int) (seed % 3);
        JoinStorm.Plan plan = new JoinStorm.Plan(60, 8, 1_000, 4, 0, seed);
        try (ClusterProcesses cluster =
                        ClusterProcesses.onLoopback(directory, "joins-" + seed, 3).startFirst(3);
                JoinStorm storm = new JoinStorm(plan, cluster.urls())) {
            storm.begin();
            await().pollInterval(Duration.ofMillis(5)).until(() -> storm.answered() > 300);
            cluster.kill(victim);
            storm.awaitEnd(Duration.ofSeconds(60));

            History history = storm.history(cluster.alive());
            System.out.printf(
                    "concurrent joins, seed %d, node %d killed: %s%n%s%n",
                    seed, victim, history.summary(), storm.answers());
            assertThat(history.violations()).as("seed " + seed).isEmpty();
            assertThat(storm.answered()).isGreaterThan(1_000);
        }
    }
}
