package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.TransactionId;
import dev.rallypoint.protocol.stun.XorMappedAddress;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StunVerticleIT {
    private static final TransactionId ID = new TransactionId(7, 11);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "::1, ::1",
        "::, 127.0.0.1",
        "::, ::1",
        "0.0.0.0, 127.0.0.1"
    })
    void tellsAClientItsAddress(String bound, String asked) throws IOException {
        try (StunNode node = StunNode.on(bound);
                LoopbackClient client = new LoopbackClient(asked, node.port())) {
            client.ask(ID);

            StunMessage answer = client.receive().orElseThrow();
            assertThat(answer.transactionId()).isEqualTo(ID);
            assertThat(XorMappedAddress.find(answer)).contains(client.self());
        }
    }

    @Test
    void countsWhatItAnswersAndWhatItDrops() throws IOException {
        try (StunNode node = StunNode.on("127.0.0.1");
                LoopbackClient client = new LoopbackClient("127.0.0.1", node.port())) {
            client.send(new byte[0]);
            client.send(new byte[] {1, 2, 3});
            byte[] indication = LoopbackClient.request(new TransactionId(1, 1));
            indication[1] = 0x11;
            client.send(indication);
            client.ask(ID);

            // Loopback keeps the order: what comes first answers the last datagram.
            assertThat(client.receive().orElseThrow().transactionId()).isEqualTo(ID);
            await().atMost(PATIENCE).until(() -> node.count("answered", "none") == 1);
            assertThat(node.count("dropped", "not_stun")).isEqualTo(2);
            assertThat(node.count("dropped", "stun_not_a_request")).isEqualTo(1);
            assertThat(node.count("dropped", "source_limit")).isZero();
        }
    }

    @Test
    void aSourceOverItsLimitIsDropped() throws IOException {
        try (StunNode node = StunNode.limited(5);
                LoopbackClient client = new LoopbackClient("127.0.0.1", node.port())) {
            int requests = 50;
            for (int i = 0; i < requests; i++) {
                client.ask(new TransactionId(i, i));
            }

            await().atMost(PATIENCE)
                    .until(
                            () ->
                                    node.count("answered", "none")
                                                    + node.count("dropped", "source_limit")
                                            == requests);
            assertThat(node.count("answered", "none")).isBetween(5L, 20L);
            assertThat(client.receive()).isPresent();
        }
    }

    @Test
    void aPortInUseFailsTheDeployment() {
        try (StunNode node = StunNode.on("127.0.0.1")) {
            assertThatThrownBy(() -> StunNode.on("127.0.0.1", node.port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void aStoppedPortIsFreeAgain() throws IOException {
        try (StunNode node = StunNode.on("127.0.0.1")) {
            int port = node.port();
            node.stop();

            try (StunNode next = StunNode.on("127.0.0.1", port);
                    LoopbackClient client = new LoopbackClient("127.0.0.1", port)) {
                client.ask(ID);
                assertThat(client.receive()).isPresent();
                assertThat(next.port()).isEqualTo(port);
            }
        }
    }
}
