package dev.rallypoint.protocol.relay;

import dev.rallypoint.protocol.DropReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The two bytes in front of every payload of a framed match, in both directions, so that the relay
 * rewrites them in place and a payload never grows (docs/protocol/relay.md §4). Reads and writes
 * buffers and makes no objects: it is on the packet path.
 *
 * <pre>
 * byte 0   bits 0-1 destination, bits 2-3 channel, bits 4-7 zero
 * byte 1   to the relay: the slot if the destination is one slot, else 0
 *          from the relay: the slot of the sender, 255 = the relay itself
 * 2..5     on the state channel only: u32 little-endian, the sender's state sequence
 * </pre>
 */
public final class FramedHeader {
    public static final int BYTES = 2;

    /** Bytes in front of the body on the state channel. */
    public static final int STATE_BYTES = BYTES + Integer.BYTES;

    /** The source slot of what the relay itself says. */
    public static final int RELAY_SLOT = 255;

    private static final int DESTINATION_MASK = 0b0000_0011;
    private static final int CHANNEL_SHIFT = 2;
    private static final int CHANNEL_MASK = 0b11;
    private static final int RESERVED_BITS = 0b1111_0000;
    private static final Destination[] DESTINATIONS = Destination.values();
    private static final Channel[] CHANNELS = Channel.values();

    /** Who gets the payload; the ordinal is the wire value. */
    public enum Destination {
        /** Every other member. */
        ALL,
        /** The member whose slot is byte 1. */
        SLOT,
        /** The member who is the host. */
        HOST,
        /** The relay: {@link RelayControl}. */
        RELAY
    }

    /** How the payload may be treated; the ordinal is the wire value. 3 is reserved. */
    public enum Channel {
        /** Each payload counts for itself. */
        UNRELIABLE,
        /** Only the newest payload of a sender counts. */
        STATE,
        /** Reserved: sequence and acknowledgement are the business of the two ends. */
        RELIABLE
    }

    private FramedHeader() {}

    /** Appends a header for an unreliable or reliable payload. */
    public static void write(ByteBuffer out, Destination destination, Channel channel, int slot) {
        out.put((byte) (destination.ordinal() | channel.ordinal() << CHANNEL_SHIFT));
        out.put((byte) slot);
    }

    /** Appends a header for a state payload. */
    public static void writeState(ByteBuffer out, Destination destination, int slot, int sequence) {
        write(out, destination, Channel.STATE, slot);
        out.putInt(toLittleEndian(out, sequence));
    }

    /**
     * Checks what a client sent, position to limit.
     *
     * @return null if the header is whole and has no reserved bits, else BAD_FRAME
     */
    public static DropReason checkFromClient(ByteBuffer payload) {
        if (!isWhole(payload)) {
            return DropReason.BAD_FRAME;
        }
        boolean strayByte = destination(payload) != Destination.SLOT && slot(payload) != 0;
        return strayByte ? DropReason.BAD_FRAME : null;
    }

    /**
     * Checks what a relay sent, position to limit. The destination bits are the sender's; the relay
     * speaks for itself exactly when they say relay.
     *
     * @return null if the header is whole and has no reserved bits, else BAD_FRAME
     */
    public static DropReason checkFromRelay(ByteBuffer payload) {
        if (!isWhole(payload)) {
            return DropReason.BAD_FRAME;
        }
        boolean ofRelay = destination(payload) == Destination.RELAY;
        boolean sourceFits =
                ofRelay ? slot(payload) == RELAY_SLOT : slot(payload) < MatchTicket.MAX_SLOTS;
        return sourceFits ? null : DropReason.BAD_FRAME;
    }

    private static boolean isWhole(ByteBuffer payload) {
        if (payload.remaining() < BYTES) {
            return false;
        }
        int first = payload.get(payload.position());
        int channel = first >> CHANNEL_SHIFT & CHANNEL_MASK;
        if ((first & RESERVED_BITS) != 0 || channel >= CHANNELS.length) {
            return false;
        }
        return channel != Channel.STATE.ordinal() || payload.remaining() >= STATE_BYTES;
    }

    /** The destination of a checked payload. */
    public static Destination destination(ByteBuffer payload) {
        return DESTINATIONS[payload.get(payload.position()) & DESTINATION_MASK];
    }

    /** The channel of a checked payload. */
    public static Channel channel(ByteBuffer payload) {
        return CHANNELS[payload.get(payload.position()) >> CHANNEL_SHIFT & CHANNEL_MASK];
    }

    /** Byte 1, 0..255: the destination slot towards the relay, the source slot from it. */
    public static int slot(ByteBuffer payload) {
        return Byte.toUnsignedInt(payload.get(payload.position() + 1));
    }

    /** Overwrites byte 1: what the relay does before it forwards. */
    public static void setSource(ByteBuffer payload, int slot) {
        payload.put(payload.position() + 1, (byte) slot);
    }

    /** The state sequence of a checked payload of the state channel. */
    public static int stateSequence(ByteBuffer payload) {
        return toLittleEndian(payload, payload.getInt(payload.position() + BYTES));
    }

    private static int toLittleEndian(ByteBuffer buffer, int value) {
        return buffer.order() == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value);
    }

    /**
     * Whether a state sequence comes after another in serial-number arithmetic (RFC 1982 with 32
     * bits): the sequence may wrap, and a distance of exactly 2^31 counts as older.
     */
    public static boolean isNewer(int candidate, int current) {
        return candidate - current > 0;
    }

    /** Where the body of a checked payload begins: the absolute index in the buffer. */
    public static int bodyIndex(ByteBuffer payload) {
        int header = channel(payload) == Channel.STATE ? STATE_BYTES : BYTES;
        return payload.position() + header;
    }
}
