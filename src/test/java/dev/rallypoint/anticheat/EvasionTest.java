package dev.rallypoint.anticheat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import org.junit.jupiter.api.Test;

/** Cheaters who have read the rules, and what they would try. */
class EvasionTest {
    private static final String OVAL =
            "courses:\n"
                    + "  oval:\n"
                    + "    minLapSeconds: 20\n"
                    + "    starts: [[-100, 0, 0, 10]]\n"
                    + "    checkpoints: [[0, 0, 0, 10], [400, 0, 0, 10], [800, 0, 0, 10]]\n";

    private final Drives drives = new Drives("");

    /** The two clocks apart. */
    private static void step(Drives drives, long serverMs, long clientMs, double metres) {
        drives.nowMs += serverMs;
        drives.state.clientMicros += clientMs * 1_000;
        drives.state.x += (float) metres;
        drives.send();
    }

    private static Drives onOval(String more) {
        Drives drives = new Drives(OVAL + more);
        drives.join("oval");
        return drives;
    }

    private static void assertFlagged(Drives drives) {
        assertThat(drives.verdicts).extracting(CheatVerdict::action).contains("flag");
    }

    @Test
    void aClockThatGoesToAndFroGivesNoSpeed() {
        Drives drives = new Drives("rules: {acceleration: off}\n");
        drives.drive(50, 2);
        for (int i = 0; i < 20; i++) {
            for (int k = 0; k < 10; k++) {
                step(drives, 29, 51, 54 * 0.051);
            }
            for (int k = 0; k < 10; k++) {
                step(drives, 51, 29, 54 * 0.051);
            }
        }

        assertThat(drives.findings("clock")).isZero();
        assertFlagged(drives);
    }

    @Test
    void twoPlacesInTurnAreFarApart() {
        drives.drive(20, 5);
        for (int i = 0; i < 400; i++) {
            drives.state.z = i % 2 == 0 ? 0 : 45;
            drives.drive(20, 0.05);
        }

        assertThat(drives.findings("speed")).isGreaterThanOrEqualTo(3);
        assertFlagged(drives);
    }

    /** Less than the speed limit in each half second, and by the middle of three speeds none. */
    @Test
    void leapsAndStandingInTurnAreNoWayToDrive() {
        drives.drive(0, 2);
        for (int i = 0; i < 20; i++) {
            step(drives, 50, 50, 25);
            drives.drive(0, 0.55);
        }

        assertThat(drives.findings("acceleration")).isGreaterThanOrEqualTo(5);
        assertFlagged(drives);
    }

    @Test
    void aStateASecondHidesNoAcceleration() {
        for (int i = 0; i < 10; i++) {
            step(drives, 1_100, 1_100, 0);
        }
        for (int i = 0; i < 20; i++) {
            step(drives, 1_100, 1_100, 50 * 1.1);
        }

        assertThat(drives.findings("acceleration")).isPositive();
    }

    @Test
    void beforeTheClockIsKnownItMayNotRunAhead() {
        for (int i = 0; i < 38; i++) {
            step(drives, 50, 1_000, 54);
        }

        assertThat(drives.findings("clock")).isGreaterThan(10);
        assertFlagged(drives);
    }

    @Test
    void aFirstStateThatIsLateIsFree() {
        step(drives, 0, 0, 0);
        for (int i = 0; i < 18; i++) {
            step(drives, 2, 50, 1);
        }
        drives.drive(20, 20);

        assertThat(drives.findings()).isZero();
    }

    @Test
    void respawnsNearlyWhereHeWasAddUp() {
        drives.drive(10, 10);
        for (int i = 0; i < 20; i++) {
            drives.state.x += 29;
            drives.state.respawns = drives.state.respawns + 1 & 0xFF;
            drives.drive(10, 2.6);
        }

        assertThat(drives.findings("respawn")).isGreaterThan(4);
    }

    @Test
    void takingACheckpointBackBeginsNoLapAnew() {
        Drives drives = onOval("rules: {checkpoints: off}\n");
        drives.drive(1, 2);
        for (int claims : new int[] {1, 2, 3, 2, 3, 4, 5, 6, 5, 6, 7, 8, 9, 8, 9, 10}) {
            drives.state.checkpoints = claims;
            drives.drive(1, 1);
        }

        assertThat(drives.findings("lap-time")).isEqualTo(3);
    }

    @Test
    void anotherRaceBeginsFromItsStart() {
        Drives drives = onOval("rules: {checkpoints: off}\n");
        drives.drive(1, 2);
        for (int claims : new int[] {1, 2, 3}) {
            drives.state.checkpoints = claims;
            drives.drive(1, 5);
        }
        for (int claims : new int[] {0, 1, 2, 3}) {
            drives.state.checkpoints = claims;
            drives.drive(1, 5);
        }

        assertThat(drives.findings()).isZero();
    }

    /** A layout may have a type with a sign. */
    @Test
    void countingBelowZeroBreaksNoRule() {
        GameModes modes =
                new GameModes(
                        GameModesFile.read(
                                "f",
                                "test:\n"
                                        + "  layout:\n"
                                        + "    time: {at: 0, type: i64, scale: 0.000001}\n"
                                        + "    x: {at: 8, type: f32}\n"
                                        + "    y: {at: 12, type: f32}\n"
                                        + "    checkpoints: {at: 40, type: i16}\n"
                                        + OVAL.indent(2)));
        Drives drives = new Drives(modes, "test");
        drives.join("oval");
        for (int claims : new int[] {0x8001, 0x8002, 0x8003, 0xFFFF, 0}) {
            drives.state.checkpoints = claims;
            drives.drive(1, 0.5);
        }
        assertThat(drives.broken).isEmpty();
        drives.state.checkpoints = 3;
        drives.drive(1, 0.5);

        assertThat(drives.findings("checkpoints")).isEqualTo(1);
    }

    @Test
    void whoComesBackElsewhereHasBeenSentThere() {
        Drives drives = onOval("");
        drives.drive(20, 5);
        drives.comeBack();
        drives.after(1_000).state.x += 400;
        drives.state.checkpoints += 3;
        drives.drive(20, 2);

        assertThat(drives.findings("respawn")).isEqualTo(1);
        assertThat(drives.findings("checkpoints")).isEqualTo(1);
        assertFlagged(drives);
    }

    /** With another sequence, another clock, and respawns counted anew. */
    @Test
    void whoComesBackAndDrivesOnIsFree() {
        Drives drives = onOval("");
        drives.drive(30, 5);
        drives.state.respawns = 7;
        for (int i = 0; i < 3; i++) {
            drives.drive(0, 4);
            drives.comeBack();
            drives.nowMs += 3_000;
            drives.state.clientMicros = 500_000L * i;
            drives.state.respawns = 0;
            drives.state.x += 90;
            drives.drive(30, 5);
        }
        drives.drive(0, 20);
        drives.comeBack();
        drives.after(2_000).state.x = -100;
        drives.drive(1, 5);

        assertThat(drives.findings()).isZero();
    }

    @Test
    void lapsGoOnOverAReturn() {
        Drives drives = onOval("rules: {checkpoints: off, respawn: {reach: 1e9}}\n");
        drives.drive(1, 2);
        for (int claims : new int[] {1, 2, 3}) {
            drives.state.checkpoints = claims;
            drives.drive(1, 2);
        }
        drives.comeBack();
        drives.state.checkpoints = 4;
        drives.drive(1, 2);

        assertThat(drives.findings("lap-time")).isEqualTo(1);
    }
}
