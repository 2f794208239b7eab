package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.support.ForeignTool;
import dev.rallypoint.support.TestAuthority;
import dev.rallypoint.turn.server.TurnCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** coturn's load tool as the client of our TURN server, on loopback. */
class TurnInteropIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What the tool says in the end, of all its clients. */
    private static final Pattern TOTALS =
            Pattern.compile("tot_send_msgs=(\\d+), tot_recv_msgs=(\\d+)");

    /** The tool binds channels of RFC 5766's range, most of which RFC 8656 reserves. */
    private static StunNode node;

    @BeforeAll
    static void startNode(@TempDir Path folder) throws Exception {
        TestAuthority authority = new TestAuthority(folder);
        authority.renew("localhost", TestAuthority.Key.EC, 30);
        node =
                StunNode.turn(
                        "127.0.0.1",
                        Optional.of(authority.live()),
                        "turn.allocationsPerPlayer=1000",
                        "turn.channels=rfc5766");
    }

    @AfterAll
    static void stopNode() {
        node.close();
    }

    private static ForeignTool.Run run(TurnCredentials credentials, int port, String... flags)
            throws IOException, InterruptedException {
        ForeignTool tool = ForeignTool.require("turnutils_uclient", "coturn");
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(
                List.of(
                        "-u",
                        credentials.username(),
                        "-w",
                        credentials.password(),
                        "-p",
                        String.valueOf(port),
                        "127.0.0.1"));
        return tool.run(LIMIT, arguments.toArray(String[]::new));
    }

    /**
     * @param messages sent at least: for some flags the tool takes more clients than it was told
     */
    private static void assertAllArrived(ForeignTool.Run run, int messages) {
        Matcher totals = TOTALS.matcher(run.output());
        int sent = -1;
        int received = -1;
        while (totals.find()) {
            sent = Integer.parseInt(totals.group(1));
            received = Integer.parseInt(totals.group(2));
        }
        assertThat(sent).as(run.output()).isGreaterThanOrEqualTo(messages);
        assertThat(received).as(run.output()).isEqualTo(sent);
    }

    private static int port(String transport) {
        return switch (transport) {
            case "udp" -> node.port();
            case "tcp" -> node.tcpPort();
            default -> node.tlsPort();
        };
    }

    /** Pairs of clients that reach each other through two allocations of ours, all at once. */
    @Test
    void clientsReachEachOther() {
        Map<String, String> transports =
                Map.of(
                        "-y", "udp",
                        "-y -c -s", "udp",
                        "-y -c -g -D", "udp",
                        "-y -c -t", "tcp",
                        "-y -c -t -s", "tcp",
                        "-y -c -t -S", "tls");
        Map<String, CompletableFuture<ForeignTool.Run>> runs = new TreeMap<>();
        transports.forEach(
                (flags, transport) ->
                        runs.put(
                                flags,
                                CompletableFuture.supplyAsync(() -> chat(flags, transport))));

        runs.forEach((flags, run) -> assertAllArrived(run.join(), 80));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(allocations("tcp")).isZero();
                            assertThat(allocations("tls")).isZero();
                        });
    }

    private static double allocations(String transport) {
        return node.figure(Metric.TURN_ALLOCATIONS, "transport", transport);
    }

    private static ForeignTool.Run chat(String flags, String transport) {
        List<String> all = new ArrayList<>(List.of(flags.split(" ")));
        all.addAll(List.of("-n", "20", "-m", "4", "-l", "170", "-z", "5"));
        try {
            return run(
                    StunNode.credentials("0123456789abcdef"),
                    port(transport),
                    all.toArray(String[]::new));
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws IOException, InterruptedException {
        TurnCredentials right = StunNode.credentials("0123456789abcdef");
        TurnCredentials wrong = new TurnCredentials(right.username(), "no such password");

        double before = node.figure(Metric.TURN_REQUESTS, "code", "401");

        ForeignTool.Run run = run(wrong, node.port(), "-y", "-c", "-n", "1");

        assertThat(run.output()).contains("Cannot complete Allocation");
        assertThat(node.figure(Metric.TURN_REQUESTS, "code", "401")).isGreaterThan(before + 1);
        assertThat(run.exitCode()).isNotZero();
    }

    @Test
    void credentialsThatHaveExpiredAreRefused() throws IOException, InterruptedException {
        TurnCredentials old = TurnCredentials.of(StunNode.SECRET, "0123456789abcdef", 1_000_000);

        double before = node.figure(Metric.TURN_REQUESTS, "code", "401");

        ForeignTool.Run run = run(old, node.port(), "-y", "-c", "-n", "1");

        assertThat(run.output()).contains("Cannot complete Allocation");
        assertThat(node.figure(Metric.TURN_REQUESTS, "code", "401")).isGreaterThan(before + 1);
        assertThat(run.exitCode()).isNotZero();
    }

    /** The tool makes the credentials from the secret by itself. */
    @Test
    void theSecretWorksAsInOtherTurnServers() throws IOException, InterruptedException {
        ForeignTool tool = ForeignTool.require("turnutils_uclient", "coturn");

        ForeignTool.Run run =
                tool.run(
                        LIMIT,
                        "-y",
                        "-c",
                        "-n",
                        "5",
                        "-u",
                        "0123456789abcdef",
                        "-W",
                        StunNode.SECRET.text(),
                        "-p",
                        String.valueOf(node.port()),
                        "127.0.0.1");

        assertAllArrived(run, 5);
    }

    @Test
    void peersOnLoopbackAreForbidden() throws IOException, InterruptedException {
        ForeignTool.Run run =
                run(
                        StunNode.credentials("0123456789abcdef"),
                        node.port(),
                        "-c",
                        "-n",
                        "1",
                        "-e",
                        "127.0.0.2");

        assertThat(run.output()).contains("error 403");
        assertThat(run.exitCode()).isNotZero();
    }
}
