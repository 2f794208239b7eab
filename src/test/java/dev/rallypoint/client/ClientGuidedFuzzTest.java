package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallypoint.client.Json.JsonException;
import dev.rallypoint.support.Frugal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a player's SDK reads from a server that may be anybody's. */
class ClientGuidedFuzzTest {
    private static final List<Function<Json, ?>> ANSWERS =
            List.<Function<Json, ?>>of(
                    ApiJson::session,
                    ApiJson::player,
                    ApiJson::regions,
                    ApiJson::lobbyPage,
                    ApiJson::lobby,
                    ApiJson::connection,
                    ApiJson::problem);

    @FuzzTest
    void json(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Optional<Json> read = Frugal.decode(bytes.length, 1_000, () -> read(text));
        if (read.isEmpty()) {
            return;
        }
        assertThat(Json.parse(read.get().toString())).isEqualTo(read.get());
        for (Function<Json, ?> answer : ANSWERS) {
            try {
                assertThat(answer.apply(read.get())).isNotNull();
            } catch (JsonException declared) {
                assertThat(declared.getMessage()).isNotBlank();
            }
        }
    }

    private static Optional<Json> read(String text) {
        try {
            return Optional.of(Json.parse(text));
        } catch (JsonException declared) {
            return Optional.empty();
        }
    }

    /** The same events however the bytes are cut into pieces. */
    @FuzzTest
    void events(FuzzedDataProvider data) {
        int cut = data.consumeInt(0, 64);
        byte[] bytes = data.consumeRemainingAsBytes();
        List<SseParser.Event> whole = new ArrayList<>();
        List<SseParser.Event> inPieces = new ArrayList<>();
        boolean tooLong = feed(whole, bytes, bytes.length);
        assertThat(feed(inPieces, bytes, cut + 1)).isEqualTo(tooLong);
        assertThat(inPieces).isEqualTo(whole);
        int characters = whole.stream().mapToInt(event -> event.data().length()).sum();
        assertThat(characters).isLessThanOrEqualTo(bytes.length);
    }

    private static boolean feed(List<SseParser.Event> events, byte[] bytes, int pieceBytes) {
        SseParser parser =
                new SseParser("0", events::add, ms -> assertThat(ms).isBetween(0L, 60_000L));
        try {
            for (int at = 0; at < bytes.length; at += pieceBytes) {
                int length = Math.min(pieceBytes, bytes.length - at);
                parser.onBytes(ByteBuffer.wrap(bytes, at, length));
            }
            return false;
        } catch (SseParser.TooLongException declared) {
            return true;
        }
    }

    private static final class Counting implements RelayListener {
        private int heard;

        @Override
        public void onMessage(int fromSlot, ByteBuffer body) {
            heard++;
            assertThat(fromSlot).isBetween(0, 63);
        }

        @Override
        public void onState(int fromSlot, int sequence, ByteBuffer body) {
            heard++;
            assertThat(fromSlot).isBetween(0, 63);
        }
    }

    /** Payloads of a relay, alone or in bundles, in the middle of a larger buffer. */
    @FuzzTest
    void relayPayloads(FuzzedDataProvider data) {
        Counting game = new Counting();
        FramedChannel channel =
                new FramedChannel(
                        1_790_000_000_000L,
                        game,
                        sent ->
                                assertThat(sent.remaining())
                                        .isBetween(1, FramedChannel.MAX_PAYLOAD_BYTES));
        int bytes = 0;
        for (int i = 0; i < 8 && data.remainingBytes() > 0; i++) {
            byte[] payload = data.consumeBytes(300);
            bytes += payload.length;
            ByteBuffer buffer =
                    ByteBuffer.allocate(payload.length + 20).order(ByteOrder.LITTLE_ENDIAN);
            channel.onPayload(buffer.position(7).put(payload).flip().position(7));
            if (data.consumeBoolean()) {
                channel.onSession(true);
            }
            channel.onBeat();
        }
        assertThat(game.heard).isLessThanOrEqualTo(bytes);
        assertThat(channel.statistics()).isNotNull();
    }
}
