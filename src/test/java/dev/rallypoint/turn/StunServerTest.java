package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.AttributeType;
import dev.rallypoint.protocol.stun.BindingResponder;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.TransactionId;
import dev.rallypoint.turn.server.ClientDoor;
import dev.rallypoint.turn.server.ClientTransport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StunServerTest {
    private static final PeerAddress ASKER = PeerAddress.parse("192.0.2.7:40000");
    private static final TransactionId ID = new TransactionId(1, 2);
    private final List<ByteBuffer> sent = new ArrayList<>();
    private boolean admits = true;
    private final StunServer server =
            new StunServer(new BindingResponder("Rallypoint"), (from, nowMs) -> admits);
    private final ClientDoor door =
            new ClientDoor(ClientTransport.UDP, (to, datagram) -> sent.add(datagram));

    @Test
    void answersABindingRequest() {
        server.onMessage(door, ASKER, message(StunClass.REQUEST, StunMessage.BINDING).message(), 0);

        assertThat(sent).hasSize(1);
        assertThat(server.answered()).isEqualTo(1);
    }

    private static StunWriter message(StunClass stunClass, int method) {
        return new StunWriter(256).begin(stunClass, method, ID);
    }

    static Stream<Arguments> dropped() {
        ByteBuffer noCookie = message(StunClass.INDICATION, StunMessage.BINDING).message();
        noCookie.putInt(4, 7);
        ByteBuffer wrongLength = message(StunClass.REQUEST, StunMessage.BINDING).message();
        wrongLength.putShort(2, (short) 4);
        ByteBuffer channelData = message(StunClass.REQUEST, StunMessage.BINDING).message();
        channelData.put(0, (byte) 0x40);
        StunWriter badFingerprint = message(StunClass.REQUEST, StunMessage.BINDING);
        badFingerprint.attribute(AttributeType.FINGERPRINT, new byte[4]);
        return Stream.of(
                Arguments.of("nothing", ByteBuffer.allocate(0), DropReason.NOT_STUN),
                Arguments.of("19 bytes", ByteBuffer.allocate(19), DropReason.NOT_STUN),
                Arguments.of("zeros", ByteBuffer.allocate(1_078), DropReason.NOT_STUN),
                Arguments.of("no cookie, no request", noCookie, DropReason.NOT_STUN),
                Arguments.of("another length", wrongLength, DropReason.NOT_STUN),
                Arguments.of("ChannelData", channelData, DropReason.NOT_STUN),
                Arguments.of(
                        "a success response",
                        message(StunClass.SUCCESS_RESPONSE, StunMessage.BINDING).message(),
                        DropReason.STUN_NOT_A_REQUEST),
                Arguments.of(
                        "an error response",
                        message(StunClass.ERROR_RESPONSE, StunMessage.BINDING).message(),
                        DropReason.STUN_NOT_A_REQUEST),
                Arguments.of(
                        "an indication",
                        message(StunClass.INDICATION, StunMessage.BINDING).message(),
                        DropReason.STUN_NOT_A_REQUEST),
                Arguments.of(
                        "TURN's Allocate",
                        message(StunClass.REQUEST, 0x003).message(),
                        DropReason.STUN_NOT_A_REQUEST),
                Arguments.of(
                        "a wrong fingerprint",
                        badFingerprint.message(),
                        DropReason.STUN_BAD_FINGERPRINT));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void dropped(String what, ByteBuffer datagram, DropReason reason) {
        server.onMessage(door, ASKER, datagram, 0);

        assertThat(sent).isEmpty();
        assertThat(server.answered()).isZero();
        assertThat(server.dropped(reason)).as(what).isEqualTo(1);
    }

    @Test
    void aSourceOverItsLimitGetsNothing() {
        admits = false;
        server.onMessage(door, ASKER, message(StunClass.REQUEST, StunMessage.BINDING).message(), 0);

        assertThat(sent).isEmpty();
        assertThat(server.dropped(DropReason.SOURCE_LIMIT)).isEqualTo(1);
    }

    @Test
    void everyDatagramEndsAsAnsweredOrCounted() {
        long seed = 8_489;
        Random random = new Random(seed);
        int datagrams = 300_000;
        byte[] request = new byte[20];
        message(StunClass.REQUEST, StunMessage.BINDING).message().get(request);
        for (int i = 0; i < datagrams; i++) {
            byte[] mutant = request.clone();
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
            }
            admits = random.nextInt(10) > 0;
            server.onMessage(door, ASKER, ByteBuffer.wrap(mutant), i);
        }

        long dropped = StunServer.REASONS.stream().mapToLong(server::dropped).sum();
        assertThat(server.answered() + dropped).as("seed %d", seed).isEqualTo(datagrams);
        assertThat((long) sent.size()).isEqualTo(server.answered());
        assertThat(server.answered()).isGreaterThan(datagrams / 3);
    }
}
