package dev.rallypoint.matchmaking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.MatchmakingConfig;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModeRulesFileTest {
    @TempDir Path directory;

    @Test
    void withoutAFileAllModesHaveTheSettings() {
        ModeRulesBook book = ModeRulesFile.load(new ConfigLoader().load().matchmaking());

        assertThat(book.of("anything")).isEqualTo(book.usual());
        assertThat(book.usual().latencyLimitMs()).isEqualTo(150);
        assertThat(book.modes()).isEmpty();
    }

    @Test
    void aModeHasItsOwnValuesAndTheSettingsForTheRest() throws IOException {
        ModeRulesBook book =
                ModeRulesFile.load(
                        config(
                                "team-race: {teams: 2, maxPlayers: 6, ratingWindow: [0=1, 30=9]}\n"
                                        + "duel: {maxPlayers: 2, startWith: [0=2]}\n"));

        ModeRules teams = book.of("team-race");
        assertThat(teams.teams()).isEqualTo(2);
        assertThat(teams.ratingWindowAt(30_000)).isEqualTo(9);
        assertThat(teams.latencyLimitMs()).isEqualTo(book.usual().latencyLimitMs());
        assertThat(book.of("duel").maxPlayers()).isEqualTo(2);
        assertThat(book.of("other")).isEqualTo(book.usual());
    }

    @Test
    void saysWhichModeAndKeyIsWrong() {
        for (String wrong :
                List.of(
                        "duel: {maxPlayers: 99}",
                        "duel: {maxPlayer: 2}",
                        "duel: {teams: 3}",
                        "duel: {intervalMs: 500}",
                        "duel: 7",
                        "duel: {ratingWindow: [0=3, 5=2]}",
                        "duel: {startWith: [1=3]}",
                        "duel: {latencyWindow: [0=x]}")) {
            assertThatThrownBy(() -> ModeRulesFile.load(config(wrong)))
                    .as(wrong)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("duel");
        }
    }

    @Test
    void aFileThatIsMissingOrNoMapIsRefused() {
        assertThatThrownBy(() -> ModeRulesFile.load(of(directory.resolve("none.yaml"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("matchmaking.modesFile");
        assertThatThrownBy(() -> ModeRulesFile.load(config("- duel")))
                .isInstanceOf(ConfigException.class);
    }

    private MatchmakingConfig config(String yaml) throws IOException {
        return of(Files.writeString(directory.resolve("modes.yaml"), yaml));
    }

    private static MatchmakingConfig of(Path file) {
        return new ConfigLoader()
                .assignments(List.of("matchmaking.modesFile=" + file))
                .load()
                .matchmaking();
    }
}
