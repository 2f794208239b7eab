package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;

/**
 * Writes one message after another into the same buffer. Attributes append themselves: {@code
 * Software.append(writer, "x")}; MESSAGE-INTEGRITY and FINGERPRINT come last, in this order.
 */
public final class StunWriter {
    private final ByteBuffer buffer;

    /**
     * @param capacityBytes of the largest message, header included
     */
    public StunWriter(int capacityBytes) {
        buffer = ByteBuffer.allocate(capacityBytes);
    }

    /** Begins a message, forgetting the one before. */
    public StunWriter begin(StunClass stunClass, int method, TransactionId id) {
        return begin(stunClass, method, StunMessage.MAGIC_COOKIE, id);
    }

    /**
     * Begins the response to a request, forgetting the message before. An RFC 3489 client gets its
     * own four bytes back where the cookie would be (RFC 5389 §12.2).
     */
    public StunWriter beginResponse(StunClass stunClass, StunMessage request) {
        return begin(stunClass, request.method(), request.cookieField(), request.transactionId());
    }

    private StunWriter begin(StunClass stunClass, int method, int cookie, TransactionId id) {
        buffer.clear();
        buffer.putShort((short) stunClass.typeOf(method))
                .putShort((short) 0)
                .putInt(cookie)
                .putInt(id.high())
                .putLong(id.low());
        return this;
    }

    /** Appends an attribute and its padding, which is zero. */
    public StunWriter attribute(int type, ByteBuffer value) {
        buffer.putShort((short) type).putShort((short) value.remaining()).put(value.duplicate());
        while (buffer.position() % Integer.BYTES != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    public StunWriter attribute(int type, byte[] value) {
        return attribute(type, ByteBuffer.wrap(value));
    }

    /** What is written so far, header included. */
    public int lengthBytes() {
        return buffer.position();
    }

    int cookieField() {
        return buffer.getInt(StunMessage.COOKIE_AT);
    }

    TransactionId transactionId() {
        return new TransactionId(
                buffer.getInt(StunMessage.TRANSACTION_ID_AT),
                buffer.getLong(StunMessage.TRANSACTION_ID_AT + Integer.BYTES));
    }

    /** The message so far as if it ended here; valid until the next {@code begin}. */
    public ByteBuffer message() {
        int length = buffer.position() - StunMessage.HEADER_BYTES;
        buffer.putShort(StunMessage.LENGTH_AT, (short) length);
        return buffer.duplicate().flip();
    }
}
