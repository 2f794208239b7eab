package dev.rallypoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VotersFileTest {
    private static final Ballot TWO_SETS =
            Ballot.of(new Voters(7, List.of("a", "b", "c"))).with(new Voters(8, List.of("a", "b")));

    @TempDir Path directory;
    private VotersFile file;

    @BeforeEach
    void open() {
        file = new VotersFile(directory);
    }

    @Test
    void whatWasWrittenIsRead() {
        assertThat(file.read()).isEqualTo(Ballot.of(Voters.none()));
        file.write(TWO_SETS);
        assertThat(file.read()).isEqualTo(TWO_SETS);
    }

    @Test
    void aDamagedFileIsNotTakenForANodeThatKnowsNobody() throws IOException {
        for (String damaged : List.of("", "\n", "x a b")) {
            Files.writeString(directory.resolve("voters"), damaged);
            assertThatThrownBy(() -> file.read())
                    .isInstanceOf(ClusterConfigException.class)
                    .hasMessageContaining("voters cannot be read");
        }
    }
}
