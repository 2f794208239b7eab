package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rallypoint.client.SnapshotInterpolation.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotInterpolationTest {
    private final SnapshotInterpolation<Double> car =
            new SnapshotInterpolation<>(
                    new Settings(100, 250, 8), (from, to, share) -> from + (to - from) * share);

    @Test
    void showsNothingBeforeTheFirstState() {
        assertThat(car.at(1_000)).isEmpty();
    }

    @Test
    void showsTheOnlyStateWhileThereIsNoOther() {
        car.add(1, 1_000, 5.0);

        assertThat(car.at(1_000)).hasValue(5.0);
        assertThat(car.at(9_000)).hasValue(5.0);
    }

    @Test
    void showsThePlaceBetweenTwoStatesTheDelayAgo() {
        car.add(1, 1_000, 0.0);
        car.add(2, 1_050, 10.0);

        assertThat(car.at(1_125)).hasValue(5.0);
    }

    @Test
    void goesOnInAStraightLineForTheBoundedTimeAndThenStandsStill() {
        car.add(1, 1_000, 0.0);
        car.add(2, 1_050, 10.0);

        assertThat(car.at(1_250))
                .hasValueSatisfying(x -> assertThat(x).isEqualTo(30.0, within(1e-9)));
        assertThat(car.at(1_400))
                .hasValueSatisfying(x -> assertThat(x).isEqualTo(60.0, within(1e-9)));
        assertThat(car.at(60_000))
                .hasValueSatisfying(x -> assertThat(x).isEqualTo(60.0, within(1e-9)));
    }

    @Test
    void refusesAStateThatIsNotNewer() {
        assertThat(car.add(5, 1_000, 1.0)).isTrue();

        assertThat(car.add(5, 1_050, 2.0)).isFalse();
        assertThat(car.add(4, 1_050, 2.0)).isFalse();
        assertThat(car.add(6, 1_000, 2.0)).isFalse();
        assertThat(car.size()).isEqualTo(1);
    }

    @Test
    void takesASequenceThatWrappedAround() {
        car.add(0xFFFF_FFFF, 1_000, 0.0);

        assertThat(car.add(0, 1_050, 1.0)).isTrue();
    }

    @Test
    void forgetsTheOldestBeyondItsCapacity() {
        for (int i = 0; i < 100; i++) {
            car.add(i, 1_000 + 50L * i, (double) i);
        }

        assertThat(car.size()).isEqualTo(8);
    }

    @Test
    void staysNearTheTruthUnderLossAndJitter() {
        long seed = 20;
        Random random = new Random(seed);
        // A car at 50 m/s, 20 states a second, 5 % lost, 20..70 ms on the way.
        List<long[]> arrivals = new ArrayList<>();
        for (int sequence = 0; sequence < 2_000; sequence++) {
            if (random.nextInt(100) >= 5) {
                long sentAt = 50L * sequence;
                arrivals.add(new long[] {sentAt + 20 + random.nextInt(50), sequence, sentAt});
            }
        }
        arrivals.sort((a, b) -> Long.compare(a[0], b[0]));
        double worst = 0;
        int next = 0;
        for (long now = 1_000; now < 99_000; now += 16) {
            while (next < arrivals.size() && arrivals.get(next)[0] <= now) {
                long[] state = arrivals.get(next++);
                car.add((int) state[1], state[2], state[2] * 0.05);
            }
            double truth = (now - 100) * 0.05;
            worst = Math.max(worst, Math.abs(car.at(now).orElseThrow() - truth));
        }
        // Straight motion is extrapolated exactly; only rounding may remain.
        assertThat(worst).as("seed %d, metres off", seed).isLessThan(1e-6);
    }
}
