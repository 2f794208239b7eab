package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Config;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.security.CidrBlock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamLimitsTest {
    private static final PeerAddress HOME = CidrBlock.addressOf("192.0.2.1");
    private static final Config CONFIG =
            HttpNode.config(
                    "http.eventStreamsPerPlayer=2",
                    "http.eventStreamsPerAddress=3",
                    "http.eventStreams=5",
                    "security.exemptRanges=[203.0.113.0/24]");

    private final StreamLimits limits = StreamLimits.of(CONFIG.http(), CONFIG.security());

    private String open(String player, String host) {
        Optional<StreamLimits.Hit> hit = limits.tryOpen(player, CidrBlock.addressOf(host));
        return hit.map(StreamLimits.Hit::limit).orElse("open");
    }

    @Test
    void namesTheLimitThatWasHit() {
        assertThat(open("ada", "192.0.2.1")).isEqualTo("open");
        assertThat(open("ada", "192.0.2.1")).isEqualTo("open");
        assertThat(open("ada", "192.0.2.9")).isEqualTo("eventStreamsPerPlayer=2");
        assertThat(open("bo", "192.0.2.1")).isEqualTo("open");
        assertThat(open("cy", "192.0.2.1")).isEqualTo("eventStreamsPerAddress=3");
        assertThat(open("cy", "192.0.2.2")).isEqualTo("open");
        assertThat(open("di", "192.0.2.3")).isEqualTo("open");
        assertThat(open("ed", "192.0.2.4")).isEqualTo("eventStreams=5");
    }

    @Test
    void whatWasRefusedTookNothingAndWhatIsClosedMakesRoom() {
        for (String player : new String[] {"a", "b", "c"}) {
            assertThat(open(player, "192.0.2.1")).isEqualTo("open");
        }
        assertThat(open("d", "192.0.2.1")).isEqualTo("eventStreamsPerAddress=3");
        assertThat(limits.open()).isEqualTo(3);
        limits.onClosed("a", HOME);
        assertThat(open("d", "192.0.2.1")).isEqualTo("open");
    }

    @Test
    void exemptAddressesHaveOnlyTheNodesLimit() {
        for (String player : new String[] {"a", "b", "c", "d", "e"}) {
            assertThat(open(player, "203.0.113.5")).isEqualTo("open");
        }
        assertThat(open("f", "203.0.113.5")).isEqualTo("eventStreams=5");
    }
}
