package dev.rallypoint.client.doctor;

import dev.rallypoint.client.DatagramRun;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.Lifetime;
import dev.rallypoint.protocol.stun.RequestedTransport;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.TransactionId;
import dev.rallypoint.protocol.stun.XorMappedAddress;
import dev.rallypoint.protocol.stun.XorRelayedAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Whether a TURN server gives out a relayed address (RFC 8656 §7): asks without and, when told
 * realm and nonce, with credentials. Pure; one object a question.
 */
final class TurnQuestion implements DatagramRun.Core {
    private static final long RESEND_MICROS = 400_000;
    private static final int MAX_SENDS = 5;

    /** Where nothing gets lost, nothing is sent again (RFC 8489 §6.2.2). */
    private static final long PATIENCE_MICROS = 2_000_000;

    private final PeerAddress server;
    private final TurnRequests requests;
    private final boolean isReliable;
    private final Entropy entropy;
    private Transmit out = (to, datagram) -> {};
    private TransactionId id;
    private Optional<Given> given = Optional.empty();
    private int sends;
    private long deadlineMicros;
    private boolean isOver;
    private int errorCode;

    /**
     * An allocation.
     *
     * @param mapped where the server sees this client
     */
    record Given(PeerAddress relayed, Optional<PeerAddress> mapped) {}

    /**
     * @param isReliable whether it is asked over TCP or TLS
     */
    TurnQuestion(PeerAddress server, TurnRequests requests, boolean isReliable, Entropy entropy) {
        this.server = server;
        this.requests = requests;
        this.isReliable = isReliable;
        this.entropy = entropy;
        id = TransactionId.random(entropy);
    }

    @Override
    public void start(Transmit transmit, long nowMicros) {
        out = transmit;
        send(nowMicros);
    }

    private void send(long nowMicros) {
        RequestedTransport.append(requests.begin(StunMessage.ALLOCATE, id), RequestedTransport.UDP);
        out.send(server, requests.signed());
        sends++;
        deadlineMicros = nowMicros + (isReliable ? PATIENCE_MICROS : RESEND_MICROS);
    }

    @Override
    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMicros) {
        Optional<StunMessage> answer =
                StunMessage.parse(datagram)
                        .filter(message -> from.equals(server) && !isOver)
                        .filter(message -> message.transactionId().equals(id))
                        .filter(message -> message.method() == StunMessage.ALLOCATE);
        if (answer.isEmpty()) {
            return;
        }
        if (answer.get().stunClass() == StunClass.SUCCESS_RESPONSE) {
            onSuccess(answer.get());
        } else if (answer.get().stunClass() == StunClass.ERROR_RESPONSE) {
            onError(answer.get(), datagram, nowMicros);
        }
    }

    private void onSuccess(StunMessage answer) {
        given =
                XorRelayedAddress.all(answer).stream()
                        .findFirst()
                        .map(relayed -> new Given(relayed, XorMappedAddress.find(answer)));
        isOver = true;
    }

    private void onError(StunMessage answer, ByteBuffer datagram, long nowMicros) {
        if (requests.isChallenge(answer, datagram)) {
            id = TransactionId.random(entropy);
            sends = 0;
            send(nowMicros);
            return;
        }
        errorCode = ErrorCode.find(answer).map(ErrorCode::code).orElse(0);
        isOver = true;
    }

    /** Gives the address back, without waiting for an answer; for when nobody needs it any more. */
    void giveBack() {
        if (given.isPresent()) {
            Lifetime.append(requests.begin(StunMessage.REFRESH, TransactionId.random(entropy)), 0);
            out.send(server, requests.signed());
        }
    }

    @Override
    public void onTimer(long nowMicros) {
        if (isOver || nowMicros < deadlineMicros) {
            return;
        }
        if (sends < MAX_SENDS && !isReliable) {
            send(nowMicros);
        } else {
            isOver = true;
        }
    }

    @Override
    public long nextDeadlineMicros() {
        return deadlineMicros;
    }

    @Override
    public boolean isOver() {
        return isOver;
    }

    /** Whether a relayed address was given out. */
    boolean isGiven() {
        return given.isPresent();
    }

    Optional<Given> given() {
        return given;
    }

    /** Why not; 0 = no answer. */
    int errorCode() {
        return errorCode;
    }
}
