package dev.rallypoint.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.runtime.ConfigLoader;
import org.junit.jupiter.api.Test;

class FileDescriptorsTest {
    private final HttpConfig http = new ConfigLoader().load().http();

    @Test
    void namesLimitsThatTheSystemDoesNotAllow() {
        assertThat(FileDescriptors.shortage(http, 4_096))
                .get()
                .asString()
                .contains("4096")
                .contains("LimitNOFILE");
    }

    @Test
    void isSilentWhereThereAreEnough() {
        assertThat(FileDescriptors.shortage(http, 524_288)).isEmpty();
    }
}
