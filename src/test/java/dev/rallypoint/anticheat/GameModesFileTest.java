package dev.rallypoint.anticheat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.AnticheatConfig;
import dev.rallypoint.runtime.ConfigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Game modes as operators write them. */
class GameModesFileTest {
    @TempDir Path directory;

    private static AnticheatConfig config(String file, boolean shadow) {
        return new AnticheatConfig(file, shadow, 10, 10);
    }

    @Test
    void theSimulatedPlayersAreDeclaredOutOfTheBox() {
        GameModes modes = GameModesFile.load(config("", false));

        assertThat(modes.names()).containsExactly("bots");
        assertThat(modes.find("bots").orElseThrow().course("circle").isEmpty()).isFalse();
        assertThat(modes.find("bots").orElseThrow().course("other").isEmpty()).isTrue();
    }

    @Test
    void theSampleOfTheDocumentationLoads() {
        GameModes modes = GameModesFile.load(config("conf/game-modes/rally.yml", false));

        assertThat(modes.names()).containsExactly("bots", "rally", "rally-classic");
    }

    @Test
    void theFileOfTheOperatorIsAddedAndWins() throws IOException {
        Path file = directory.resolve("modes.yaml");
        Files.writeString(
                file, "bots: {layout: {standard: 0}, shadow: true}\nmine: {layout: {standard: 8}}");

        GameModes modes = GameModesFile.load(config(file.toString(), false));
        assertThat(modes.names()).containsExactly("bots", "mine");
        assertThat(modes.find("bots").orElseThrow().shadow()).isTrue();
        assertThat(modes.find("mine").orElseThrow().shadow()).isFalse();

        GameModes shadow = GameModesFile.load(config(file.toString(), true));
        assertThat(shadow.find("mine").orElseThrow().shadow()).isTrue();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> GameModesFile.load(config("no/such.yaml", false)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("anticheat.gameModesFile")
                .hasMessageContaining("no/such.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m: {}|needs at least time, x and y",
                "m: {layout: {standard: 0}, rule: {}}|unknown key rule",
                "m: {layout: {standard: -1}}|layout.standard",
                "m: {layout: {standard: 1.5}}|not whole",
                "m: {layout: {standard: x}}|layout.standard = x",
                "m: {layout: {tme: {at: 0, type: u32}}}|layout.tme",
                "m: {layout: {time: {at: 0, type: u31}}}|u31",
                "m: {layout: {time: {type: u32}}}|layout.time.at",
                "m: {layout: {standard: 0}, up: w}|up = w is not one of [x, y, z]",
                "m: {layout: {standard: 0}, shadow: maybe}|not true|",
                "m: {layout: {standard: 0}, rules: {sped: {}}}|no rule is called sped",
                "m: {layout: {standard: 0}, rules: {speed: {limt: 3}}}|rules.speed knows no limt",
                "m: {layout: {standard: 0}, rules: {clock: {weight: x}}}|rules.clock.weight = x",
                "m: {layout: {standard: 0}, rules: {clock: {slow: -1}}}|rules.clock.slow = -1",
                "m: {layout: {standard: 0}, rules: 5}|rules must be a map",
                "'m: {layout: {standard: 0}}\n---\nn: {}'|is not YAML",
                "m: {layout: {standard: 0}, rules: {speed: {limit: -3}}}|limit = -3",
                "m: {layout: {standard: 0}, rules: {speed: {limit: fast}}}|limit = fast",
                "m: {layout: {standard: 0}, rules: {speed: 50}}|must be a map",
                "m: {layout: {standard: 0}, rules: {respawn: off}}|respawn cannot be off",
                "m: {layout: {standard: 0}, score: {warn: 50}}|warn <= flag",
                "m: {layout: {standard: 0}, banMinutes: 0}|banMinutes",
                "m: {layout: {standard: 0}, courses: {a: {checkpoints: [[1, 2, 3]]}}}|courses.a.checkpoints",
                "m: {layout: {standard: 0}, courses: {a: {gates: []}}}|unknown key courses.a.gates",
                "M!: {layout: {standard: 0}}|a name has",
                "[]|must be a YAML map",
                "m: {|is not YAML"
            })
    void whatIsWrongIsSaid(String yaml, String message) {
        assertThatThrownBy(() -> GameModesFile.read("modes.yaml", yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("modes.yaml")
                .hasMessageContaining(message);
    }

    @Test
    void coursesNeedALayoutThatCounts() {
        String yaml =
                "m:\n"
                        + "  layout: {time: {at: 0, type: u32}, x: {at: 4, type: f32},"
                        + " y: {at: 8, type: f32}}\n"
                        + "  courses: {a: {checkpoints: [[0, 0, 0, 5]]}}\n";

        assertThatThrownBy(() -> GameModesFile.read("modes.yaml", yaml))
                .hasMessageContaining("courses need checkpoints in the layout");
    }

    /** Big-endian, centimetres in integers, milliseconds, z up. */
    @Test
    void aLayoutOfOnesOwnIsReadAsItSays() {
        String yaml =
                "m:\n"
                        + "  up: z\n"
                        + "  layout:\n"
                        + "    order: big\n"
                        + "    time: {at: 8, type: u32, scale: 0.001}\n"
                        + "    x: {at: 0, type: i32, scale: 0.01}\n"
                        + "    y: {at: 4, type: i16, scale: 0.5}\n"
                        + "    z: {at: 6, type: u16, scale: 0.1}\n"
                        + "    velocityX: {at: 12, type: f64}\n"
                        + "    checkpoints: {at: 20, type: u8}\n"
                        + "    respawns: {at: 21, type: i8}\n"
                        + "    flags: {at: 22, type: u8}\n";
        GameMode mode = GameModesFile.read("modes.yaml", yaml).get(0);
        StateHistory history = new StateHistory(mode.up());
        ByteBuffer body = ByteBuffer.allocate(30).order(ByteOrder.BIG_ENDIAN);
        body.position(5);
        body.putInt(-12_345).putShort((short) -7).putShort((short) 50_000).putInt(-2);
        body.putDouble(3.25).put((byte) 200).put((byte) -1).put((byte) 1);
        body.order(ByteOrder.LITTLE_ENDIAN).limit(28);

        int draft = history.draft();
        assertThat(mode.layout().read(body, 5, history, draft)).isTrue();
        history.accept(draft, 1, 77);

        assertThat(history.x(0)).isEqualTo(-123.45);
        assertThat(history.y(0)).isEqualTo(-3.5);
        assertThat(history.height(0)).isEqualTo(5_000);
        assertThat(history.clientMicros(0)).isEqualTo(4_294_967_294_000L);
        assertThat(history.velocityX(0)).isEqualTo(3.25);
        assertThat(history.checkpoints(0)).isEqualTo(200);
        assertThat(history.isPaused(0)).isTrue();
        assertThat(history.serverMs(0)).isEqualTo(77);
        assertThat(body.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        body.limit(27);
        assertThat(mode.layout().read(body, 5, history, history.draft())).isFalse();
    }

    @Test
    void rulesOfOnesOwnComeFromTheClassPath() {
        Drives drives = new Drives("rules: {no-reverse: {below: 5, weight: 50}, speed: off}\n");
        drives.drive(10, 1);
        assertThat(drives.findings("custom")).isZero();
        drives.drive(-10, 1);

        assertThat(drives.findings("custom")).isPositive();
        assertThat(drives.lastFinding().rule()).isEqualTo("no-reverse");
        assertThat(drives.lastFinding().allowed()).isEqualTo(5);
        assertThatThrownBy(
                        () ->
                                GameModesFile.read(
                                        "f",
                                        "m: {layout: {standard: 0}, rules: {no-reverse: {a: 1}}}"))
                .hasMessageContaining("no-reverse knows no a");
    }

    /** It was made once to try its settings. */
    @Test
    void aRuleThatCannotBeMadeForAPlayerIsSaidAndHePlays() {
        Drives drives = new Drives("rules: {no-reverse: {breaksFor: 1}}\n");
        drives.drive(80, 1);

        assertThat(drives.broken).containsExactly("no-reverse as it was told");
        assertThat(drives.findings("speed")).isPositive();
    }

    @Test
    void aRuleThatFailsIsSaidOnceAndTheRaceGoesOn() {
        Drives drives = new Drives("rules: {no-reverse: {breaksAt: 3}}\n");
        drives.drive(10, 2);
        drives.after(50).state.x += 500;
        drives.send();

        assertThat(drives.broken).containsExactly("no-reverse as it was told");
        assertThat(drives.findings("teleport")).isEqualTo(1);
    }
}
