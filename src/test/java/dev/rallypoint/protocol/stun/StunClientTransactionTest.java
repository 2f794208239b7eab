package dev.rallypoint.protocol.stun;

import static dev.rallypoint.protocol.stun.Requests.IPV4;
import static dev.rallypoint.protocol.stun.Requests.IPV6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StunClientTransactionTest {
    private static final PeerAddress SERVER = PeerAddress.parse("198.51.100.1:3478");
    private final Requests.Sent sent = new Requests.Sent();
    private final RecordedOutcome outcome = new RecordedOutcome();
    private final StunClientTransaction transaction =
            new StunClientTransaction(SERVER, Requests.ID, Retransmission.RFC_8489, sent, outcome);

    @Test
    void asksSevenTimesAtTheMomentsOfTheStandardAndGivesUp() {
        List<Long> moments = new ArrayList<>();
        transaction.start(1_000);
        moments.add(0L);
        while (transaction.nextDeadlineMs() != Long.MAX_VALUE) {
            long now = transaction.nextDeadlineMs();
            transaction.onTimer(now - 1);
            transaction.onTimer(now);
            moments.add(now - 1_000);
        }

        assertThat(moments)
                .containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L, 15_500L, 31_500L, 39_500L);
        assertThat(sent.datagrams).hasSize(7).allMatch(request -> request.length == 20);
        assertThat(sent.receivers).containsOnly(SERVER);
        assertThat(outcome.events).containsExactly("timeout after 39500");
    }

    @Test
    void repeatsTheSameRequest() {
        transaction.start(0);
        transaction.onTimer(500);

        assertThat(sent.datagrams.get(1)).isEqualTo(sent.datagrams.get(0));
    }

    @Test
    void tellsTheMappedAddressAndIsSilentAfterwards() {
        transaction.start(0);

        assertThat(transaction.onDatagram(SERVER, success(IPV4), 42)).isTrue();
        assertThat(transaction.onDatagram(SERVER, success(IPV6), 43)).isFalse();
        transaction.onTimer(100_000);

        assertThat(outcome.events).containsExactly("mapped 192.0.2.7:40000 after 42");
        assertThat(sent.datagrams).hasSize(1);
        assertThat(transaction.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void takesAnAnswerToARepetition() {
        transaction.start(0);
        transaction.onTimer(500);

        transaction.onDatagram(SERVER, success(IPV6), 700);

        assertThat(outcome.events).containsExactly("mapped " + IPV6 + " after 700");
    }

    @Test
    void takesThePlainAddressOfAnOldServer() {
        transaction.start(0);

        transaction.onDatagram(
                SERVER,
                answer(
                        StunClass.SUCCESS_RESPONSE,
                        Requests.ID,
                        writer -> MappedAddress.append(writer, IPV4)),
                1);

        assertThat(outcome.events).containsExactly("mapped 192.0.2.7:40000 after 1");
    }

    @Test
    void doesNotTakeWhatIsNotItsAnswer() {
        transaction.start(0);
        TransactionId other = new TransactionId(1, 2);
        Consumer<StunWriter> mapped = writer -> XorMappedAddress.append(writer, IPV4);
        Consumer<StunWriter> forged =
                writer -> {
                    XorMappedAddress.append(writer, IPV4);
                    writer.attribute(AttributeType.FINGERPRINT, new byte[4]);
                };

        assertThat(transaction.onDatagram(IPV4, success(IPV4), 1)).isFalse();
        assertThat(transaction.onDatagram(SERVER.withPort(1), success(IPV4), 1)).isFalse();
        assertThat(take(StunClass.SUCCESS_RESPONSE, other, mapped)).isFalse();
        assertThat(take(StunClass.REQUEST, Requests.ID, mapped)).isFalse();
        assertThat(take(StunClass.INDICATION, Requests.ID, mapped)).isFalse();
        assertThat(take(StunClass.SUCCESS_RESPONSE, Requests.ID, forged)).isFalse();
        assertThat(transaction.onDatagram(SERVER, ByteBuffer.allocate(20), 1)).isFalse();
        assertThat(outcome.events).isEmpty();
    }

    private boolean take(StunClass stunClass, TransactionId id, Consumer<StunWriter> attributes) {
        return transaction.onDatagram(SERVER, answer(stunClass, id, attributes), 1);
    }

    @Test
    void anErrorEndsItWithoutRepeatingTheStrangersText() {
        transaction.start(0);

        take(
                StunClass.ERROR_RESPONSE,
                Requests.ID,
                writer -> ErrorCode.append(writer, new ErrorCode(420, "\u001b[31mboo\n")));

        assertThat(outcome.events).containsExactly("refused error 420 after 1");
    }

    @Test
    void aSuccessWithAnUnknownAttributeOrNoAddressIsAFailure() {
        transaction.start(0);
        take(
                StunClass.SUCCESS_RESPONSE,
                Requests.ID,
                writer -> writer.attribute(0x7777, new byte[0]));

        StunClientTransaction second =
                new StunClientTransaction(
                        SERVER, Requests.ID, Retransmission.RFC_8489, sent, outcome);
        second.start(0);
        second.onDatagram(SERVER, answer(StunClass.SUCCESS_RESPONSE, Requests.ID, writer -> {}), 2);

        assertThat(outcome.events)
                .containsExactly(
                        "refused an answer with unknown attributes after 1",
                        "refused an answer without an address after 2");
    }

    @Test
    void isStartedOnce() {
        assertThat(transaction.onDatagram(SERVER, success(IPV4), 0)).isFalse();
        transaction.start(0);

        assertThatIllegalStateException().isThrownBy(() -> transaction.start(0));
    }

    private static ByteBuffer success(PeerAddress mapped) {
        return answer(
                StunClass.SUCCESS_RESPONSE,
                Requests.ID,
                writer -> XorMappedAddress.append(writer, mapped));
    }

    private static ByteBuffer answer(
            StunClass stunClass, TransactionId id, Consumer<StunWriter> attributes) {
        StunWriter writer = new StunWriter(512).begin(stunClass, StunMessage.BINDING, id);
        attributes.accept(writer);
        return ByteBuffer.wrap(Requests.bytes(writer));
    }
}
