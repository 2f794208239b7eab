package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class ForeignToolTest {
    private static final Optional<Path> MISSING = Optional.empty();

    @Test
    void aMissingToolSkipsTheTestNamingThePackage() {
        assertThatThrownBy(() -> ForeignTool.require(MISSING, false, "stun", "stun-client"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("SKIPPED")
                .hasMessageContaining("stun-client");
    }

    @Test
    void aMissingToolFailsTheTestOnABuildServer() {
        assertThatThrownBy(() -> ForeignTool.require(MISSING, true, "stun", "stun-client"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("apt-get install -y --no-install-recommends stun-client");
    }

    @Test
    void aToolThatIsThereIsTaken() {
        Path tool = Path.of("/usr/bin/stun");

        assertThat(ForeignTool.require(Optional.of(tool), true, "stun", "stun-client"))
                .isEqualTo(tool);
    }
}
