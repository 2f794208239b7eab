package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.protocol.stun.TransactionId;
import dev.rallypoint.protocol.stun.XorMappedAddress;
import dev.rallypoint.support.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands before the STUN and TURN ports, over UDP, TCP and TLS. */
class StunGateIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LIMIT = 4;
    private static StunNode node;

    @BeforeAll
    static void startNode(@TempDir Path folder) throws Exception {
        TestAuthority authority = new TestAuthority(folder);
        authority.renew("localhost", TestAuthority.Key.EC, 30);
        node =
                StunNode.turn(
                        "127.0.0.1",
                        Optional.of(authority.live()),
                        "turn.connectionsPerAddress=" + LIMIT);
    }

    @AfterAll
    static void stopNode() {
        node.close();
    }

    private static Socket connect(String from, int port) throws IOException {
        Socket socket =
                new Socket(
                        InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(from), 0);
        socket.setSoTimeout(LoopbackClient.PATIENCE_MS);
        return socket;
    }

    /** Whether the server has closed it; one that is open waits for us to speak. */
    private static boolean isCut(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static double cut(String reason) {
        return node.figure(Metric.STUN_CONNECTIONS_CUT, "reason", reason);
    }

    @Test
    void connectionsOfAnAddressAreCountedBeforeTheirHandshake() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < LIMIT; i++) {
                silent.add(connect("127.0.0.3", node.tlsPort()));
            }
            double before = cut("connections_per_address");

            try (Socket tooMany = connect("127.0.0.3", node.tlsPort())) {
                assertThat(isCut(tooMany)).isTrue();
            }

            await().atMost(PATIENCE).until(() -> cut("connections_per_address") == before + 1);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
        // Whoever hangs up gives his place back.
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(SocketException.class)
                .untilAsserted(
                        () -> {
                            try (Socket again = connect("127.0.0.3", node.tcpPort())) {
                                again.getOutputStream()
                                        .write(LoopbackClient.request(new TransactionId(1, 2)));
                                assertThat(again.getInputStream().read()).isEqualTo(1);
                            }
                        });
    }

    @Test
    void whoIsDeniedIsNotAnsweredOverAnyTransportAndLosesWhatHeHas() throws IOException {
        try (LiveTurnClient udp = LiveTurnClient.udp(node);
                LiveTurnClient tcp = LiveTurnClient.tcp(node);
                LoopbackClient other = new LoopbackClient("127.0.0.1", node.port())) {
            udp.allocate();
            tcp.allocate();
            assertThat(allocations()).isEqualTo(2);

            node.deny("127.0.0.1/32");

            await().atMost(PATIENCE).until(() -> allocations() == 0);
            assertThat(cut("firewall_denied")).isEqualTo(1);
            for (int port : new int[] {node.tcpPort(), node.tlsPort()}) {
                try (Socket refused = connect("127.0.0.1", port)) {
                    assertThat(isCut(refused)).isTrue();
                }
            }
            other.ask(new TransactionId(1, 2));
            await().atMost(PATIENCE).until(() -> node.count("dropped", "firewall_denied") == 1);

            node.deny();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> {
                                other.ask(new TransactionId(3, 4));
                                assertThat(other.receive().flatMap(XorMappedAddress::find))
                                        .contains(other.self());
                            });
        } finally {
            node.deny();
        }
    }

    private static double allocations() {
        return node.figure(Metric.TURN_ALLOCATIONS, "transport", "udp")
                + node.figure(Metric.TURN_ALLOCATIONS, "transport", "tcp");
    }
}
