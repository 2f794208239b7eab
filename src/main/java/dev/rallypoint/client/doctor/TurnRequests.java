package dev.rallypoint.client.doctor;

import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.MessageIntegrity;
import dev.rallypoint.protocol.stun.MessageIntegritySha256;
import dev.rallypoint.protocol.stun.Nonce;
import dev.rallypoint.protocol.stun.PasswordAlgorithm;
import dev.rallypoint.protocol.stun.PasswordAlgorithms;
import dev.rallypoint.protocol.stun.Realm;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunKey;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.TransactionId;
import dev.rallypoint.protocol.stun.Username;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Requests of one TURN client, signed once the server has said how (RFC 8489 §9.2). Pure. */
final class TurnRequests {
    private static final int CAPACITY_BYTES = 2_600;
    private static final int UNAUTHENTICATED = 401;
    private static final int STALE_NONCE = 438;
    private static final int MAX_CHALLENGES = 2;
    private static final String NONCE_COOKIE = "obMatJos2";

    private final String username;
    private final String credential;
    private final StunWriter writer = new StunWriter(CAPACITY_BYTES);
    private Optional<StunMessage> challenge = Optional.empty();
    private int challenges;

    TurnRequests(String username, String credential) {
        this.username = username;
        this.credential = credential;
    }

    StunWriter begin(int method, TransactionId id) {
        return writer.begin(StunClass.REQUEST, method, id);
    }

    /** The request that was begun, with credentials if the server has asked for them. */
    ByteBuffer signed() {
        challenge.ifPresent(this::sign);
        return writer.message();
    }

    /** §9.2.5: an offer of algorithms comes back as it was, and SHA-256 signs from then on. */
    private void sign(StunMessage told) {
        String realm = Realm.find(told).orElse("");
        Username.append(writer, username);
        Realm.append(writer, realm);
        Nonce.append(writer, Nonce.find(told).orElse(""));
        Optional<PasswordAlgorithm> algorithm = PasswordAlgorithms.best(told);
        if (algorithm.isEmpty()) {
            MessageIntegrity.append(writer, StunKey.longTermMd5(username, realm, credential));
            return;
        }
        PasswordAlgorithms.appendSame(writer, told);
        PasswordAlgorithm.append(writer, algorithm.get());
        MessageIntegritySha256.append(
                writer,
                algorithm.get() == PasswordAlgorithm.SHA256
                        ? StunKey.longTermSha256(username, realm, credential)
                        : StunKey.longTermMd5(username, realm, credential));
    }

    /**
     * Whether the error is a challenge that another request answers; if so it is remembered.
     *
     * @param error valid during the call only
     */
    boolean isChallenge(StunMessage error, ByteBuffer datagram) {
        int code = ErrorCode.find(error).map(ErrorCode::code).orElse(0);
        boolean isFirst = code == UNAUTHENTICATED && challenge.isEmpty();
        boolean asks = isFirst || code == STALE_NONCE;
        if (!asks || challenges == MAX_CHALLENGES || isWeakened(error)) {
            return false;
        }
        byte[] bytes = new byte[datagram.remaining()];
        datagram.duplicate().get(bytes);
        challenge = StunMessage.parse(ByteBuffer.wrap(bytes));
        challenges++;
        return true;
    }

    /** §9.2.5: the nonce says that algorithms were offered, and somebody took the offer out. */
    private static boolean isWeakened(StunMessage error) {
        String nonce = Nonce.find(error).orElse("");
        int lastOfFeatures = NONCE_COOKIE.length() + 3;
        return nonce.startsWith(NONCE_COOKIE)
                && nonce.length() > lastOfFeatures
                && isOdd(nonce.charAt(lastOfFeatures))
                && !PasswordAlgorithms.isPresent(error);
    }

    /** Bit 0 of the 24, which are four characters of Base64. */
    private static boolean isOdd(char base64) {
        return "BDFHJLNPRTVXZbdfhjlnprtvxz13579/".indexOf(base64) >= 0;
    }
}
