package dev.rallypoint.protocol.direct;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.netcode.Aead;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The datagram between two players (docs/protocol/direct.md §3): prefix u8 = 0x47, which no packet
 * of netcode and no STUN message begins with, slot of the sender u8, sequence u48, ciphertext, tag
 * 16. Buffers it answers are its own and valid until the next call.
 */
final class DirectCodec {
    static final int PREFIX = 0x47;
    static final int HEADER_BYTES = 2 + Integer.BYTES + Short.BYTES;
    static final int OVERHEAD_BYTES = HEADER_BYTES + Aead.TAG_BYTES;
    static final int MAX_PLAIN_BYTES = 1_200;

    private static final long LOW_MASK = 0xFFFF_FFFFL;
    private static final long HIGH_MASK = 0xFFFF;
    private static final byte[] LABEL = "rallypoint direct 1\0".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer associated;
    private final ByteBuffer sealed;
    private final ByteBuffer plaintext;
    private ByteBuffer packet;

    DirectCodec(Aead aead) {
        associated = aead.buffer(LABEL.length + 1);
        associated.put(LABEL).position(0);
        sealed = aead.buffer(MAX_PLAIN_BYTES + OVERHEAD_BYTES);
        plaintext = aead.buffer(MAX_PLAIN_BYTES + OVERHEAD_BYTES);
        packet = aead.buffer(0);
    }

    /** Whether a datagram is of this kind at all. */
    static boolean isDirect(ByteBuffer datagram) {
        return datagram.hasRemaining() && datagram.get(datagram.position()) == PREFIX;
    }

    /**
     * @param sequence 48 bits, never twice under one key
     */
    ByteBuffer seal(int slot, long sequence, Aead.Key key, ByteBuffer plain) {
        sealed.clear();
        sealed.put((byte) PREFIX).put((byte) slot);
        sealed.putInt((int) sequence).putShort((short) (sequence >>> Integer.SIZE));
        key.seal(sequence, associated(slot), plain, sealed);
        return sealed.flip();
    }

    /**
     * Reads the clear part; null = well-formed. The datagram must not change until it is opened.
     */
    DropReason readHeader(ByteBuffer datagram) {
        if (!isDirect(datagram)) {
            return DropReason.UNKNOWN_TYPE;
        }
        if (datagram.remaining() <= OVERHEAD_BYTES) {
            return DropReason.TOO_SHORT;
        }
        if (datagram.remaining() > MAX_PLAIN_BYTES + OVERHEAD_BYTES) {
            return DropReason.TOO_LONG;
        }
        packet = datagram.slice().order(ByteOrder.LITTLE_ENDIAN);
        return null;
    }

    /** The sender's slot, as he says. */
    int slot() {
        return Byte.toUnsignedInt(packet.get(1));
    }

    long sequence() {
        long high = packet.getShort(2 + Integer.BYTES) & HIGH_MASK;
        return high << Integer.SIZE | packet.getInt(2) & LOW_MASK;
    }

    /** Decrypts the packet whose header was read last; null, or BAD_TAG. */
    DropReason open(Aead.Key key) {
        plaintext.clear();
        ByteBuffer ciphertext = packet.duplicate().position(HEADER_BYTES);
        boolean genuine = key.open(sequence(), associated(slot()), ciphertext, plaintext);
        plaintext.flip();
        return genuine ? null : DropReason.BAD_TAG;
    }

    /** What {@link #open} decrypted, little-endian. */
    ByteBuffer plaintext() {
        return plaintext;
    }

    private ByteBuffer associated(int slot) {
        return associated.put(LABEL.length, (byte) slot);
    }
}
