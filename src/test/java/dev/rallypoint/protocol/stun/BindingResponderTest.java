package dev.rallypoint.protocol.stun;

import static dev.rallypoint.protocol.stun.Requests.IPV4;
import static dev.rallypoint.protocol.stun.Requests.IPV6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BindingResponderTest {
    private static final int UNKNOWN = 0x7777;
    private final BindingResponder responder = new BindingResponder("Rallypoint");
    private final Requests.Sent sent = new Requests.Sent();

    static Stream<PeerAddress> askers() {
        return Stream.of(IPV4, IPV6);
    }

    @ParameterizedTest
    @MethodSource("askers")
    void tellsTheAskerHisAddress(PeerAddress asker) {
        assertThat(responder.onRequest(asker, Requests.parsed(Requests.request()), sent)).isEmpty();

        StunMessage answer = sent.only();
        assertThat(sent.receivers).containsExactly(asker);
        assertThat(answer.is(StunClass.SUCCESS_RESPONSE, StunMessage.BINDING)).isTrue();
        assertThat(answer.hasMagicCookie()).isTrue();
        assertThat(answer.transactionId()).isEqualTo(Requests.ID);
        assertThat(XorMappedAddress.find(answer)).contains(asker);
        assertThat(MappedAddress.find(answer)).isEmpty();
        assertThat(Software.find(answer)).contains("Rallypoint");
        assertThat(Fingerprint.isPresent(answer)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("askers")
    void anAnswerToTheShortestRequestIsAtMostThreeTimesAsLarge(PeerAddress asker) {
        new BindingResponder("x".repeat(100))
                .onRequest(asker, Requests.parsed(Requests.request()), sent);

        assertThat(sent.only().lengthBytes()).isLessThanOrEqualTo(3 * StunMessage.HEADER_BYTES);
        assertThat(Software.find(sent.only())).isEmpty();
        assertThat(XorMappedAddress.find(sent.only())).contains(asker);
    }

    @ParameterizedTest
    @MethodSource("askers")
    void returnsAFingerprintForAFingerprint(PeerAddress asker) {
        StunWriter request = Requests.request();
        Fingerprint.append(request);

        assertThat(responder.onRequest(asker, Requests.parsed(request), sent)).isEmpty();

        assertThat(Fingerprint.isValid(sent.only())).isTrue();
        assertThat(XorMappedAddress.find(sent.only())).contains(asker);
    }

    /** The table of docs/protocol/stun.md §3. */
    @ParameterizedTest
    @CsvSource({
        "bare, 20, 48, 60",
        "fingerprint, 28, 56, 68",
        "unknown attribute, 24, 72, 72",
        "classic, 20, 32, 44"
    })
    void answersHaveTheSizesOfTheStandard(String kind, int asked, int ipv4, int ipv6) {
        StunWriter writer = Requests.request();
        if (kind.equals("fingerprint")) {
            Fingerprint.append(writer);
        } else if (kind.equals("unknown attribute")) {
            writer.attribute(UNKNOWN, new byte[0]);
        }
        StunMessage request =
                kind.equals("classic") ? Requests.classic(writer) : Requests.parsed(writer);
        responder.onRequest(IPV4, request, sent);
        responder.onRequest(IPV6, request, sent);

        assertThat(request.lengthBytes()).isEqualTo(asked);
        assertThat(sent.datagrams.get(0)).hasSize(ipv4);
        assertThat(sent.datagrams.get(1)).hasSize(ipv6);
    }

    @Test
    void isSilentToAWrongFingerprint() {
        StunWriter request = Requests.request();
        request.attribute(AttributeType.FINGERPRINT, new byte[4]);

        assertThat(responder.onRequest(IPV4, Requests.parsed(request), sent))
                .contains(DropReason.STUN_BAD_FINGERPRINT);
        assertThat(sent.datagrams).isEmpty();
    }

    @Test
    void namesEveryUnknownAttributeOnce() {
        StunWriter request = Requests.request();
        request.attribute(UNKNOWN, new byte[3]);
        Software.append(request, "test");
        request.attribute(0x0024, new byte[4]);
        request.attribute(UNKNOWN, new byte[0]);
        Fingerprint.append(request);

        assertThat(responder.onRequest(IPV4, Requests.parsed(request), sent)).isEmpty();

        StunMessage answer = sent.only();
        assertThat(answer.is(StunClass.ERROR_RESPONSE, StunMessage.BINDING)).isTrue();
        assertThat(ErrorCode.find(answer)).contains(ErrorCode.UNKNOWN_ATTRIBUTE);
        assertThat(UnknownAttributes.find(answer).orElseThrow()).containsExactly(UNKNOWN, 0x0024);
        assertThat(XorMappedAddress.find(answer)).isEmpty();
        assertThat(Fingerprint.isValid(answer)).isTrue();
        assertThat(answer.transactionId()).isEqualTo(Requests.ID);
    }

    @Test
    void anErrorIsAtMostThreeTimesAsLargeAsItsRequest() {
        StunWriter request = Requests.request();
        request.attribute(UNKNOWN, new byte[0]);

        new BindingResponder("x".repeat(100)).onRequest(IPV4, Requests.parsed(request), sent);

        assertThat(sent.only().lengthBytes()).isLessThanOrEqualTo(3 * request.lengthBytes());
        assertThat(ErrorCode.find(sent.only())).contains(ErrorCode.UNKNOWN_ATTRIBUTE);
    }

    @Test
    void namesNoMoreUnknownAttributesThanItMust() {
        StunWriter request = Requests.request();
        IntStream.range(0x4000, 0x4100).forEach(type -> request.attribute(type, new byte[0]));

        responder.onRequest(IPV4, Requests.parsed(request), sent);

        assertThat(UnknownAttributes.find(sent.only()).orElseThrow())
                .hasSize(UnknownAttributes.MAX_TYPES)
                .startsWith(0x4000, 0x4001);
    }

    @Test
    void ignoresKnownAttributesItHasNoUseFor() {
        StunWriter request = Requests.request();
        Username.append(request, "someone");
        request.attribute(0xC001, new byte[5]);
        MessageIntegrity.append(request, StunKey.shortTerm("unknown to the server"));
        request.attribute(UNKNOWN, new byte[0]);

        responder.onRequest(IPV4, Requests.parsed(request), sent);

        assertThat(XorMappedAddress.find(sent.only())).contains(IPV4);
    }

    @ParameterizedTest
    @MethodSource("askers")
    void givesAClientOfRfc3489ThePlainAddressAndItsOwnSixteenBytes(PeerAddress asker) {
        StunWriter request = Requests.request();
        request.attribute(AttributeType.CHANGE_REQUEST, new byte[4]);

        responder.onRequest(asker, Requests.classic(request), sent);

        StunMessage answer = sent.only();
        assertThat(answer.is(StunClass.SUCCESS_RESPONSE, StunMessage.BINDING)).isTrue();
        assertThat(answer.cookieField()).isEqualTo(0x12345678);
        assertThat(answer.transactionId()).isEqualTo(Requests.ID);
        assertThat(MappedAddress.find(answer)).contains(asker);
        assertThat(XorMappedAddress.find(answer)).isEmpty();
        assertThat(Software.find(answer)).isEmpty();
    }

    @Test
    void refusesToAnswerAClientOfRfc3489FromAnotherAddress() {
        StunWriter request = Requests.request();
        request.attribute(AttributeType.CHANGE_REQUEST, new byte[] {0, 0, 0, 6});

        responder.onRequest(IPV4, Requests.classic(request), sent);

        assertThat(ErrorCode.find(sent.only())).contains(ErrorCode.UNKNOWN_ATTRIBUTE);
        assertThat(UnknownAttributes.find(sent.only()).orElseThrow())
                .containsExactly(AttributeType.CHANGE_REQUEST);
    }

    @Test
    void refusesAnEndlessSoftwareText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BindingResponder("x".repeat(129)));
    }
}
