package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttackDetectorTest {
    private final AttackDetector detector = new AttackDetector(1_000, 10, 0);
    private final Map<String, Long> totals = new HashMap<>();
    private long nowMs;
    private int changes;

    private void second(String reason, long drops) {
        nowMs += 1_000;
        totals.merge(reason, drops, Long::sum);
        detector.onDrops(0, totals);
        changes += detector.onSecond(nowMs) ? 1 : 0;
    }

    @Test
    void aBurstOfOneSecondIsNoAttack() {
        second("bad_token", 50_000);
        second("bad_token", 999);
        second("bad_token", 50_000);

        assertThat(detector.isUnderAttack()).isFalse();
    }

    @Test
    void twoSecondsAreAndItSaysWhy() {
        second("bad_token", 1_000);
        second("bad_token", 4_000);

        assertThat(detector.isUnderAttack()).isTrue();
        assertThat(detector.why())
                .contains("4000 hostile datagrams")
                .contains("bad_token")
                .contains("1000");
        assertThat(detector.sinceMs()).isEqualTo(2_000);
    }

    @Test
    void itIsOverAfterLongEnoughUnderHalf() {
        second("empty", 5_000);
        second("empty", 5_000);
        for (int i = 0; i < 9; i++) {
            second("empty", 499);
        }
        assertThat(detector.isUnderAttack()).isTrue();
        second("empty", 499);

        assertThat(detector.isUnderAttack()).isFalse();
        assertThat(detector.why()).isEmpty();
        assertThat(changes).isEqualTo(2);
    }

    @Test
    void anAttackInWavesIsOneAttack() {
        for (int i = 0; i < 100; i++) {
            second("empty", i % 8 < 2 ? 5_000 : 0);
        }

        assertThat(detector.isUnderAttack()).isTrue();
        assertThat(changes).isEqualTo(1);
    }

    @Test
    void whatPlayersWithoutBadIntentCauseIsNone() {
        for (int i = 0; i < 10; i++) {
            second("match_full", 100_000);
            second("session_datagram_limit", 100_000);
            second("already_connected", 100_000);
        }

        assertThat(detector.isUnderAttack()).isFalse();
    }

    @Test
    void theRelaysOfANodeCountTogetherAndALateSecondIsLonger() {
        for (int i = 1; i <= 4; i++) {
            detector.onDrops(0, Map.of("bad_tag", i * 600L));
            detector.onDrops(1, Map.of("bad_tag", i * 600L));
            detector.onSecond(i * 2_000L);
        }
        assertThat(detector.isUnderAttack()).isFalse();

        for (int i = 5; i <= 8; i++) {
            detector.onDrops(0, Map.of("bad_tag", i * 600L));
            detector.onDrops(1, Map.of("bad_tag", i * 600L));
            detector.onSecond(4_000 + i * 1_000L);
        }
        assertThat(detector.isUnderAttack()).isTrue();
    }

    @Test
    void aRelayThatCountsFromZeroAgainIsNoAttack() {
        second("bad_tag", 1_000_000);
        second("bad_tag", 0);
        totals.clear();
        second("bad_tag", 10);
        second("bad_tag", 10);

        assertThat(detector.isUnderAttack()).isFalse();
    }
}
