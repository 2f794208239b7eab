package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.support.ForeignTool;
import dev.rallypoint.turn.server.TurnCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** libnice, an ICE stack in C: two agents with relayed candidates only. */
class NiceInteropIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir private static Path folder;
    private static Path program;

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        ForeignTool.requireHeader("nice/agent.h", "libnice-dev");
        ForeignTool.Run flags =
                ForeignTool.require("pkg-config", "pkg-config")
                        .run(LIMIT, "--cflags", "--libs", "nice");
        program = folder.resolve("nice_pair");
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "-O1",
                                "-o",
                                program.toString(),
                                Path.of("src", "test", "c", "nice_pair.c").toString()));
        arguments.addAll(List.of(flags.output().strip().split("\\s+")));
        ForeignTool.Run compiled =
                ForeignTool.require("cc", "gcc").run(LIMIT, arguments.toArray(String[]::new));
        assertThat(compiled.exitCode()).as(compiled.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void twoAgentsFindEachOtherThroughTurn(String transport)
            throws IOException, InterruptedException {
        TurnCredentials credentials = StunNode.credentials("0123456789abcdef");
        try (StunNode node = StunNode.turn("127.0.0.1")) {
            int port = transport.equals("udp") ? node.port() : node.tcpPort();
            ForeignTool.Run run =
                    ForeignTool.require("env", "coreutils")
                            .run(
                                    LIMIT,
                                    program.toString(),
                                    "127.0.0.1",
                                    String.valueOf(port),
                                    transport,
                                    credentials.username(),
                                    credentials.password());

            assertThat(run.output()).contains("candidate relay", "arrived ");
            assertThat(run.output()).doesNotContain("candidate other", "no connection");
            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(node.figure(Metric.TURN_DATAGRAMS, "outcome", "to_client"))
                    .isGreaterThanOrEqualTo(40);
        }
    }
}
