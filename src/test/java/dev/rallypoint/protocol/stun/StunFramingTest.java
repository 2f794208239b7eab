package dev.rallypoint.protocol.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in a stream of bytes: RFC 8489 §6.2.2, RFC 8656 §12.5. */
class StunFramingTest {
    private static final String BINDING = "000100002112a442000000000000000000000001";
    private static final String CHANNEL_DATA = "4001000361626300";
    private static final String EMPTY_CHANNEL_DATA = "40020000";

    private final List<String> messages = new ArrayList<>();
    private final StunFraming framing = new StunFraming(2_048);

    private boolean take(String hex) {
        return framing.onBytes(
                ByteBuffer.wrap(HexFormat.of().parseHex(hex)),
                message -> {
                    byte[] bytes = new byte[message.remaining()];
                    message.get(bytes);
                    messages.add(HexFormat.of().formatHex(bytes));
                });
    }

    @Test
    void severalMessagesInOneSegmentAreSeveral() {
        assertThat(take(BINDING + CHANNEL_DATA + EMPTY_CHANNEL_DATA + BINDING)).isTrue();

        assertThat(messages)
                .containsExactly(BINDING, "40010003616263", EMPTY_CHANNEL_DATA, BINDING);
        assertThat(framing.isInside()).isFalse();
    }

    @Test
    void aMessageMayComeByteByByte() {
        String all = BINDING + CHANNEL_DATA + BINDING;
        for (int at = 0; at < all.length(); at += 2) {
            assertThat(take(all.substring(at, at + 2))).isTrue();
        }

        assertThat(messages).containsExactly(BINDING, "40010003616263", BINDING);
    }

    @Test
    void anyCutOfTheStreamGivesTheSameMessages() {
        long seed = 8_656;
        Random random = new Random(seed);
        String all = (BINDING + CHANNEL_DATA + EMPTY_CHANNEL_DATA).repeat(50);
        int at = 0;
        while (at < all.length()) {
            int next = Math.min(all.length(), at + 2 * (1 + random.nextInt(60)));
            assertThat(take(all.substring(at, next))).as("seed " + seed).isTrue();
            at = next;
        }

        assertThat(messages).hasSize(150);
    }

    @Test
    void paddingIsNoMessage() {
        take("400100016100" + "0000" + "4001000461626364" + BINDING);

        assertThat(messages).containsExactly("4001000161", "4001000461626364", BINDING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "474554202f20485454502f312e310d0a0d0a",
                "80010000",
                "c0010000",
                "160301020001000001fc0303",
                "000100032112a442",
                "0001fffc2112a442",
                "4000ffff"
            })
    void whatIsNoMessageEndsTheConnection(String hex) {
        boolean goesOn = take(BINDING) && take(hex) && take("00");

        assertThat(goesOn).isFalse();
        assertThat(take(BINDING)).isFalse();
        assertThat(messages).containsExactly(BINDING);
    }
}
