package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A genuine request that was answered with a challenge: what the standard calls an encryption
 * mapping. One address has at most one; a later token from the same address replaces it.
 */
final class Handshake {
    /** How long a handshake lasts whose token has no timeout. */
    private static final long DEFAULT_TIMEOUT_MS = 10_000;

    private static final int CHALLENGE_BYTES = Long.BYTES + ChallengeToken.SEALED_BYTES;

    final PeerAddress address;
    final TokenTag tag;
    final Admission.Claim claim;
    final PeerKeys keys;

    /** Place of this relay in the token's private list. */
    final int addressIndex;

    final long timeoutMs;

    /** Challenge sequence and token, 308 bytes. */
    final ByteBuffer challenge =
            ByteBuffer.allocate(CHALLENGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    long challengeSequence;
    long deadlineMs;

    /** Whether its keys are a session's now, which closes them in its own time. */
    boolean hasSession;

    /** Its place in the list of handshakes. */
    int index;

    Handshake(
            PeerAddress address,
            ConnectRequest request,
            Admission.Claim claim,
            int addressIndex,
            Aead aead) {
        this.address = address;
        this.addressIndex = addressIndex;
        PrivateConnectToken token = request.token();
        tag = request.tag();
        this.claim = claim;
        keys = PeerKeys.ofServer(request.version(), token, aead);
        timeoutMs = PrivateConnectToken.timeoutMs(token.timeoutSeconds());
    }

    /** The player is still there: he sent the request again. */
    void refresh(long nowMs) {
        deadlineMs = nowMs + (timeoutMs == Long.MAX_VALUE ? DEFAULT_TIMEOUT_MS : timeoutMs);
    }
}
