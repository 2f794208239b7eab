package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.netcode.Admission.Seat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionTimersTest {
    private static final long NOW = Fixtures.NOW_MS;

    private final SessionTimers timers = new SessionTimers();
    private final Handshake handshake = handshake();

    private static Handshake handshake() {
        byte[] key = Fixtures.filled(32, 1);
        PrivateConnectToken token =
                new PrivateConnectToken(
                        7, 5, List.of(Fixtures.SERVER), key, key, Fixtures.userData(0, 1));
        ConnectRequest request =
                new ConnectRequest(
                        NetcodeVersion.V1_02, Fixtures.NOW_S + 45, new TokenTag(1, 2), token);
        Admission.Claim claim = new Admission.Claim(7, token.userData(), true, false);
        return new Handshake(Fixtures.CLIENT, request, claim, 0, Aead.ofJdk());
    }

    private NetcodeSession session() {
        return new NetcodeSession(handshake, new Seat(0, 8), new SendSequence(1, 0), NOW);
    }

    private List<NetcodeSession> dueAt(long nowMs) {
        timers.advanceTo(nowMs);
        List<NetcodeSession> due = new ArrayList<>();
        for (NetcodeSession next = timers.takeDue(); next != null; next = timers.takeDue()) {
            due.add(next);
        }
        return due;
    }

    @Test
    void handsOutASessionInItsMillisecond() {
        NetcodeSession early = session();
        NetcodeSession late = session();
        timers.add(late, NOW + 100, NOW);
        timers.add(early, NOW + 50, NOW);

        assertThat(timers.nextDueMs()).isEqualTo(NOW + 50);
        assertThat(dueAt(NOW + 49)).isEmpty();
        assertThat(dueAt(NOW + 50)).containsExactly(early);
        assertThat(timers.nextDueMs()).isEqualTo(NOW + 100);
        assertThat(dueAt(NOW + 120)).containsExactly(late);
        assertThat(timers.nextDueMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsAddedWhileTheDueAreTakenWaitsForTheNextMillisecond() {
        NetcodeSession again = session();
        timers.add(again, NOW + 1, NOW);
        assertThat(dueAt(NOW + 1)).containsExactly(again);

        timers.add(again, NOW - 1_000, NOW + 1);
        assertThat(timers.takeDue()).isNull();
        assertThat(dueAt(NOW + 2)).containsExactly(again);
    }

    @Test
    void aStandstillLosesNobody() {
        List<NetcodeSession> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(session());
            timers.add(all.get(i), NOW + 1 + i, NOW);
        }

        assertThat(dueAt(NOW + 3_600_000)).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void thousandsThatAreDueAtOnceComeInPortions() {
        for (int i = 0; i < 8_000; i++) {
            timers.add(session(), NOW + 100, NOW);
        }
        dueAt(NOW + 90);
        List<Integer> portions = new ArrayList<>();
        for (long now = NOW + 100; timers.nextDueMs() != Long.MAX_VALUE; now += 10) {
            portions.add(dueAt(now).size());
        }

        assertThat(portions.get(0)).isEqualTo(1_000);
        assertThat(portions).hasSizeBetween(8, 40);
        assertThat(portions.stream().mapToInt(Integer::intValue).sum()).isEqualTo(8_000);
    }

    @Test
    void neverForgetsAndIsNeverEarly() {
        long seed = 20_261_122;
        Random random = new Random(seed);
        Map<NetcodeSession, Long> dueMs = new HashMap<>();
        long now = NOW;
        for (int step = 0; step < 20_000; step++) {
            if (dueMs.size() < 50) {
                NetcodeSession session = session();
                long due = now + 1 + random.nextInt(100);
                dueMs.put(session, due);
                timers.add(session, due, now);
            }
            now += random.nextInt(step % 100 == 0 ? 1_000 : 12);
            for (NetcodeSession session : dueAt(now)) {
                assertThat(dueMs.remove(session)).as("seed %d", seed).isLessThanOrEqualTo(now);
            }
            long latest = now;
            assertThat(dueMs.values()).as("seed %d", seed).allMatch(due -> due > latest);
        }
    }
}
