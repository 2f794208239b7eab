package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.ClusterProcesses;
import dev.rallypoint.support.HttpLoad;
import dev.rallypoint.support.Racers;
import dev.rallypoint.support.Targets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A third node joins two that are at work. */
class NodeAddedIT {
    private static final long TAKES_WORK_MS = 5_000;

    @TempDir Path directory;

    @Test
    void itTakesNewLobbiesWithinFiveSecondsAndNobodyIsDisturbed() throws Exception {
        try (ClusterProcesses cluster =
                        ClusterProcesses.onLoopback(directory, "added", 3).startFirst(2);
                Racers racers = Racers.race(new Racers.Plan(6, 8, 20), cluster.urls());
                HttpLoad load = HttpLoad.start(cluster.urls().subList(0, 2), 2)) {
            long beganNanos = System.nanoTime();
            cluster.start(2);
            long readyNanos = System.nanoTime();
            racers.awaitLobbyAt(cluster.relay(2));
            long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - readyNanos);
            load.end();

            System.out.printf(
                    "node added: first lobby %d ms after it was ready; %s%nnode added: %s%n",
                    tookMs, load, racers.gaps(beganNanos, System.nanoTime()));
            Targets.assertBelow("takes lobbies", tookMs, TAKES_WORK_MS);
            assertThat(load.errors()).isEmpty();
            racers.assertNothingLost();
        }
    }
}
