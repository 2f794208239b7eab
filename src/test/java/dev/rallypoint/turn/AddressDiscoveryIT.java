package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.AddressMessage.DiscoveredAddress;
import dev.rallypoint.protocol.stun.TransactionId;
import io.vertx.core.Future;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bus question against real STUN ports on loopback; no name is looked up outside. */
class AddressDiscoveryIT {
    private static final int LONG_MS = 15_000;
    private static final int SHORT_MS = 700;
    private static final String LIE = "198.51.100.66";

    private static StunNode asking;
    private static StunNode first;
    private static StunNode second;
    private static StunNode ipv6;
    private static OddServer liar;
    private static OddServer dead;

    @BeforeAll
    static void start() throws IOException {
        asking = StunNode.on("127.0.0.1");
        first = StunNode.on("127.0.0.1");
        second = StunNode.on("127.0.0.1");
        ipv6 = StunNode.on("::1");
        liar = OddServer.lying(LIE + ":1");
        dead = OddServer.silent();
    }

    @AfterAll
    static void stop() {
        asking.close();
        first.close();
        second.close();
        ipv6.close();
        liar.close();
        dead.close();
    }

    private static DiscoveredAddress discover(int timeoutMs, String... servers) {
        return StunNode.await(asking.discover(timeoutMs, servers));
    }

    private static String name(StunNode node) {
        return "127.0.0.1:" + node.port();
    }

    @Test
    void agreesWithTheMajorityBeforeTheDeadServersTimeIsUp() {
        DiscoveredAddress found =
                discover(LONG_MS, name(first), dead.name(), liar.name(), name(second), own());

        assertThat(found.publicHost()).contains("127.0.0.1");
        assertThat(found.report())
                .anyMatch(line -> line.startsWith(dead.name() + ": not waited for"));
        assertThat(dead.requests()).isPositive();
    }

    /** A node may be in its own list. */
    private static String own() {
        return name(asking);
    }

    @Test
    void namesTheDeadAndTheLyingServer() {
        DiscoveredAddress found = discover(SHORT_MS, dead.name(), name(first), liar.name());

        assertThat(found.publicHost()).contains("127.0.0.1");
        assertThat(found.report()).hasSize(4);
        assertThat(found.report().get(0)).matches(".*: no answer in \\d+ ms");
        assertThat(found.report().get(1)).matches(name(first) + ": 127.0.0.1 in \\d+ ms");
        assertThat(found.report().get(2)).matches(liar.name() + ": " + LIE + " in \\d+ ms");
        assertThat(found.report().get(3)).contains("disagree", LIE, "taking 127.0.0.1");
    }

    @Test
    void reachesServersByNameAndByIpv6() {
        DiscoveredAddress byName = discover(LONG_MS, "localhost:" + first.port());
        DiscoveredAddress byIpv6 = discover(LONG_MS, "[::1]:" + ipv6.port());

        assertThat(byName.publicHost().orElseThrow()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(byIpv6.publicHost()).contains("0:0:0:0:0:0:0:1");
    }

    @Test
    void answersBindingRequestsWhileANameIsBeingLookedUp() throws IOException {
        Future<DiscoveredAddress> looking =
                asking.discover(SHORT_MS, "never-resolved.invalid:3478");
        try (LoopbackClient client = new LoopbackClient("127.0.0.1", asking.port())) {
            TransactionId id = new TransactionId(3, 4);
            client.ask(id);
            assertThat(client.receive().orElseThrow().transactionId()).isEqualTo(id);
        }

        DiscoveredAddress found = StunNode.await(looking);
        assertThat(found.publicHost()).isEmpty();
        assertThat(found.report()).hasSize(1);
        assertThat(found.report().get(0))
                .startsWith("never-resolved.invalid:3478: ")
                .endsWith("name not resolved");
    }

    @Test
    void anEmptyListAsksNobody() {
        assertThat(discover(LONG_MS).publicHost()).isEmpty();
        assertThat(discover(LONG_MS).report()).isEmpty();
    }

    @Test
    void aStoppingNodeAnswersWithWhatItKnows() {
        try (StunNode stopping = StunNode.on("127.0.0.1")) {
            Future<DiscoveredAddress> asked =
                    stopping.discover(LONG_MS, dead.name(), name(first), liar.name());
            org.awaitility.Awaitility.await().until(() -> dead.requests() > 0);
            stopping.stop();

            assertThat(StunNode.await(asked).report()).hasSizeGreaterThanOrEqualTo(3);
        }
    }
}
