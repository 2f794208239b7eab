package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One Binding request over UDP and its repetitions, until it is answered or given up (RFC 8489
 * §6.2.1, §6.3.3, §6.3.4). Not restartable: a new object, with a new transaction id, a question.
 */
public final class StunClientTransaction {
    /** What became of it; called at most once, from {@code onDatagram} or {@code onTimer}. */
    public interface Outcome {
        /**
         * @param mapped the address and port the server saw
         * @param elapsedMs since the first request
         */
        void onMapped(PeerAddress mapped, long elapsedMs);

        /** The server refused, or its answer cannot be used. */
        void onRefused(String why, long elapsedMs);

        /** No answer to any of the requests. */
        void onTimeout(long elapsedMs);
    }

    private final PeerAddress server;
    private final TransactionId id;
    private final Retransmission retransmission;
    private final Transmit out;
    private final Outcome outcome;
    private final StunWriter writer = new StunWriter(StunMessage.HEADER_BYTES);
    private long startedAtMs;
    private long deadlineMs = Long.MAX_VALUE;
    private int requestsSent;
    private boolean done;

    public StunClientTransaction(
            PeerAddress server,
            TransactionId id,
            Retransmission retransmission,
            Transmit out,
            Outcome outcome) {
        this.server = server;
        this.id = id;
        this.retransmission = retransmission;
        this.out = out;
        this.outcome = outcome;
    }

    /** Sends the first request. */
    public void start(long nowMs) {
        if (requestsSent > 0) {
            throw new IllegalStateException("a transaction is started once");
        }
        startedAtMs = nowMs;
        send(nowMs);
    }

    /** Bare, 20 bytes: what every server answers. */
    private void send(long nowMs) {
        writer.begin(StunClass.REQUEST, StunMessage.BINDING, id);
        out.send(server, writer.message());
        requestsSent++;
        deadlineMs = nowMs + retransmission.waitMs(requestsSent);
    }

    /** Asks again or gives up, when it is time. */
    public void onTimer(long nowMs) {
        if (done || nowMs < deadlineMs) {
            return;
        }
        if (requestsSent < retransmission.maxRequests()) {
            send(nowMs);
            return;
        }
        end();
        outcome.onTimeout(nowMs - startedAtMs);
    }

    /** When to call {@link #onTimer}; {@code Long.MAX_VALUE} when never. */
    public long nextDeadlineMs() {
        return deadlineMs;
    }

    /**
     * Takes a datagram if it is this question's answer. Anything else is not this transaction's:
     * another sender or id, no cookie, a wrong fingerprint.
     *
     * @return whether it was taken
     */
    public boolean onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs) {
        Optional<StunMessage> answer =
                StunMessage.parse(datagram).filter(message -> isAnswer(from, message));
        answer.ifPresent(message -> accept(message, nowMs - startedAtMs));
        return answer.isPresent();
    }

    private boolean isAnswer(PeerAddress from, StunMessage message) {
        return requestsSent > 0
                && !done
                && from.equals(server)
                && message.hasMagicCookie()
                && message.transactionId().equals(id)
                && (message.is(StunClass.SUCCESS_RESPONSE, StunMessage.BINDING)
                        || message.is(StunClass.ERROR_RESPONSE, StunMessage.BINDING))
                && (!Fingerprint.isPresent(message) || Fingerprint.isValid(message));
    }

    private void accept(StunMessage message, long elapsedMs) {
        end();
        if (message.stunClass() == StunClass.ERROR_RESPONSE) {
            // Its reason phrase is a stranger's text: not for our logs.
            outcome.onRefused(
                    ErrorCode.find(message)
                            .map(error -> "error " + error.code())
                            .orElse("an error without a code"),
                    elapsedMs);
        } else if (!UnknownAttributes.of(message).isEmpty()) {
            // RFC 8489 §6.3.3: the transaction has failed.
            outcome.onRefused("an answer with unknown attributes", elapsedMs);
        } else {
            // RFC 3489 servers send MAPPED-ADDRESS only.
            XorMappedAddress.find(message)
                    .or(() -> MappedAddress.find(message))
                    .ifPresentOrElse(
                            mapped -> outcome.onMapped(mapped, elapsedMs),
                            () -> outcome.onRefused("an answer without an address", elapsedMs));
        }
    }

    private void end() {
        done = true;
        deadlineMs = Long.MAX_VALUE;
    }
}
