package dev.rallypoint.matchmaking;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a pass takes as the pool grows, in time of one core; MatchPassBenchmark measures more. */
class MatchingSpeedSimTest {
    /** One core's time: other programs of the machine do not count. */
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    private static final int MOST = 100_000;
    private static final int RUNS = 3;

    @Test
    void aPassOverAHundredThousandTicketsTakesLessThanASecond() {
        Map<Integer, Double> ms = new LinkedHashMap<>();
        for (int tickets : List.of(1_000, 10_000, MOST)) {
            List<Ticket> crowd = Pools.crowd(tickets, 1);
            ms.put(tickets, passMs(new MatchPool(Pools.rules(), crowd, List.of())));
        }
        System.out.println("matching pass, ms of one core by tickets: " + ms);

        assertThat(ms.get(MOST)).as("%s", ms).isLessThan(1_000);
    }

    @Test
    void norDoPoolsThatAreMadeToBeSlow() {
        Map<String, Double> ms = new LinkedHashMap<>();
        List<Ticket> plain = Pools.crowd(MOST, 2);
        ms.put("every ticket wants something else", passMs(pool(plain, MOST, 1)));
        ms.put("all are overdue", passMs(pool(plain, 1, 1_000)));
        ms.put(
                "all are overdue, and a match is never full enough",
                passMs(
                        new MatchPool(
                                Pools.rules("minPlayers=8", "startWith=[0=8]", "latencyLimitMs=16"),
                                pool(plain, 1, 1_000).tickets(),
                                List.of())));
        System.out.println("matching pass over 100,000 tickets, ms of one core: " + ms);

        assertThat(ms.values()).as("%s", ms).allMatch(some -> some < 2_000);
    }

    private static MatchPool pool(List<Ticket> plain, int wishes, int olderSeconds) {
        List<Ticket> tickets = new ArrayList<>();
        for (Ticket ticket : plain) {
            tickets.add(
                    new Ticket(
                            ticket.ticketId(),
                            ticket.gameMode(),
                            ticket.members(),
                            ticket.createdAtMs() - 1_000L * olderSeconds,
                            Map.of("wish", "" + tickets.size() % wishes)));
        }
        return new MatchPool(Pools.rules(), tickets, List.of());
    }

    /** The fastest of a few: what the compiler does meanwhile is not the pass. */
    private static double passMs(MatchPool pool) {
        long best = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            long from = THREAD.getCurrentThreadCpuTime();
            new WindowMatching().match(pool, Pools.NOW_MS);
            best = Math.min(best, THREAD.getCurrentThreadCpuTime() - from);
        }
        return Double.parseDouble(String.format(Locale.ROOT, "%.1f", best / 1e6));
    }
}
