package dev.rallypoint.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.client.DatagramRun;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.ForeignTool;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor's TURN question to coturn. */
class TurnQuestionInteropIT {
    private static TurnQuestion ask(PeerAddress server, String password) {
        TurnQuestion question =
                new TurnQuestion(
                        server, new TurnRequests("ann", password), false, new Random(4)::nextBytes);
        try (DatagramRun run = DatagramRun.open()) {
            run.run(question);
            question.giveBack();
        }
        return question;
    }

    private static int freePort() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void coturnGivesOutAnAddressForTheRightPasswordOnly(@TempDir Path folder) throws Exception {
        ForeignTool.require("turnserver", "coturn");
        int port = freePort();
        PeerAddress server = PeerAddress.parse("127.0.0.1:" + port);
        Process coturn =
                new ProcessBuilder(
                                "turnserver",
                                "-n",
                                "--no-cli",
                                "--no-tls",
                                "--no-dtls",
                                "--no-tcp",
                                "--lt-cred-mech",
                                "--realm=test",
                                "--user=ann:secret",
                                "-L",
                                "127.0.0.1",
                                "-p",
                                "" + port,
                                "--log-file",
                                "stdout",
                                "--pidfile",
                                folder + "/pid")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> ask(server, "secret").isGiven());
            assertThat(ask(server, "secret").errorCode()).isZero();
            assertThat(ask(server, "wrong").isGiven()).isFalse();
            assertThat(ask(server, "wrong").errorCode()).isEqualTo(401);
        } finally {
            coturn.destroy();
            coturn.waitFor();
        }
        assertThat(ask(server, "secret").isGiven()).isFalse();
        assertThat(ask(server, "secret").errorCode()).isZero();
    }
}
