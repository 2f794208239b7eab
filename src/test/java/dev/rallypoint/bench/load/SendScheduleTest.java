package dev.rallypoint.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SendScheduleTest {
    private record Turn(int player, long dueNanos) {}

    private static List<Turn> all(SendSchedule schedule) {
        List<Turn> turns = new ArrayList<>();
        while (schedule.hasNext()) {
            turns.add(new Turn(schedule.player(), schedule.dueNanos()));
            schedule.advance();
        }
        return turns;
    }

    @Test
    void everyPlayerSendsAtHisRateToTheNanosecond() {
        List<Turn> turns = all(new SendSchedule(7, List.of(new Segment(20, 2)), 5));
        assertThat(turns).hasSize(7 * 40);
        Map<Integer, List<Long>> byPlayer = new HashMap<>();
        for (Turn turn : turns) {
            byPlayer.computeIfAbsent(turn.player, any -> new ArrayList<>()).add(turn.dueNanos);
        }
        assertThat(byPlayer).hasSize(7);
        byPlayer.values()
                .forEach(
                        due -> {
                            assertThat(due).hasSize(40);
                            for (int i = 1; i < due.size(); i++) {
                                assertThat(due.get(i) - due.get(i - 1)).isEqualTo(50_000_000);
                            }
                        });
    }

    @Test
    void theLoadIsSpreadEvenlyAndNeverGoesBackInTime() {
        List<Turn> turns = all(new SendSchedule(100, List.of(new Segment(10, 1)), 8));
        for (int i = 0; i < turns.size(); i++) {
            assertThat(turns.get(i).dueNanos).isCloseTo(i * 1_000_000L, within(1_000_000L));
            if (i > 0) {
                assertThat(turns.get(i).dueNanos).isGreaterThanOrEqualTo(turns.get(i - 1).dueNanos);
            }
        }
    }

    @Test
    void theSameSeedIsTheSameRaceAndAnotherSeedIsAnother() {
        List<Segment> second = List.of(new Segment(20, 1));
        assertThat(all(new SendSchedule(50, second, 1)))
                .isEqualTo(all(new SendSchedule(50, second, 1)))
                .isNotEqualTo(all(new SendSchedule(50, second, 2)));
    }

    @Test
    void aSegmentFollowsTheOtherWithoutAPause() {
        SendSchedule schedule =
                new SendSchedule(4, List.of(new Segment(60, 1), new Segment(10, 1)), 3);
        assertThat(schedule.total()).isEqualTo(4 * 70);
        List<Turn> turns = all(schedule);
        assertThat(turns).hasSize(4 * 70);
        assertThat(turns.get(4 * 60).dueNanos).isBetween(999_000_000L, 1_026_000_000L);
        assertThat(turns.get(turns.size() - 1).dueNanos).isBetween(1_900_000_000L, 2_000_000_000L);
    }

    @Test
    void nobodyHasNothingToSend() {
        assertThat(new SendSchedule(0, List.of(new Segment(20, 1)), 1).hasNext()).isFalse();
    }
}
