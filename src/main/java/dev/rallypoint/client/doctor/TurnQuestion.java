package dev.rallypoint.client.doctor;

import dev.rallypoint.client.DatagramRun;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.MessageIntegrity;
import dev.rallypoint.protocol.stun.Nonce;
import dev.rallypoint.protocol.stun.Realm;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunKey;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.TransactionId;
import dev.rallypoint.protocol.stun.Username;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Whether a TURN server gives out a relayed address over UDP (RFC 8656 §7): asks without and, when
 * told realm and nonce, with credentials, and gives the address back. Pure; one object a question.
 */
final class TurnQuestion implements DatagramRun.Core {
    private static final int ALLOCATE = 0x003;
    private static final int REFRESH = 0x004;
    private static final int LIFETIME = 0x000D;
    private static final int XOR_RELAYED_ADDRESS = 0x0016;
    private static final int REQUESTED_TRANSPORT = 0x0019;
    private static final int UDP = 17 << 24;
    private static final int CAPACITY_BYTES = 2_600;
    private static final long RESEND_MICROS = 400_000;
    private static final int MAX_SENDS = 5;
    private static final int UNAUTHENTICATED = 401;
    private static final int STALE_NONCE = 438;
    private static final int MAX_CHALLENGES = 2;

    private final PeerAddress server;
    private final String username;
    private final String credential;
    private final Entropy entropy;
    private final StunWriter writer = new StunWriter(CAPACITY_BYTES);
    private Transmit out = (to, datagram) -> {};
    private TransactionId id;
    private Optional<StunMessage> challenge = Optional.empty();
    private int challenges;
    private int sends;
    private long deadlineMicros;
    private boolean isOver;
    private boolean isGiven;
    private int errorCode;

    TurnQuestion(PeerAddress server, String username, String credential, Entropy entropy) {
        this.server = server;
        this.username = username;
        this.credential = credential;
        this.entropy = entropy;
        id = TransactionId.random(entropy);
    }

    @Override
    public void start(Transmit transmit, long nowMicros) {
        out = transmit;
        send(nowMicros);
    }

    private void send(long nowMicros) {
        writer.begin(StunClass.REQUEST, ALLOCATE, id)
                .attribute(REQUESTED_TRANSPORT, ByteBuffer.allocate(4).putInt(UDP).flip());
        authenticate();
        out.send(server, writer.message());
        sends++;
        deadlineMicros = nowMicros + RESEND_MICROS;
    }

    private void authenticate() {
        if (challenge.isEmpty()) {
            return;
        }
        String realm = Realm.find(challenge.get()).orElse("");
        Username.append(writer, username);
        Realm.append(writer, realm);
        Nonce.append(writer, Nonce.find(challenge.get()).orElse(""));
        MessageIntegrity.append(writer, StunKey.longTermMd5(username, realm, credential));
    }

    @Override
    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMicros) {
        Optional<StunMessage> answer =
                StunMessage.parse(datagram)
                        .filter(message -> from.equals(server) && !isOver)
                        .filter(message -> message.transactionId().equals(id))
                        .filter(message -> message.method() == ALLOCATE);
        if (answer.isEmpty()) {
            return;
        }
        if (answer.get().stunClass() == StunClass.SUCCESS_RESPONSE) {
            isGiven = answer.get().attribute(XOR_RELAYED_ADDRESS).isPresent();
            isOver = true;
            giveBack();
        } else if (answer.get().stunClass() == StunClass.ERROR_RESPONSE) {
            onError(
                    datagram,
                    nowMicros,
                    ErrorCode.find(answer.get()).map(ErrorCode::code).orElse(0));
        }
    }

    private void onError(ByteBuffer datagram, long nowMicros, int code) {
        boolean isChallenge = code == UNAUTHENTICATED || code == STALE_NONCE;
        if (!isChallenge || challenges == MAX_CHALLENGES || isRefusal(code)) {
            errorCode = code;
            isOver = true;
            return;
        }
        byte[] bytes = new byte[datagram.remaining()];
        datagram.duplicate().get(bytes);
        challenge = StunMessage.parse(ByteBuffer.wrap(bytes));
        challenges++;
        id = TransactionId.random(entropy);
        sends = 0;
        send(nowMicros);
    }

    /** 401 to a request that had credentials. */
    private boolean isRefusal(int code) {
        return code == UNAUTHENTICATED && challenge.isPresent();
    }

    private void giveBack() {
        writer.begin(StunClass.REQUEST, REFRESH, TransactionId.random(entropy))
                .attribute(LIFETIME, ByteBuffer.allocate(4).putInt(0).flip());
        authenticate();
        out.send(server, writer.message());
    }

    @Override
    public void onTimer(long nowMicros) {
        if (isOver || nowMicros < deadlineMicros) {
            return;
        }
        if (sends < MAX_SENDS) {
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
        return isGiven;
    }

    /** Why not; 0 = no answer. */
    int errorCode() {
        return errorCode;
    }
}
