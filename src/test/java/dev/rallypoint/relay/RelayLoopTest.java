package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.RelayConfig;
import dev.rallypoint.runtime.ConfigLoader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayLoopTest {
    private static RelayConfig config(String... settings) {
        return new ConfigLoader().assignments(List.of(settings)).load().relay();
    }

    @Test
    void takesConsecutivePorts() {
        assertThat(RelayLoop.all(config("relay.port=4000", "relay.loops=3")))
                .extracting(RelayLoop::port)
                .containsExactly(4_000, 4_001, 4_002);
        assertThat(RelayLoop.all(config("relay.port=4000"))).hasSize(1);
    }

    @Test
    void takesAnyFreePortsIfToldSo() {
        assertThat(RelayLoop.all(config("relay.port=0", "relay.loops=64")))
                .hasSize(64)
                .allMatch(loop -> loop.port() == 0);
    }

    @Test
    void usesTheLastPortButNoneBeyondIt() {
        assertThat(RelayLoop.all(config("relay.port=65533", "relay.loops=3")))
                .extracting(RelayLoop::port)
                .endsWith(65_535);
        RelayConfig beyond = config("relay.port=65533", "relay.loops=4");
        assertThatThrownBy(() -> RelayLoop.all(beyond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("relay.loops = 4 with relay.port = 65533 is not 1..3")
                .hasMessageContaining("65536");
    }

    @ParameterizedTest
    @CsvSource({"10000,1,10000", "10000,3,3334", "9,3,3", "1,64,1", "1000000,64,15625"})
    void theSharesCoverTheNodesLimit(int ofNode, int loops, int share) {
        RelayConfig config = config("relay.loops=" + loops, "relay.maxSessions=" + ofNode);
        assertThat(RelayLoop.all(config)).allMatch(loop -> loop.maxSessions() == share);
    }

    @Test
    void namesItsPortByTheKeysThatMakeIt() {
        assertThat(RelayLoop.all(config("relay.loops=2")))
                .extracting(RelayLoop::portKey)
                .containsExactly("relay.port", "relay.port + 1");
    }
}
