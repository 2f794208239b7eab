package dev.rallypoint.protocol.stun;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.Frugal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** STUN from strangers: requests to our server, answers to our questions. */
class StunGuidedFuzzTest {
    private static final StunKey KEY = StunKey.shortTerm("key");

    private final BindingResponder responder = new BindingResponder("Rallypoint");

    /** Whatever an attribute's reader finds, written anew it is found again. */
    @FuzzTest
    void message(byte[] bytes) {
        Optional<StunMessage> parsed =
                Frugal.decode(bytes.length, 8, () -> StunMessage.parse(ByteBuffer.wrap(bytes)));
        if (parsed.isEmpty()) {
            return;
        }
        StunMessage message = parsed.get();
        assertThat(message.lengthBytes()).isEqualTo(bytes.length);
        readTexts(message);
        StunMessage again = writtenAnew(message, bytes.length);
        assertThat(MappedAddress.find(again)).isEqualTo(MappedAddress.find(message));
        assertThat(again.stunClass()).isEqualTo(message.stunClass());
        assertThat(again.method()).isEqualTo(message.method());
        if (message.hasMagicCookie()) {
            assertThat(again.transactionId()).isEqualTo(message.transactionId());
            assertThat(XorMappedAddress.find(again)).isEqualTo(XorMappedAddress.find(message));
        }
    }

    private static void readTexts(StunMessage message) {
        Software.find(message);
        Username.find(message);
        Realm.find(message);
        Nonce.find(message);
        ErrorCode.find(message).ifPresent(found -> assertThat(found.code()).isBetween(300, 699));
        UnknownAttributes.find(message);
        MessageIntegrity.isValid(message, KEY);
        MessageIntegritySha256.isValid(message, KEY);
        Fingerprint.isValid(message);
    }

    private static StunMessage writtenAnew(StunMessage message, int bytes) {
        StunWriter copy =
                new StunWriter(StunMessage.HEADER_BYTES + 2 * bytes + 64)
                        .begin(message.stunClass(), message.method(), message.transactionId());
        XorMappedAddress.find(message).ifPresent(found -> XorMappedAddress.append(copy, found));
        MappedAddress.find(message).ifPresent(found -> MappedAddress.append(copy, found));
        return StunMessage.parse(copy.message()).orElseThrow();
    }

    /** No answer is larger than three times its question, and each is a message itself. */
    @FuzzTest
    void request(byte[] bytes) {
        Optional<StunMessage> parsed = StunMessage.parse(ByteBuffer.wrap(bytes));
        if (parsed.isEmpty() || !parsed.get().is(StunClass.REQUEST, StunMessage.BINDING)) {
            return;
        }
        for (PeerAddress asker : List.of(Requests.IPV4, Requests.IPV6)) {
            Requests.Sent sent = new Requests.Sent();
            boolean dropped = responder.onRequest(asker, parsed.get(), sent).isPresent();
            assertThat(sent.datagrams).hasSize(dropped ? 0 : 1);
            for (byte[] answer : sent.datagrams) {
                assertThat(answer.length)
                        .isLessThanOrEqualTo(BindingResponder.MAX_AMPLIFICATION * bytes.length);
                assertThat(StunMessage.parse(ByteBuffer.wrap(answer))).isPresent();
            }
        }
    }

    /** Whoever answers our question, it ends at most once and with an address or a reason. */
    @FuzzTest
    void answer(byte[] bytes) {
        RecordedOutcome outcome = new RecordedOutcome();
        StunClientTransaction transaction =
                new StunClientTransaction(
                        Requests.IPV4,
                        Requests.ID,
                        Retransmission.RFC_8489,
                        new Requests.Sent(),
                        outcome);
        transaction.start(0);
        byte[] answer = bytes.clone();
        if (answer.length >= StunMessage.HEADER_BYTES) {
            // The question's own id, which no fuzzer guesses.
            ByteBuffer.wrap(answer)
                    .putInt(StunMessage.COOKIE_AT, StunMessage.MAGIC_COOKIE)
                    .put(
                            StunMessage.TRANSACTION_ID_AT,
                            Requests.bytes(Requests.request()),
                            StunMessage.TRANSACTION_ID_AT,
                            12);
        }
        boolean taken = transaction.onDatagram(Requests.IPV4, ByteBuffer.wrap(answer), 5);
        assertThat(outcome.events).hasSize(taken ? 1 : 0);
        assertThat(transaction.onDatagram(Requests.IPV4, ByteBuffer.wrap(answer), 6))
                .as("taken a second time")
                .isFalse();
    }
}
