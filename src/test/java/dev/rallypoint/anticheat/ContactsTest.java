package dev.rallypoint.anticheat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two cars: what the faster one gives to the slower one is no cheating. */
class ContactsTest {
    private final List<PlayerWatch> match = new ArrayList<>();
    private final Drives rammed = new Drives("");
    private final Drives ramming = new Drives("");

    @BeforeEach
    void bothAreInOneMatch() {
        long player = Drives.PLAYER;
        for (Drives drives : List.of(rammed, ramming)) {
            drives.watch =
                    drives.referee
                            .watch(Drives.ticket("test", ""), player++, () -> match)
                            .orElseThrow();
            match.add(drives.watch);
        }
    }

    private void drive(double rammedSpeed, double rammingSpeed, double seconds) {
        for (int i = 0; i < Math.round(seconds * 20); i++) {
            rammed.drive(rammedSpeed, 0.05);
            ramming.drive(rammingSpeed, 0.05);
        }
    }

    /** From behind, at full speed, into one who stands. */
    private void ram(double speed) {
        ramming.state.x = rammed.state.x - (float) (speed * 4);
        ramming.state.respawns++;
        drive(0, speed, 4);
        for (double now = 0.7 * speed; now > 0; now -= 2) {
            drive(now, now / 3, 0.2);
        }
        drive(0, 0, 4);
    }

    @Test
    void nobodyIsMadeACheaterByThoseWhoRamHim() {
        for (int i = 0; i < 6; i++) {
            ram(45);
        }

        assertThat(rammed.findings()).isZero();
    }

    @Test
    void whoIsSomewhereElsePushesNobody() {
        ramming.state.z = 200;
        ram(45);

        assertThat(rammed.findings("acceleration")).isPositive();
    }

    @Test
    void whoIsSlowerPushesNobody() {
        drive(0, 0, 2);
        drive(0, 15, 1);
        drive(40, 15, 2);

        assertThat(rammed.findings("acceleration")).isPositive();
    }
}
