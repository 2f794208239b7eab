package dev.rallypoint.protocol.stun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TURN's attributes and the new ones of RFC 8489, as bytes and back. */
class TurnAttributesTest {
    private static final PeerAddress IPV4 = PeerAddress.parse("198.51.100.7:5000");
    private static final PeerAddress IPV6 = PeerAddress.parse("[2001:db8::7]:5001");
    private final StunWriter writer =
            new StunWriter(512).begin(StunClass.REQUEST, 3, new TransactionId(1, 2));

    private StunMessage message() {
        return StunMessage.parse(writer.message()).orElseThrow();
    }

    @Test
    void eachIsReadAsItWasWritten() {
        ChannelNumber.append(writer, 0x4FFF);
        Lifetime.append(writer, 4_294_967_295L);
        XorPeerAddress.append(writer, IPV4);
        XorPeerAddress.append(writer, IPV6);
        XorRelayedAddress.append(writer, IPV6);
        Data.append(writer, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        RequestedFamily.append(writer, AttributeType.REQUESTED_ADDRESS_FAMILY, IpFamily.IPV6);
        EvenPort.append(writer, EvenPort.WITH_NEXT);
        RequestedTransport.append(writer, 17);
        DontFragment.append(writer);
        ReservationToken.append(writer, -7);
        AddressErrorCode.append(writer, IpFamily.IPV6, ErrorCode.INSUFFICIENT_CAPACITY);
        PasswordAlgorithm.append(writer, PasswordAlgorithm.SHA256);
        PasswordAlgorithms.appendOffer(writer);
        AlternateServer.append(writer, IPV6);

        StunMessage message = message();
        assertThat(ChannelNumber.find(message)).hasValue(0x4FFF);
        assertThat(Lifetime.find(message)).hasValue(4_294_967_295L);
        assertThat(XorPeerAddress.all(message, 2)).contains(List.of(IPV4, IPV6));
        assertThat(XorPeerAddress.find(message)).contains(IPV4);
        assertThat(XorRelayedAddress.all(message)).containsExactly(IPV6);
        assertThat(Data.find(message)).contains(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(RequestedFamily.find(message, AttributeType.REQUESTED_ADDRESS_FAMILY))
                .contains(IpFamily.IPV6);
        assertThat(EvenPort.find(message)).contains(EvenPort.WITH_NEXT);
        assertThat(RequestedTransport.find(message)).hasValue(17);
        assertThat(DontFragment.isPresent(message)).isTrue();
        assertThat(ReservationToken.find(message)).hasValue(-7);
        assertThat(AddressErrorCode.find(message)).hasValue(508);
        assertThat(PasswordAlgorithm.find(message)).contains(PasswordAlgorithm.SHA256);
        assertThat(PasswordAlgorithms.isOffer(message)).isTrue();
        assertThat(AlternateServer.find(message)).contains(IPV6);
    }

    @Test
    void whatIsAbsentIsEmpty() {
        StunMessage message = message();

        assertThat(ChannelNumber.find(message)).isEmpty();
        assertThat(Lifetime.find(message)).isEmpty();
        assertThat(XorPeerAddress.find(message)).isEmpty();
        assertThat(XorPeerAddress.all(message, 9)).isEmpty();
        assertThat(EvenPort.find(message)).isEmpty();
        assertThat(RequestedTransport.find(message)).isEmpty();
        assertThat(ReservationToken.find(message)).isEmpty();
        assertThat(AddressErrorCode.find(message)).isEmpty();
        assertThat(PasswordAlgorithm.find(message)).isEmpty();
        assertThat(PasswordAlgorithms.isOffer(message)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 7, 9, 11, 21})
    void aWrongLengthIsMalformed(int bytes) {
        List.of(
                        AttributeType.CHANNEL_NUMBER,
                        AttributeType.LIFETIME,
                        AttributeType.XOR_PEER_ADDRESS,
                        AttributeType.REQUESTED_ADDRESS_FAMILY,
                        AttributeType.REQUESTED_TRANSPORT,
                        AttributeType.RESERVATION_TOKEN,
                        AttributeType.PASSWORD_ALGORITHM)
                .forEach(type -> writer.attribute(type, new byte[bytes]));

        StunMessage message = message();
        assertThat(ChannelNumber.find(message)).isEmpty();
        assertThat(Lifetime.find(message)).isEmpty();
        assertThat(XorPeerAddress.find(message)).isEmpty();
        assertThat(RequestedFamily.find(message, AttributeType.REQUESTED_ADDRESS_FAMILY)).isEmpty();
        assertThat(RequestedTransport.find(message)).isEmpty();
        assertThat(ReservationToken.find(message)).isEmpty();
        assertThat(PasswordAlgorithm.find(message)).isEmpty();
    }

    @Test
    void morePeersThanWantedAreMalformed() {
        XorPeerAddress.append(writer, IPV4);
        XorPeerAddress.append(writer, IPV6);

        assertThat(XorPeerAddress.all(message(), 1)).isEmpty();
    }
}
