package dev.rallypoint.protocol.stun;

import java.nio.ByteBuffer;

/**
 * Finds messages in a byte stream (RFC 8489 §6.2.2, RFC 8656 §12.5): STUN by its length field,
 * ChannelData with its padding. One object a connection; its memory is one message.
 */
public final class StunFraming {
    /** Gets the messages. */
    public interface Receiver {
        /** One message, without ChannelData's padding; valid during the call only. */
        void onMessage(ByteBuffer message);
    }

    private static final int LENGTH_END = 4;
    private static final int STUN_LIMIT = 0x40;
    private final ByteBuffer buffer;
    private boolean isBroken;

    /**
     * @param maxMessageBytes a longer message ends the connection
     */
    public StunFraming(int maxMessageBytes) {
        buffer = ByteBuffer.allocate(maxMessageBytes);
    }

    /**
     * Takes what has come, of any length.
     *
     * @return false if this is no stream of messages, now or before: the connection must end
     */
    public boolean onBytes(ByteBuffer bytes, Receiver receiver) {
        while (bytes.hasRemaining() && !isBroken) {
            int wanted = wantedBytes();
            if (wanted > buffer.capacity()) {
                isBroken = true;
                break;
            }
            int taken = Math.min(wanted - buffer.position(), bytes.remaining());
            buffer.put(buffer.position(), bytes, bytes.position(), taken);
            buffer.position(buffer.position() + taken);
            bytes.position(bytes.position() + taken);
            finish(receiver);
        }
        return !isBroken;
    }

    /** How long what is being read is, as far as that is known. */
    private int wantedBytes() {
        if (buffer.position() < LENGTH_END) {
            return LENGTH_END;
        }
        int length = StunMessage.unsignedShort(buffer, 2);
        return isStun()
                ? StunMessage.HEADER_BYTES + length
                : StunAttributes.padded(ChannelData.HEADER_BYTES + length);
    }

    private boolean isStun() {
        return Byte.toUnsignedInt(buffer.get(0)) < STUN_LIMIT;
    }

    /** Hands the message over if it is whole. */
    private void finish(Receiver receiver) {
        if (buffer.position() < LENGTH_END) {
            return;
        }
        ByteBuffer head = buffer.duplicate().flip();
        boolean isNeither = !isStun() && !ChannelData.isChannelData(head);
        boolean isOdd = isStun() && StunMessage.unsignedShort(buffer, 2) % 4 != 0;
        if (isNeither || isOdd) {
            isBroken = true;
            return;
        }
        if (buffer.position() == wantedBytes()) {
            int length =
                    isStun()
                            ? buffer.position()
                            : ChannelData.HEADER_BYTES + ChannelData.lengthBytes(head);
            buffer.clear();
            receiver.onMessage(buffer.slice(0, length));
        }
    }

    /** Whether a message has begun that is not whole yet. */
    public boolean isInside() {
        return buffer.position() > 0;
    }
}
