package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramedChannelTest {
    private static final long SEED = 20_261_122;

    private final List<String> heard = new ArrayList<>();
    private final List<byte[]> sent = new ArrayList<>();

    /** What the listener throws at each message; null = nothing. */
    private RuntimeException bug;

    private final FramedChannel channel =
            new FramedChannel(1_790_000_000_000L, new Game(), this::keep);

    private void keep(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        sent.add(bytes);
    }

    private final class Game implements RelayListener {
        @Override
        public void onMessage(int fromSlot, ByteBuffer body) {
            heard.add("message " + fromSlot + " " + hex(body));
            if (bug != null) {
                throw bug;
            }
        }

        @Override
        public void onState(int fromSlot, int sequence, ByteBuffer body) {
            heard.add("state " + fromSlot + " " + sequence + " " + hex(body));
        }

        @Override
        public void onStaleState(int fromSlot, int sequence, ByteBuffer body) {
            heard.add("stale " + fromSlot + " " + sequence);
        }

        @Override
        public void onPeerConnected(int slot) {
            heard.add("peer " + slot);
        }
    }

    private static String hex(ByteBuffer body) {
        assertThat(body.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void receive(String payload) {
        receive(HexFormat.of().parseHex(payload));
    }

    /** In the middle of a larger buffer, as the netcode client hands it over. */
    private void receive(byte[] payload) {
        ByteBuffer buffer = ByteBuffer.allocate(payload.length + 20).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(7).put(payload).flip().position(7);
        channel.onPayload(buffer);
    }

    /** Figures are published with the clock requests. */
    private LinkStatistics statistics() {
        channel.onBeat();
        return channel.statistics();
    }

    @Test
    void unpacksABundleInItsOrder() {
        receive("10" + "040003ff0305" + "0700040504030201aa" + "03000005bb" + "0700040503030201cc");

        assertThat(heard)
                .containsExactly(
                        "peer 5", "state 5 16909060 aa", "message 5 bb", "stale 5 16909059");
        assertThat(statistics().received()).isEqualTo(3);
        assertThat(statistics().malformed()).isZero();
    }

    @Test
    void takesAMessageThatCameAlone() {
        receive("0005aa");

        assertThat(heard).containsExactly("message 5 aa");
    }

    @Test
    void aClockReplyInABundleMeasuresTheLink() {
        channel.onBeat();
        channel.onBeat();
        byte[] request = sent.get(0);
        String number = HexFormat.of().formatHex(request, 3, 11);

        receive("10" + "03000005bb" + "1300" + "03ff02" + number + "0000000000000000");

        assertThat(statistics().lossShare()).isEqualTo(0.5);
        assertThat(channel.relayTimeMicros()).isPresent();
        assertThat(heard).containsExactly("message 5 bb");
    }

    @ParameterizedTest
    @CsvSource({
        "10,0",
        "1001,0",
        "100500,0",
        "100000,0",
        "10030000bb,0",
        "1003000005bb00,1",
        "1003000005bbffff,1",
        "10040010000005,0",
        "10010000,0",
        "1003001005bb,0",
        "30,0"
    })
    void whatIsMalformedIsCountedAndWhatCameBeforeStays(String payload, int messages) {
        receive(payload);

        assertThat(heard).hasSize(messages);
        assertThat(statistics().malformed()).isEqualTo(1);
    }

    @Test
    void oneMalformedMessageDoesNotHideTheOthers() {
        receive("10" + "03000005aa" + "030020ffbb" + "03000006cc");

        assertThat(heard).containsExactly("message 5 aa", "message 6 cc");
        assertThat(statistics().malformed()).isEqualTo(1);
    }

    @Test
    void aBugOfTheListenerCostsNoOtherMessage() {
        bug = new IllegalStateException("a bug of the game");

        assertThatThrownBy(() -> receive("10" + "03000005aa" + "03000006bb" + "03000007cc"))
                .isSameAs(bug);

        assertThat(heard).containsExactly("message 5 aa", "message 6 bb", "message 7 cc");
    }

    @Test
    void nothingThatARelaySaysHurts() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            byte[] payload = new byte[1 + random.nextInt(i % 20 == 0 ? 1_200 : 40)];
            random.nextBytes(payload);
            payload[0] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : 0x10);
            for (int at = 1; at + 1 < payload.length; at += 2 + payload[at]) {
                payload[at] = (byte) random.nextInt(12);
                payload[at + 1] = (byte) (random.nextInt(20) == 0 ? 1 : 0);
            }
            receive(payload);
        }
        LinkStatistics statistics = statistics();
        heard.clear();
        receive("0005aa");

        assertThat(statistics.malformed()).as("seed %d", SEED).isGreaterThan(1_000);
        assertThat(statistics.received()).as("seed %d", SEED).isGreaterThan(1_000);
        assertThat(heard).containsExactly("message 5 aa");
    }
}
