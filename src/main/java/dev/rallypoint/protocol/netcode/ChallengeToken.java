package dev.rallypoint.protocol.netcode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a client must send back to show that it receives at its source address (netcode standard,
 * "Challenge Token"). Plaintext, 284 bytes: client id u64, user data 256, zeros; sealed, 300.
 */
record ChallengeToken(long clientId, byte[] userData) {
    static final int SEALED_BYTES = 300;

    private static final int PLAIN_BYTES = SEALED_BYTES - Aead.TAG_BYTES;
    private static final ByteBuffer NO_ASSOCIATED_DATA = ByteBuffer.allocate(0);

    /** Appends the 300 sealed bytes. */
    void seal(long challengeSequence, Aead.Key challengeKey, ByteBuffer out) {
        ByteBuffer plaintext = ByteBuffer.allocate(PLAIN_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        plaintext.putLong(clientId).put(userData).rewind();
        challengeKey.seal(challengeSequence, NO_ASSOCIATED_DATA, plaintext, out);
    }

    /** The token, or empty if {@code sealed} (position to limit) was not made with this key. */
    static Optional<ChallengeToken> open(
            long challengeSequence, Aead.Key challengeKey, ByteBuffer sealed) {
        if (sealed.remaining() != SEALED_BYTES) {
            return Optional.empty();
        }
        ByteBuffer plaintext = ByteBuffer.allocate(PLAIN_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (!challengeKey.open(challengeSequence, NO_ASSOCIATED_DATA, sealed, plaintext)) {
            return Optional.empty();
        }
        byte[] userData = new byte[PrivateConnectToken.USER_DATA_BYTES];
        long clientId = plaintext.flip().getLong();
        plaintext.get(userData);
        return Optional.of(new ChallengeToken(clientId, userData));
    }

    /** Whether it says the same as the connect token of a handshake. */
    boolean isFor(long otherClientId, byte[] otherUserData) {
        return clientId == otherClientId && Arrays.equals(userData, otherUserData);
    }

    @Override
    public String toString() {
        return "ChallengeToken[clientId=" + Long.toUnsignedString(clientId) + "]";
    }
}
