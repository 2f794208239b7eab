package dev.rallypoint.client.doctor;

import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.stun.ChangeRequest;
import dev.rallypoint.protocol.stun.MappedAddress;
import dev.rallypoint.protocol.stun.OtherAddress;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.TransactionId;
import dev.rallypoint.protocol.stun.XorMappedAddress;
import java.util.Optional;

/**
 * One Binding request, which may ask for an answer from elsewhere, and its repetitions (RFC 5780
 * §6.1). The answer is known by its transaction id alone, because it may come from anywhere. Pure.
 */
final class StunQuestion {
    /** From where the answer is wanted: the flags of CHANGE-REQUEST (RFC 5780 §7.2). */
    enum From {
        HERE(ChangeRequest.NONE),
        OTHER_PORT(new ChangeRequest(false, true)),
        OTHER_ADDRESS_AND_PORT(new ChangeRequest(true, true));

        private final ChangeRequest change;

        From(ChangeRequest change) {
            this.change = change;
        }
    }

    private static final int CAPACITY_BYTES = StunMessage.HEADER_BYTES + 2 * Integer.BYTES;
    private static final long MICROS_PER_MS = 1_000;

    /** After each request, the last before it is given up: 2 s in all. */
    private static final long[] WAITS_MS = {200, 400, 600, 800};

    private final PeerAddress server;
    private final From from;
    private final TransactionId id;
    private final StunWriter writer = new StunWriter(CAPACITY_BYTES);
    private int sent;
    private long deadlineMicros = Long.MAX_VALUE;
    private Optional<Answer> answer = Optional.empty();

    /**
     * @param mapped where the server saw the request come from; empty in a refusal
     * @param other OTHER-ADDRESS
     */
    record Answer(PeerAddress source, Optional<PeerAddress> mapped, Optional<PeerAddress> other) {}

    StunQuestion(PeerAddress server, From from, Entropy entropy) {
        this.server = server;
        this.from = from;
        id = TransactionId.random(entropy);
    }

    void start(Transmit out, long nowMicros) {
        send(out, nowMicros);
    }

    private void send(Transmit out, long nowMicros) {
        writer.begin(StunClass.REQUEST, StunMessage.BINDING, id);
        if (from.change.isAny()) {
            ChangeRequest.append(writer, from.change);
        }
        out.send(server, writer.message());
        deadlineMicros = nowMicros + WAITS_MS[sent] * MICROS_PER_MS;
        sent++;
    }

    void onTimer(Transmit out, long nowMicros) {
        if (nowMicros < deadlineMicros || isOver()) {
            return;
        }
        if (sent < WAITS_MS.length) {
            send(out, nowMicros);
        } else {
            deadlineMicros = Long.MAX_VALUE;
        }
    }

    boolean onDatagram(PeerAddress source, StunMessage message) {
        boolean isAnswer =
                message.hasMagicCookie()
                        && message.transactionId().equals(id)
                        && (message.is(StunClass.SUCCESS_RESPONSE, StunMessage.BINDING)
                                || message.is(StunClass.ERROR_RESPONSE, StunMessage.BINDING));
        if (isAnswer && answer.isEmpty()) {
            answer =
                    Optional.of(
                            new Answer(
                                    source,
                                    XorMappedAddress.find(message)
                                            .or(() -> MappedAddress.find(message)),
                                    OtherAddress.find(message)));
        }
        return isAnswer;
    }

    /** Answered or given up. */
    boolean isOver() {
        return answer.isPresent() || sent > 0 && deadlineMicros == Long.MAX_VALUE;
    }

    long nextDeadlineMicros() {
        return isOver() ? Long.MAX_VALUE : deadlineMicros;
    }

    Optional<Answer> answer() {
        return answer;
    }

    /** Where the server was seen to see it come from. */
    Optional<PeerAddress> mapped() {
        return answer.flatMap(Answer::mapped);
    }

    /** Whether it was answered from where it was asked to be. */
    boolean isAnsweredAsAsked() {
        return mapped().isPresent()
                && answer.map(Answer::source)
                        .filter(
                                source ->
                                        switch (from) {
                                            case HERE -> true;
                                            case OTHER_PORT ->
                                                    source.port() != server.port()
                                                            && isSameHost(source);
                                            case OTHER_ADDRESS_AND_PORT -> !isSameHost(source);
                                        })
                        .isPresent();
    }

    private boolean isSameHost(PeerAddress source) {
        return source.withPort(server.port()).equals(server);
    }
}
