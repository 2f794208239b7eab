package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClockSyncTest {
    private static final long RELAY_AHEAD = 1_700_000_000_000_000L;

    private final ClockSync clock = new ClockSync();

    @Test
    void knowsNothingBeforeTheFirstExchange() {
        assertThat(clock.relayMicros(0)).isEmpty();
        assertThat(clock.errorBoundMicros(0)).isEmpty();
    }

    @Test
    void isExactWhenBothWaysTakeEquallyLong() {
        clock.onReply(1_000, RELAY_AHEAD + 6_000, 11_000);

        assertThat(clock.relayMicros(20_000)).hasValue(RELAY_AHEAD + 20_000);
        assertThat(clock.errorBoundMicros(11_000)).hasValue(5_000);
    }

    @Test
    void believesTheQuickestExchange() {
        clock.onReply(0, RELAY_AHEAD + 90_000, 100_000);
        clock.onReply(200_000, RELAY_AHEAD + 201_000, 202_000);
        clock.onReply(300_000, RELAY_AHEAD + 390_000, 400_000);

        assertThat(clock.relayMicros(400_000)).hasValue(RELAY_AHEAD + 400_000);
    }

    @Test
    void ignoresAReplyBeforeItsRequest() {
        clock.onReply(1_000, 5, 900);

        assertThat(clock.exchanges()).isZero();
    }

    @Test
    void staysWithinItsBoundUnderUnevenJitter() {
        long seed = 42;
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            long sentAt = i * 100_000L;
            long out = 5_000 + random.nextInt(40_000);
            long back = 5_000 + random.nextInt(10_000);
            long receivedAt = sentAt + out + back;
            clock.onReply(sentAt, RELAY_AHEAD + sentAt + out, receivedAt);

            long error = clock.relayMicros(receivedAt).getAsLong() - (RELAY_AHEAD + receivedAt);
            assertThat(Math.abs(error))
                    .as("seed %d, exchange %d", seed, i)
                    .isLessThanOrEqualTo(clock.errorBoundMicros(receivedAt).getAsLong());
        }
        // Jitter of 40 ms one way would be off by 20 ms unfiltered.
        long now = 1_000 * 100_000L;
        long error = clock.relayMicros(now).getAsLong() - (RELAY_AHEAD + now);
        assertThat(Math.abs(error)).as("seed %d", seed).isLessThan(8_000);
    }

    @Test
    void followsAClockThatDrifts() {
        double fast = 1 + 50e-6;
        long seed = 7;
        Random random = new Random(seed);
        long worst = 0;
        for (int second = 0; second < 3_600; second++) {
            long sentAt = second * 1_000_000L;
            // One lucky exchange at the start must not be believed for an hour.
            long oneWay = second == 0 ? 1_000 : 5_000 + random.nextInt(5_000);
            long relay = RELAY_AHEAD + (long) ((sentAt + oneWay) * fast);
            long receivedAt = sentAt + 2 * oneWay;
            clock.onReply(sentAt, relay, receivedAt);
            long truth = RELAY_AHEAD + (long) (receivedAt * fast);
            worst = Math.max(worst, Math.abs(clock.relayMicros(receivedAt).getAsLong() - truth));
        }
        assertThat(worst).as("seed %d", seed).isLessThan(1_000);
    }
}
