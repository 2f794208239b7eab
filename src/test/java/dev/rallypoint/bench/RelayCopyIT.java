package dev.rallypoint.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.support.ForeignTool;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C program, compiled here, with real sockets. */
class RelayCopyIT {
    private static final int ANSWER_MILLIS = 5_000;

    /** So long nothing must come; a datagram that comes later would go unseen, never fail. */
    private static final int SILENCE_MILLIS = 150;

    @TempDir private static Path folder;
    private static Path program;

    private RivalProcess relay;
    private InetSocketAddress address;

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        ForeignTool.require("cc", "gcc libc6-dev");
        program = CCopy.compile(folder);
    }

    @BeforeEach
    void start() throws IOException, InterruptedException {
        relay = CCopy.start(program, OptionalInt.empty());
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), CCopy.port(relay));
    }

    @AfterEach
    void stop() {
        relay.close();
    }

    /** A datagram of lobby 0x1234, in the order of its bytes. */
    private static byte[] of(int slot, String text) {
        return ("\u0034\u0012" + (char) slot + text).getBytes(ISO_8859_1);
    }

    private void send(DatagramSocket from, byte[] bytes) throws IOException {
        from.send(new DatagramPacket(bytes, bytes.length, address));
    }

    private static byte[] receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
        socket.setSoTimeout(ANSWER_MILLIS);
        socket.receive(packet);
        return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static void assertSilent(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> socket.receive(new DatagramPacket(new byte[1], 1)));
    }

    /** Each earlier player hears the later ones say hello, so all are known after this. */
    private void meet(DatagramSocket... players) throws IOException {
        for (int slot = 0; slot < players.length; slot++) {
            send(players[slot], of(slot, "hello"));
            for (int other = 0; other < slot; other++) {
                assertThat(receive(players[other])).isEqualTo(of(slot, "hello"));
            }
        }
    }

    @Test
    void copiesToTheOthersOfTheLobbyAndToNobodyElse() throws IOException {
        try (DatagramSocket a = new DatagramSocket();
                DatagramSocket b = new DatagramSocket();
                DatagramSocket c = new DatagramSocket();
                DatagramSocket stranger = new DatagramSocket()) {
            send(stranger, new byte[] {0x35, 0x12, 9});
            meet(a, b, c);

            send(b, of(1, "payload"));

            assertThat(receive(a)).isEqualTo(of(1, "payload"));
            assertThat(receive(c)).isEqualTo(of(1, "payload"));
            assertSilent(b);
            assertSilent(stranger);
        }
    }

    @Test
    void aPlayerWhoComesFromAnotherAddressIsFollowed() throws IOException {
        try (DatagramSocket a = new DatagramSocket();
                DatagramSocket before = new DatagramSocket();
                DatagramSocket after = new DatagramSocket()) {
            meet(a, before);
            send(after, of(1, "moved"));
            assertThat(receive(a)).isEqualTo(of(1, "moved"));

            send(a, of(0, "where are you"));

            assertThat(receive(after)).isEqualTo(of(0, "where are you"));
            assertSilent(before);
        }
    }

    @Test
    void datagramsOutOfBoundsAreDroppedAndDoNoHarm() throws IOException {
        try (DatagramSocket a = new DatagramSocket();
                DatagramSocket b = new DatagramSocket()) {
            meet(a, b);

            send(a, new byte[0]);
            send(a, new byte[] {1});
            send(a, new byte[] {0x34, 0x12});
            for (int slot = 64; slot < 256; slot++) {
                send(a, of(slot, "out of bounds"));
            }
            send(a, new byte[] {-1, -1, 63, 1});
            send(a, of(0, "x".repeat(1_400)));

            assertThat(receive(b)).isEqualTo(of(0, "x".repeat(1_400)));
            assertThat(relay.isAlive()).isTrue();
        }
    }

    /** So that none is left behind when the benchmark is killed. */
    @Test
    void endsWhenItsInputDoes() throws IOException, InterruptedException {
        Process alone = new ProcessBuilder(program.toString(), "0").start();
        try {
            alone.getOutputStream().close();

            await().until(() -> !alone.isAlive());
        } finally {
            alone.destroyForcibly().waitFor();
        }
    }
}
