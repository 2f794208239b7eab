package dev.rallypoint.bench.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TurnMessagesTest {
    private static final String COOKIE = "2112a442";
    private static final String FIRST_ID = "000000000000000000000001";

    private final TurnMessages messages = new TurnMessages(java.util.Optional.empty());

    private static String hex(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static ByteBuffer answer(StunClass stunClass, ByteBuffer request) {
        StunWriter writer = new StunWriter(64);
        writer.beginResponse(stunClass, StunMessage.parse(request).orElseThrow());
        if (stunClass == StunClass.ERROR_RESPONSE) {
            ErrorCode.append(writer, new ErrorCode(437, "Allocation Mismatch"));
        }
        return writer.message();
    }

    @Test
    void anAllocateRequestAsksForUdp() {
        assertThat(hex(messages.allocate()))
                .isEqualTo("00030008" + COOKIE + FIRST_ID + "0019000411000000");
    }

    @Test
    void aChannelBindRequestNamesTheChannelAndHidesThePeer() {
        InetSocketAddress peer = new InetSocketAddress("127.0.0.1", 0x1234);

        // Port and address XORed with the magic cookie: 1234^2112, 7f000001^2112a442.
        assertThat(hex(messages.bindChannel(0x4001, peer)))
                .isEqualTo(
                        "00090014"
                                + COOKIE
                                + FIRST_ID
                                + "000c000440010000"
                                + "0012000800013326"
                                + "5e12a443");
    }

    @Test
    void theAnswerToTheLastRequestIsSuccess() throws TurnRefusedException {
        ByteBuffer request = messages.allocate();

        assertThat(messages.isSuccess(answer(StunClass.SUCCESS_RESPONSE, request))).isTrue();
    }

    @Test
    void theAnswerToAnEarlierRequestIsNot() throws TurnRefusedException {
        ByteBuffer late = answer(StunClass.SUCCESS_RESPONSE, messages.allocate());
        messages.allocate();

        assertThat(messages.isSuccess(late)).isFalse();
    }

    @Test
    void whatIsNotStunIsNoAnswer() throws TurnRefusedException {
        messages.allocate();

        assertThat(messages.isSuccess(ByteBuffer.allocate(100))).isFalse();
    }

    @Test
    void anErrorSaysWhatTheServerSays() {
        ByteBuffer refusal = answer(StunClass.ERROR_RESPONSE, messages.allocate());

        assertThatExceptionOfType(TurnRefusedException.class)
                .isThrownBy(() -> messages.isSuccess(refusal))
                .withMessageContaining("437 Allocation Mismatch");
    }

    @Test
    void readsThePortOfTheRelayedAddress() throws IOException {
        byte[] relayed = HexFormat.of().parseHex("000133265e12a443");
        ByteBuffer request = messages.allocate();
        StunWriter writer = new StunWriter(64);
        writer.beginResponse(StunClass.SUCCESS_RESPONSE, StunMessage.parse(request).orElseThrow());
        writer.attribute(0x0016, relayed);

        assertThat(TurnMessages.relayedPort(writer.message())).isEqualTo(0x1234);
    }

    @Test
    void anAllocationWithoutAnAddressIsRefused() {
        ByteBuffer bare = answer(StunClass.SUCCESS_RESPONSE, messages.allocate());

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> TurnMessages.relayedPort(bare));
    }

    @Test
    void channelDataBeginsWithChannelAndLength() {
        ByteBuffer buffer = ByteBuffer.allocate(4);

        TurnMessages.putChannelHeader(buffer, 0x4002, 100);

        assertThat(hex(buffer)).isEqualTo("40020064");
    }
}
