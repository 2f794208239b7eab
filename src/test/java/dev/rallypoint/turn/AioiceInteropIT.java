package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.support.ForeignTool;
import dev.rallypoint.turn.server.TurnCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** aioice, an ICE stack in Python: two agents with relayed candidates only. */
class AioiceInteropIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void twoAgentsFindEachOtherThroughTurn(String transport)
            throws IOException, InterruptedException {
        ForeignTool python = ForeignTool.requirePython("aioice", "python3-aioice");
        Path script = folder.resolve("aioice_pair.py");
        try (InputStream in = AioiceInteropIT.class.getResourceAsStream("aioice_pair.py")) {
            Files.copy(in, script);
        }
        TurnCredentials credentials = StunNode.credentials("0123456789abcdef");
        try (StunNode node = StunNode.turn("127.0.0.1")) {
            int port = transport.equals("udp") ? node.port() : node.tcpPort();
            ForeignTool.Run run =
                    python.run(
                            LIMIT,
                            script.toString(),
                            "127.0.0.1",
                            String.valueOf(port),
                            transport,
                            credentials.username(),
                            credentials.password());

            assertThat(run.output()).contains("arrived 20", "candidate relay");
            assertThat(run.output()).doesNotContain("candidate host", "candidate srflx");
            assertThat(node.figure(Metric.TURN_DATAGRAMS, "outcome", "to_client"))
                    .isGreaterThanOrEqualTo(40);
        }
    }
}
