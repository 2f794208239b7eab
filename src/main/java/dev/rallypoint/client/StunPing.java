package dev.rallypoint.client;

import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.TransactionId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Binding requests to one STUN server and the round trips of those that were answered. Pure. */
final class StunPing {
    private static final double MICROS_PER_MS = 1_000;

    private final PeerAddress server;
    private final Entropy entropy;
    private final Transmit out;
    private final StunWriter writer = new StunWriter(StunMessage.HEADER_BYTES);
    private final Map<TransactionId, Long> sentAtMicros = new HashMap<>();
    private final List<Long> rttMicros = new ArrayList<>();
    private int asked;

    StunPing(PeerAddress server, Entropy entropy, Transmit out) {
        this.server = server;
        this.entropy = entropy;
        this.out = out;
    }

    /** Reads a message, so that loading the classes for it does not count as a round trip. */
    static void warmUp() {
        TransactionId any = new TransactionId(0, 0);
        StunWriter request = new StunWriter(StunMessage.HEADER_BYTES);
        request.begin(StunClass.SUCCESS_RESPONSE, StunMessage.BINDING, any);
        StunMessage.parse(request.message()).filter(StunPing::isAnswer).isPresent();
    }

    void ask(long nowMicros) {
        TransactionId id = TransactionId.random(entropy);
        sentAtMicros.put(id, nowMicros);
        asked++;
        out.send(server, writer.begin(StunClass.REQUEST, StunMessage.BINDING, id).message());
    }

    /** Any answer shows the round trip, also that of a server which refuses. */
    boolean onDatagram(PeerAddress from, ByteBuffer datagram, long nowMicros) {
        if (!from.equals(server)) {
            return false;
        }
        Optional<Long> sent =
                StunMessage.parse(datagram)
                        .filter(StunPing::isAnswer)
                        .map(message -> sentAtMicros.remove(message.transactionId()));
        sent.ifPresent(at -> rttMicros.add(nowMicros - at));
        return sent.isPresent();
    }

    private static boolean isAnswer(StunMessage message) {
        return message.hasMagicCookie()
                && (message.is(StunClass.SUCCESS_RESPONSE, StunMessage.BINDING)
                        || message.is(StunClass.ERROR_RESPONSE, StunMessage.BINDING));
    }

    boolean isAllAnswered() {
        return sentAtMicros.isEmpty();
    }

    int asked() {
        return asked;
    }

    int answered() {
        return rttMicros.size();
    }

    /** Of an even number the smaller of the two in the middle. */
    Optional<Double> medianMs() {
        if (rttMicros.isEmpty()) {
            return Optional.empty();
        }
        List<Long> sorted = new ArrayList<>(rttMicros);
        Collections.sort(sorted);
        return Optional.of(sorted.get((sorted.size() - 1) / 2) / MICROS_PER_MS);
    }
}
