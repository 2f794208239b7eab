package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.Entropy;
import java.nio.ByteBuffer;

/**
 * The 96 bits that join a response to its request (RFC 8489 §5).
 *
 * @param high the first four bytes, big-endian
 * @param low the last eight bytes, big-endian
 */
public record TransactionId(int high, long low) {
    public static final int BYTES = 12;

    /** A fresh one that nobody off the path can guess. */
    public static TransactionId random(Entropy entropy) {
        byte[] bytes = new byte[BYTES];
        entropy.fill(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new TransactionId(buffer.getInt(), buffer.getLong());
    }
}
