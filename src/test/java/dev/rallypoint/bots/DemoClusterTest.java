package dev.rallypoint.bots;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DemoClusterTest {
    private static final UUID NAME = UUID.fromString("00000000-0000-0000-0000-000000000001");

    @Test
    void isOnLoopbackAndNobodyElses() throws IOException {
        String changed =
                Files.readString(Path.of("cluster.xml"))
                        .replace("127.0.0.1:5701", "10.66.0.1:5701")
                        .replace("<interface>127.0.0.1", "<interface>10.66.0.*");
        String demo = DemoCluster.of(changed, NAME, 40_000, 8);
        assertThat(demo)
                .contains("<cluster-name>rallypoint-demo-" + NAME + "</cluster-name>")
                .contains("port-count=\"12\">40000</port>")
                .contains("<member>127.0.0.1:40000</member>", "<member>127.0.0.1:40011</member>")
                .contains("<interface>127.0.0.1</interface>")
                .doesNotContain("5701</", "10.66.");
        assertThat(demo).contains("hazelcast.max.no.heartbeat.seconds", "rallypoint.outbox");
    }
}
