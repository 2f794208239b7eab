package dev.rallypoint.anticheat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.relay.MotionState;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each rule by itself: what it finds, and what it lets pass. */
class RulesTest {
    private static final String COURSE =
            "courses:\n"
                    + "  oval:\n"
                    + "    minLapSeconds: 20\n"
                    + "    starts: [[5000, 0, 0, 10]]\n"
                    + "    checkpoints: [[0, 0, 0, 10], [400, 0, 0, 10], [800, 0, 0, 10]]\n";

    private final Drives drives = new Drives("");

    @Test
    void theSpeedLimitWithItsToleranceIsFree() {
        drives.drive(53, 60);

        assertThat(drives.findings()).isZero();
    }

    @Test
    void moreIsFoundInEachHalfSecondWithMeasuredAndAllowedValue() {
        drives.drive(70, 3);

        assertThat(drives.findings("speed")).isBetween(4L, 6L);
        assertThat(drives.lastFinding().rule()).isEqualTo("speed");
        assertThat(drives.lastFinding().measured()).isCloseTo(70, within(0.5));
        assertThat(drives.lastFinding().allowed()).isCloseTo(57, within(0.5));
    }

    @Test
    void aSpeedThatIsOnlyDeclaredCountsToo() {
        for (int i = 0; i < 60; i++) {
            drives.after(50).state.velocityZ = 90;
            drives.send();
        }

        assertThat(drives.findings("speed")).isPositive();
    }

    @Test
    void fallingIsNoSpeeding() {
        for (int i = 0; i < 60; i++) {
            drives.after(50);
            drives.state.x += 40 * 0.05;
            drives.state.y -= 45 * 0.05;
            drives.send();
        }

        assertThat(drives.findings()).isZero();
    }

    @Test
    void anEngineAtTheLimitIsFree() {
        drives.drive(5, 2);
        drives.accelerate(5, 2, 20);

        assertThat(drives.findings()).isZero();
    }

    @Test
    void aStrongerEngineIsFoundWithinSeconds() {
        drives.drive(5, 2);
        drives.accelerate(5, 6, 4);

        assertThat(drives.findings("acceleration")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aPushFromBehindIsFree() {
        drives.drive(20, 3);
        drives.drive(28, 3);
        drives.drive(15, 2);
        drives.drive(23, 2);

        assertThat(drives.findings()).isZero();
    }

    @Test
    void aJumpIsATeleportUnlessSecondsWereLostBeforeIt() {
        drives.drive(40, 3);
        drives.after(4_000).state.x += 160;
        drives.send();
        assertThat(drives.findings("teleport")).isZero();

        drives.after(50).state.z += 60;
        drives.send();
        assertThat(drives.findings("teleport")).isEqualTo(1);
        drives.drive(40, 3);
        assertThat(drives.findings("teleport")).isEqualTo(1);
        assertThat(drives.findings("speed")).isZero();
    }

    @Test
    void aRespawnToWhereHeWasIsFreeAndNoTeleport() {
        drives.drive(40, 8);
        drives.after(50).state.x -= 250;
        drives.state.respawns++;
        drives.send();
        drives.drive(1, 2);

        assertThat(drives.findings()).isZero();
    }

    @Test
    void aRespawnToWhereHeNeverWasIsFound() {
        drives.drive(40, 8);
        drives.after(50).state.x += 250;
        drives.state.respawns++;
        drives.send();

        assertThat(drives.findings("respawn")).isEqualTo(1);
        assertThat(drives.findings("teleport")).isZero();
    }

    @Test
    void aRespawnToAStartOfTheCourseIsFree() {
        Drives onTrack = new Drives(COURSE);
        onTrack.join("oval");
        onTrack.drive(40, 2);
        onTrack.after(50).state.x = 5_000;
        onTrack.state.respawns++;
        onTrack.send();

        assertThat(onTrack.findings()).isZero();
    }

    @Test
    void aRespawnEachSecondIsFound() {
        drives.drive(10, 2);
        for (int i = 0; i < 4; i++) {
            drives.state.respawns++;
            drives.drive(10, 1);
        }

        assertThat(drives.findings("respawn")).isEqualTo(3);
    }

    @Test
    void whoKeepsHisSpeedThroughARespawnHasGainedIt() {
        drives.drive(45, 5);
        drives.state.respawns++;
        drives.drive(45, 3);

        assertThat(drives.findings("acceleration")).isPositive();
    }

    @Test
    void fiveHundredStatesASecondAreTooMany() {
        for (int i = 0; i < 1_500; i++) {
            drives.after(2).send();
        }

        assertThat(drives.findings("interval")).isPositive();
    }

    @Test
    void aSecondOfStatesThatComeTogetherIsFree() {
        for (int i = 0; i < 60; i++) {
            drives.state.clientMicros += 16_667;
            drives.send();
        }
        drives.after(1_000);

        assertThat(drives.findings("interval")).isZero();
    }

    @Test
    void whoIsSilentAndDroveOnIsFoundWhoStoodIsNot() {
        drives.drive(20, 3);
        drives.after(30_000).send();
        assertThat(drives.findings()).isZero();

        drives.after(3_000).state.x += 60;
        drives.send();
        assertThat(drives.findings("interval")).isEqualTo(1);
    }

    @Test
    void aClockThatRunsFastIsFoundAgainAndAgain() {
        for (int i = 0; i < 300; i++) {
            drives.nowMs += 50;
            drives.state.clientMicros += 65_000;
            drives.send();
        }

        assertThat(drives.findings("clock")).isBetween(8L, 20L);
    }

    @Test
    void aCrystalAndALateNetworkAreFree() {
        Random random = new Random(3);
        for (int i = 0; i < 12_000; i++) {
            drives.nowMs += 50;
            drives.state.clientMicros += 50_010;
            long now = drives.nowMs;
            drives.nowMs += random.nextInt(80);
            drives.send();
            drives.nowMs = now;
        }

        assertThat(drives.findings()).isZero();
    }

    @Test
    void aClockThatIsSetOnceIsOneFindingAndOneThatStandsIsMany() {
        drives.drive(10, 5);
        drives.state.clientMicros += 900_000;
        drives.drive(10, 20);
        assertThat(drives.findings("clock")).isEqualTo(1);
        assertThat(drives.findings()).isEqualTo(1);

        for (int i = 0; i < 600; i++) {
            drives.nowMs += 50;
            drives.send();
        }
        assertThat(drives.findings("clock")).isGreaterThan(4);
    }

    @Test
    void whoPassesTheCheckpointsIsFreeAlsoWhenStatesAreLost() {
        Drives onTrack = new Drives(COURSE);
        onTrack.join("oval");
        onTrack.drive(40, 0.1);
        onTrack.state.checkpoints = 1;
        onTrack.drive(40, 9.5);
        onTrack.after(1_000).state.x += 40;
        onTrack.state.checkpoints = 2;
        onTrack.send();
        onTrack.drive(40, 9.6);
        onTrack.state.checkpoints = 3;
        onTrack.drive(40, 1);

        assertThat(onTrack.findings()).isZero();
    }

    @Test
    void whoWasElsewhereDidNotPassThem() {
        Drives onTrack = new Drives(COURSE);
        onTrack.join("oval");
        onTrack.drive(10, 2);
        onTrack.state.checkpoints = 1;
        onTrack.drive(10, 2);
        assertThat(onTrack.findings()).isZero();

        onTrack.state.checkpoints = 2;
        onTrack.drive(10, 2);
        assertThat(onTrack.findings("checkpoints")).isEqualTo(1);
        onTrack.state.checkpoints = 200;
        onTrack.drive(10, 2);
        assertThat(onTrack.findings("checkpoints")).isEqualTo(2);
    }

    @Test
    void aLapInLessThanTheBestPossibleTimeIsFound() {
        Drives onTrack = new Drives(COURSE + "rules: {checkpoints: off, teleport: off}\n");
        onTrack.join("oval");
        onTrack.drive(1, 1);
        for (int claims : new int[] {1, 2, 3, 4, 5, 6}) {
            onTrack.state.checkpoints = claims;
            onTrack.drive(1, 5);
        }
        assertThat(onTrack.findings("lap-time")).isEqualTo(1);
        onTrack.drive(1, 10);
        onTrack.state.checkpoints = 7;
        onTrack.drive(1, 1);

        assertThat(onTrack.findings("lap-time")).isEqualTo(1);
    }

    @Test
    void aRuleThatIsOffFindsNothing() {
        Drives free = new Drives("rules: {speed: off, acceleration: off, teleport: off}\n");
        free.drive(500, 5);

        assertThat(free.findings()).isZero();
    }

    @Test
    void whatIsNoNumberTooShortOrNotToAllIsDropped() {
        assertThat(drives.send()).isNull();
        drives.after(50).state.x = Float.NaN;
        assertThat(drives.send()).isEqualTo(DropReason.BAD_STATE);
        drives.state.x = Float.POSITIVE_INFINITY;
        assertThat(drives.send()).isEqualTo(DropReason.BAD_STATE);
        drives.state.x = 0;
        ByteBuffer payload = drives.payload();
        payload.limit(payload.limit() - 1);
        assertThat(drives.watch.onState(payload, drives.nowMs)).isEqualTo(DropReason.BAD_STATE);
        assertThat(drives.watch.onStateAside()).isEqualTo(DropReason.BAD_STATE);
        assertThat(drives.send()).isNull();

        assertThat(drives.referee.counters().states()).isEqualTo(2);
    }

    @Test
    void anOldStateIsNotJudged() {
        ByteBuffer old = drives.payload();
        drives.drive(10, 1);
        long before = drives.referee.counters().states();

        assertThat(drives.watch.onState(old, drives.nowMs)).isNull();
        assertThat(drives.referee.counters().states()).isEqualTo(before);
    }

    @Test
    void noBytesWhateverDisturbAnybody() {
        Random random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            ByteBuffer payload = drives.payload();
            for (int at = 6; at < 6 + MotionState.BYTES; at++) {
                if (random.nextInt(3) == 0) {
                    payload.put(at, (byte) random.nextInt());
                }
            }
            payload.limit(payload.limit() - random.nextInt(3) / 2);
            drives.nowMs += random.nextInt(30);
            drives.watch.onState(payload, drives.nowMs);
        }

        assertThat(drives.broken).isEmpty();
        assertThat(drives.verdicts).isNotEmpty();
    }
}
