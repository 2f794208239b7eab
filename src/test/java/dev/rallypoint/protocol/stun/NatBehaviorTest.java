package dev.rallypoint.protocol.stun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5780 §6.1, without a network. */
class NatBehaviorTest {
    private static final PeerAddress CLIENT = PeerAddress.parse("192.0.2.9:4000");
    private static final PeerAddress ASKED = PeerAddress.parse("203.0.113.1:3478");
    private static final PeerAddress OTHER = PeerAddress.parse("203.0.113.2:3479");
    private static final TransactionId ID = new TransactionId(1, 2);

    private final BindingResponder responder = new BindingResponder("Rallypoint");
    private final List<ByteBuffer> sent = new ArrayList<>();
    private final List<PeerAddress> sentTo = new ArrayList<>();
    private ChangeRequest sentWith = ChangeRequest.NONE;
    private boolean admits = true;

    private final NatBehavior behavior =
            new NatBehavior() {
                @Override
                public BehaviorAddresses addresses() {
                    return new BehaviorAddresses(ASKED, OTHER);
                }

                @Override
                public boolean admits(PeerAddress from, long nowMs) {
                    return admits;
                }

                @Override
                public void send(ChangeRequest change, PeerAddress to, ByteBuffer answer) {
                    sentWith = change;
                    sentTo.add(to);
                    sent.add(
                            ByteBuffer.allocate(answer.remaining()).put(answer.duplicate()).flip());
                }
            };

    private Optional<DropReason> ask(Consumer<StunWriter> attributes) {
        return ask(CLIENT, request(attributes));
    }

    private static ByteBuffer request(Consumer<StunWriter> attributes) {
        StunWriter writer = new StunWriter(2_048).begin(StunClass.REQUEST, StunMessage.BINDING, ID);
        attributes.accept(writer);
        return writer.message();
    }

    private Optional<DropReason> ask(PeerAddress from, ByteBuffer request) {
        return responder.onRequest(from, StunMessage.parse(request).orElseThrow(), behavior, 0);
    }

    private StunMessage answer() {
        return StunMessage.parse(sent.get(sent.size() - 1)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, 203.0.113.1:3478",
        "true, false, 203.0.113.2:3478",
        "false, true, 203.0.113.1:3479",
        "true, true, 203.0.113.2:3479"
    })
    void theFlagsChooseWhereTheAnswerComesFrom(boolean ip, boolean port, String origin) {
        ask(writer -> ChangeRequest.append(writer, new ChangeRequest(ip, port)));

        assertThat(sentWith).isEqualTo(new ChangeRequest(ip, port));
        assertThat(ResponseOrigin.find(answer())).contains(PeerAddress.parse(origin));
        assertThat(OtherAddress.find(answer())).contains(OTHER);
        assertThat(XorMappedAddress.find(answer())).contains(CLIENT);
        assertThat(MappedAddress.find(answer())).contains(CLIENT);
    }

    @Test
    void alsoTheShortestRequestLearnsTheOtherAddress() {
        ask(nothing -> {});

        assertThat(XorMappedAddress.find(answer())).contains(CLIENT);
        assertThat(OtherAddress.find(answer())).contains(OTHER);
        assertThat(ResponseOrigin.find(answer())).contains(ASKED);
        assertThat(sent.get(0).remaining()).isLessThanOrEqualTo(60);
    }

    /** The trap: 67 times the request elsewhere. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4, 40, 400, 1_400, 1_500})
    void paddingIsNeverLongerThanTheRequest(int padding) {
        ask(writer -> Padding.append(writer, padding));

        int question = 20 + 4 + padding;
        assertThat(Padding.isPresent(answer())).isTrue();
        assertThat(Padding.lengthBytes(answer())).isLessThanOrEqualTo(padding);
        assertThat(sent.get(0).remaining())
                .isLessThanOrEqualTo(padding < 100 ? 3 * question : question);
    }

    @Test
    void noAnswerIsLargerThanThreeTimesItsRequest() {
        for (int extra = 0; extra < 200; extra += 4) {
            for (PeerAddress from : List.of(CLIENT, PeerAddress.parse("[2001:db8::9]:4000"))) {
                int bytes = extra;
                ByteBuffer request =
                        request(
                                writer -> {
                                    if (bytes > 0) {
                                        writer.attribute(0x8888, new byte[bytes - 4]);
                                    }
                                });
                sent.clear();
                ask(from, request);

                assertThat(sent.get(0).remaining()).isLessThanOrEqualTo(3 * (20 + extra));
            }
        }
    }

    @Test
    void theAnswerGoesToTheResponsePort() {
        ask(writer -> ResponsePort.append(writer, 5_000));

        assertThat(sentTo).containsExactly(CLIENT.withPort(5_000));
        assertThat(XorMappedAddress.find(answer())).contains(CLIENT);
    }

    @Test
    void aResponsePortWithPaddingIs400() {
        ask(
                writer -> {
                    ResponsePort.append(writer, 5_000);
                    Padding.append(writer, 100);
                });

        assertThat(ErrorCode.find(answer()).orElseThrow().code()).isEqualTo(400);
        assertThat(sentTo).containsExactly(CLIENT);
    }

    @Test
    void malformedAttributesAre400() {
        ask(writer -> ResponsePort.append(writer, 0));
        assertThat(ErrorCode.find(answer()).orElseThrow().code()).isEqualTo(400);

        ask(writer -> writer.attribute(AttributeType.CHANGE_REQUEST, new byte[3]));
        assertThat(ErrorCode.find(answer()).orElseThrow().code()).isEqualTo(400);
    }

    @Test
    void whoAsksForElsewhereTooOftenIsDroppedAndPlainRequestsAreNot() {
        admits = false;

        assertThat(ask(writer -> ChangeRequest.append(writer, new ChangeRequest(true, false))))
                .contains(DropReason.STUN_CHANGE_LIMIT);
        assertThat(ask(writer -> ResponsePort.append(writer, 5_000)))
                .contains(DropReason.STUN_CHANGE_LIMIT);
        assertThat(sent).isEmpty();
        assertThat(ask(writer -> ChangeRequest.append(writer, ChangeRequest.NONE))).isEmpty();
        assertThat(ask(writer -> ResponsePort.append(writer, CLIENT.port()))).isEmpty();
        assertThat(sent).hasSize(2);
    }

    @Test
    void anUnknownAttributeIsStill420() {
        ask(writer -> writer.attribute(0x7FFF, new byte[4]));

        assertThat(ErrorCode.find(answer()).orElseThrow().code()).isEqualTo(420);
    }

    @Test
    void aWrongFingerprintIsSilence() {
        assertThat(ask(writer -> writer.attribute(AttributeType.FINGERPRINT, new byte[4])))
                .contains(DropReason.STUN_BAD_FINGERPRINT);
        assertThat(sent).isEmpty();
    }

    @Test
    void clientsOfRfc3489GetItsNames() {
        ByteBuffer old =
                request(writer -> ChangeRequest.append(writer, new ChangeRequest(true, true)));
        old.putInt(4, 7);
        ask(CLIENT, old);

        assertThat(MappedAddress.find(answer())).contains(CLIENT);
        assertThat(answer().attribute(AttributeType.CHANGED_ADDRESS)).isPresent();
        assertThat(answer().attribute(AttributeType.SOURCE_ADDRESS)).isPresent();
        assertThat(answer().attribute(AttributeType.OTHER_ADDRESS)).isEmpty();
    }
}
