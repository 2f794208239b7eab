package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.Fingerprint;
import dev.rallypoint.protocol.stun.Nonce;
import dev.rallypoint.protocol.stun.PasswordAlgorithms;
import dev.rallypoint.protocol.stun.Realm;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.UnknownAttributes;
import java.util.List;

/** Writes answers, one after the other in the same memory, and sends them. */
final class Answers {
    /** How much larger than an unproven request its answer may be. */
    static final int MAX_AMPLIFICATION = 3;

    private static final int CAPACITY_BYTES = 1_024;
    private static final int FINGERPRINT_BYTES = 8;

    private final String realm;
    private final Nonces nonces;
    private final StunWriter writer = new StunWriter(CAPACITY_BYTES);

    Answers(String realm, Nonces nonces) {
        this.realm = realm;
        this.nonces = nonces;
    }

    StunWriter beginSuccess(Call call) {
        return writer.beginResponse(StunClass.SUCCESS_RESPONSE, call.request());
    }

    StunWriter beginError(Call call, ErrorCode error) {
        writer.beginResponse(StunClass.ERROR_RESPONSE, call.request());
        ErrorCode.append(writer, error);
        return writer;
    }

    StunWriter beginUnknown(Call call, List<Integer> unknown) {
        beginError(call, ErrorCode.UNKNOWN_ATTRIBUTE);
        UnknownAttributes.append(writer, unknown);
        return writer;
    }

    /** Signs and sends what was begun. */
    void send(Call call, Login login) {
        login.sign(writer);
        send(call);
    }

    private void send(Call call) {
        if (Fingerprint.isPresent(call.request())) {
            Fingerprint.append(writer);
        }
        call.door().send(call.client(), writer.message());
    }

    /**
     * Answers who did not prove who he is, with as much as his request has paid for.
     *
     * @return whether there was room for an answer at all
     */
    boolean sendRefusal(Call call, Refusal refusal) {
        ErrorCode error = refusal.error();
        if (!refusal.isChallenge()) {
            beginError(call, error);
            return sendIfSmall(call);
        }
        beginError(call, error);
        appendFullChallenge(call);
        if (sendIfSmall(call)) {
            return true;
        }
        beginError(call, error.withoutReason());
        appendFullChallenge(call);
        if (sendIfSmall(call)) {
            return true;
        }
        beginError(call, error.withoutReason());
        Realm.append(writer, realm);
        Nonce.append(writer, nonces.plain(call.client(), call.nowMs()));
        return sendIfSmall(call);
    }

    private void appendFullChallenge(Call call) {
        Realm.append(writer, realm);
        Nonce.append(writer, nonces.withFeatures(call.client(), call.nowMs()));
        PasswordAlgorithms.appendOffer(writer);
    }

    private boolean sendIfSmall(Call call) {
        int fingerprint = Fingerprint.isPresent(call.request()) ? FINGERPRINT_BYTES : 0;
        int bytes = writer.lengthBytes() + fingerprint;
        if (call.door().isSpoofable() && bytes > MAX_AMPLIFICATION * call.request().lengthBytes()) {
            return false;
        }
        send(call);
        return true;
    }
}
