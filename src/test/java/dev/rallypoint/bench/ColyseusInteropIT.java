package dev.rallypoint.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Colyseus, where npm has installed it. */
class ColyseusInteropIT {
    private static final RivalPlan TWO_LOBBIES =
            new RivalPlan(2, 8, 20, 100, 1, OptionalInt.empty(), OptionalInt.empty());

    @TempDir private Path empty;

    @Test
    void broadcastsEachMessageToTheOthersOfTheRoom() throws IOException, InterruptedException {
        Colyseus rival = Rivals.colyseus();
        rival.missing().ifPresent(advice -> abort("SKIPPED: " + advice));

        RivalStep step = rival.measure(TWO_LOBBIES);

        assertThat(step.delivered()).isPositive();
        assertThat(step.cpuNanos()).isPositive();
    }

    @Test
    void saysHowToInstallWhatIsMissing() {
        Optional<String> missing = new Colyseus(empty).missing();

        assertThat(missing).isPresent();
        assertThat(missing.orElseThrow()).containsPattern("npm install --prefix \\S+|nodejs");
    }
}
