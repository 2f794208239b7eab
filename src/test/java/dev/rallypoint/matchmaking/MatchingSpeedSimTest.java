package dev.rallypoint.matchmaking;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What a pass takes as the pool grows, in time of one core; MatchPassBenchmark measures more. */
class MatchingSpeedSimTest {
    /** One core's time: other programs of the machine do not count. */
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    @Test
    void aPassOverAHundredThousandTicketsTakesLessThanASecond() {
        StringBuilder table = new StringBuilder("matching pass:");
        long hundredThousandMs = 0;
        for (int tickets : List.of(1_000, 10_000, 100_000)) {
            MatchPool pool = new MatchPool(Pools.rules(), Pools.crowd(tickets, 1), List.of());
            hundredThousandMs = Long.MAX_VALUE;
            for (int run = 0; run < 4; run++) {
                long from = THREAD.getCurrentThreadCpuTime();
                List<ProposedMatch> matches = new WindowMatching().match(pool, Pools.NOW_MS);
                hundredThousandMs =
                        Math.min(
                                hundredThousandMs,
                                (THREAD.getCurrentThreadCpuTime() - from) / 1_000_000);
                assertThat(matches).isNotEmpty();
            }
            table.append(
                    String.format(Locale.ROOT, " %,d tickets %d ms;", tickets, hundredThousandMs));
        }
        System.out.println(table);

        assertThat(hundredThousandMs).as(table.toString()).isLessThan(1_000);
    }
}
