package dev.rallypoint.anticheat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.BusMessage.CheatVerdict;
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
}
