package dev.rallypoint.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleLedgerTest {
    private static final int RUN = 5;
    private static final int BYTES = 100;
    private static final int LOBBY = 3;
    private static final long START = 1_000_000_000L;

    private final Timeline timeline = new Timeline(START, List.of(new Segment(20, 1)));
    private final SampleLedger ledger = new SampleLedger(RUN, 2, LOBBY, BYTES, timeline);

    private void send(int sender, int times) {
        for (int i = 0; i < times; i++) {
            ledger.onSent(sender, START);
        }
    }

    private void receive(int receiver, int run, int sender, int sequence) {
        ByteBuffer message = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Message.write(message, run, sender, sequence, START);
        ledger.onMessage(receiver, message.flip(), START + 70_000);
    }

    @Test
    void whatIsSentToLobbyOfThreeIsExpectedTwice() {
        send(0, 4);
        send(5, 1);
        assertThat(ledger.result().expected()).isEqualTo(10);
        assertThat(ledger.result().lost()).isEqualTo(10);
    }

    @Test
    void everyDeliveryCountsOnceAndALossIsItsSendersOwn() {
        send(0, 2);
        send(1, 1);
        receive(1, RUN, 0, 0);
        receive(2, RUN, 0, 0);
        receive(1, RUN, 0, 1);
        receive(0, RUN, 1, 0);
        receive(2, RUN, 1, 0);
        Sample sample = ledger.result();
        assertThat(sample.expected()).isEqualTo(6);
        assertThat(sample.delivered()).isEqualTo(5);
        assertThat(sample.isSound()).isTrue();
        assertThat(sample.senderShares().min()).isEqualTo(0.75);
        assertThat(sample.senderShares().max()).isEqualTo(1);
        assertThat(timeline.latencies().get(0).count()).isEqualTo(5);
        assertThat(timeline.latencies().get(0).p50()).isBetween(69.9, 70.1);
    }

    @Test
    void aRepeatedMessageIsNoDelivery() {
        send(0, 1);
        receive(1, RUN, 0, 0);
        receive(1, RUN, 0, 0);
        assertThat(ledger.result().delivered()).isEqualTo(1);
        assertThat(ledger.result().duplicated()).isEqualTo(1);
        assertThat(ledger.result().isSound()).isFalse();
    }

    @Test
    void anEarlierMessageAfterALaterOneIsOutOfOrderAndDelivered() {
        send(0, 2);
        receive(1, RUN, 0, 1);
        receive(1, RUN, 0, 0);
        assertThat(ledger.result().delivered()).isEqualTo(2);
        assertThat(ledger.result().outOfOrder()).isEqualTo(1);
    }

    @Test
    void ownMessagesThoseOfOtherLobbiesAndUnsentOnesAreForeign() {
        send(0, 1);
        send(3, 1);
        receive(0, RUN, 0, 0);
        receive(1, RUN, 3, 0);
        receive(1, RUN, 0, 1);
        receive(1, RUN, 0, -1);
        receive(1, RUN, 77, 0);
        receive(1, RUN, -1, 0);
        assertThat(ledger.result().foreign()).isEqualTo(6);
        assertThat(ledger.result().delivered()).isZero();
    }

    @Test
    void messagesOfAnEarlierRunAreStale() {
        send(0, 1);
        receive(1, RUN - 1, 0, 0);
        assertThat(ledger.result().stale()).isEqualTo(1);
        assertThat(ledger.result().isSound()).isTrue();
        assertThat(ledger.result().lost()).isEqualTo(2);
    }
}
