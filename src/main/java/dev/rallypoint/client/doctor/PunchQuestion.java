package dev.rallypoint.client.doctor;

import dev.rallypoint.client.DatagramRun;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.stun.Data;
import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.TransactionId;
import dev.rallypoint.protocol.stun.XorPeerAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Whether a hole can be punched from this machine to a partner that it never spoke to: its own
 * relayed address of a TURN server. Knocks there straight from the socket, as at a peer's door;
 * what arrives comes back through TURN and tells where the partner sees it come from; there the
 * partner answers to. Runs on the socket that the allocation was made from. Pure.
 */
final class PunchQuestion implements DatagramRun.Core {
    private static final int NONCE_BYTES = 16;
    private static final int CAPACITY_BYTES = 128;
    private static final long RESEND_MICROS = 400_000;
    private static final int MAX_SENDS = 5;
    private static final long KNOCK_MICROS = 100_000;
    private static final int MAX_KNOCKS = 30;

    private final PeerAddress server;
    private final TurnQuestion.Given given;
    private final TurnRequests requests;
    private final Entropy entropy;
    private final StunWriter indication = new StunWriter(CAPACITY_BYTES);
    private final byte[] knock = new byte[NONCE_BYTES];
    private final byte[] reply = new byte[NONCE_BYTES];
    private Transmit out = (to, datagram) -> {};
    private TransactionId id;
    private boolean isPermitted;
    private boolean isOver;
    private int sends;
    private long deadlineMicros;
    private long repliedAtMicros;
    private int errorCode;
    private Optional<PeerAddress> seen = Optional.empty();
    private Optional<Long> tookMicros = Optional.empty();

    /**
     * @param given the allocation, which says where the server sees this socket
     * @param requests that made it
     */
    PunchQuestion(
            PeerAddress server, TurnQuestion.Given given, TurnRequests requests, Entropy entropy) {
        this.server = server;
        this.given = given;
        this.requests = requests;
        this.entropy = entropy;
        entropy.fill(knock);
        entropy.fill(reply);
        id = TransactionId.random(entropy);
    }

    @Override
    public void start(Transmit transmit, long nowMicros) {
        out = transmit;
        isOver = given.mapped().isEmpty();
        askPermission(nowMicros);
    }

    private void askPermission(long nowMicros) {
        given.mapped()
                .ifPresent(
                        mapped -> {
                            XorPeerAddress.append(
                                    requests.begin(StunMessage.CREATE_PERMISSION, id), mapped);
                            out.send(server, requests.signed());
                        });
        sends++;
        deadlineMicros = nowMicros + RESEND_MICROS;
    }

    private void knock(long nowMicros) {
        out.send(given.relayed(), ByteBuffer.wrap(knock));
        sends++;
        deadlineMicros = nowMicros + KNOCK_MICROS;
    }

    @Override
    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMicros) {
        if (from.equals(given.relayed())) {
            onReply(datagram, nowMicros);
            return;
        }
        Optional<StunMessage> message =
                StunMessage.parse(datagram).filter(stun -> from.equals(server));
        if (message.filter(stun -> stun.is(StunClass.INDICATION, StunMessage.DATA)).isPresent()) {
            onKnockHeard(message.get(), nowMicros);
        } else if (message.filter(stun -> stun.transactionId().equals(id)).isPresent()) {
            onAnswer(message.get(), datagram, nowMicros);
        }
    }

    private void onAnswer(StunMessage answer, ByteBuffer datagram, long nowMicros) {
        if (isPermitted) {
            return;
        }
        if (answer.stunClass() == StunClass.SUCCESS_RESPONSE) {
            isPermitted = true;
            sends = 0;
            knock(nowMicros);
        } else if (requests.isChallenge(answer, datagram)) {
            id = TransactionId.random(entropy);
            askPermission(nowMicros);
        } else {
            errorCode = ErrorCode.find(answer).map(ErrorCode::code).orElse(0);
            isOver = true;
        }
    }

    /** The partner's part: he answers to where he was knocked from. */
    private void onKnockHeard(StunMessage message, long nowMicros) {
        Optional<PeerAddress> from = XorPeerAddress.find(message);
        boolean isKnock = Data.find(message).filter(ByteBuffer.wrap(knock)::equals).isPresent();
        if (from.isEmpty() || !isKnock) {
            return;
        }
        seen = from;
        repliedAtMicros = nowMicros;
        indication.begin(StunClass.INDICATION, StunMessage.SEND, TransactionId.random(entropy));
        XorPeerAddress.append(indication, from.get());
        Data.append(indication, ByteBuffer.wrap(reply));
        out.send(server, indication.message());
    }

    private void onReply(ByteBuffer datagram, long nowMicros) {
        if (datagram.equals(ByteBuffer.wrap(reply))) {
            tookMicros = Optional.of(nowMicros - repliedAtMicros);
            isOver = true;
        }
    }

    @Override
    public void onTimer(long nowMicros) {
        if (isOver || nowMicros < deadlineMicros) {
            return;
        }
        if (sends == (isPermitted ? MAX_KNOCKS : MAX_SENDS)) {
            isOver = true;
        } else if (isPermitted) {
            knock(nowMicros);
        } else {
            askPermission(nowMicros);
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

    /** Whether the partner may answer this machine at all. */
    boolean isPermitted() {
        return isPermitted;
    }

    /** Why not; 0 = no answer. */
    int errorCode() {
        return errorCode;
    }

    /** Where the partner saw a knock come from; empty if none arrived. */
    Optional<PeerAddress> seen() {
        return seen;
    }

    /** From the partner's answer to its arrival; empty if it did not arrive. */
    Optional<Long> tookMicros() {
        return tookMicros;
    }
}
