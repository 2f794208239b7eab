package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes and reads the encrypted packets 1 to 6 (netcode standard, "Packets" and "Reading Encrypted
 * Packets"). Reading has two halves, because the keys depend on who sent: {@link #readHeader}, then
 * {@link #open} with the sender's keys, then {@link #checkSize}. A {@code DropReason} answer is
 * null for "pass". Buffers it answers are its own and valid until the next call.
 */
final class PacketCodec {
    /** Prefix byte, at most 8 sequence bytes, tag. */
    static final int MAX_OVERHEAD_BYTES = 1 + Long.BYTES + Aead.TAG_BYTES;

    static final int MAX_DATAGRAM_BYTES = PacketType.MAX_PAYLOAD_BYTES + MAX_OVERHEAD_BYTES;
    static final int MIN_DATAGRAM_BYTES = 2 + Aead.TAG_BYTES;

    /** Where the type is in the prefix byte. */
    static final int TYPE_MASK = 0x0F;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** The prefix byte's place in the associated data, behind version and protocol id. */
    private static final int PREFIX_AT = NetcodeVersion.INFO_BYTES + Long.BYTES;

    private final Aead aead;
    private final ByteBuffer[] associatedData;
    private final ByteBuffer sealed;
    private final ByteBuffer plaintext;

    // The packet between readHeader and open.
    private ByteBuffer packet = NOTHING;
    private PacketType type = PacketType.REQUEST;
    private long sequence;
    private byte prefix;

    PacketCodec(Aead aead, long protocolId) {
        this.aead = aead;
        sealed = buffer(MAX_DATAGRAM_BYTES);
        plaintext = buffer(MAX_DATAGRAM_BYTES);
        NetcodeVersion[] versions = NetcodeVersion.values();
        associatedData = new ByteBuffer[versions.length];
        for (NetcodeVersion version : versions) {
            ByteBuffer data = buffer(PREFIX_AT + 1);
            data.put(version.info()).putLong(protocolId).rewind();
            associatedData[version.ordinal()] = data;
        }
    }

    /** The whole datagram for a plaintext (position to limit, left as it was). */
    ByteBuffer seal(PacketType packetType, long packetSequence, PeerKeys keys, ByteBuffer plain) {
        int sequenceBytes = sequenceBytes(packetSequence);
        byte prefixByte = (byte) (packetType.wire() | sequenceBytes << 4);
        // Of the eight bytes those that count; the ciphertext overwrites the others.
        sealed.clear().put(0, prefixByte).putLong(1, packetSequence).position(1 + sequenceBytes);
        ByteBuffer aad = associatedData(keys.version(), prefixByte);
        keys.outgoing().seal(packetSequence, aad, plain, sealed);
        return sealed.flip();
    }

    /** The datagram of a packet without data. */
    ByteBuffer seal(PacketType packetType, long packetSequence, PeerKeys keys) {
        return seal(packetType, packetSequence, keys, NOTHING);
    }

    /** Bytes 1..8 that a sequence takes: high zero bytes are left out. */
    static int sequenceBytes(long sequence) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(sequence);
        return Math.max(1, (bits + Byte.SIZE - 1) / Byte.SIZE);
    }

    /**
     * Reads the clear part (position to limit, left as it was), in the order of the standard. A
     * request is not an encrypted packet: UNKNOWN_TYPE.
     */
    DropReason readHeader(ByteBuffer datagram, PacketType.Side reader) {
        int size = datagram.remaining();
        int start = datagram.position();
        if (size < MIN_DATAGRAM_BYTES) {
            return size == 0 ? DropReason.EMPTY : DropReason.TOO_SHORT;
        }
        if (size > MAX_DATAGRAM_BYTES) {
            return DropReason.TOO_LONG;
        }
        prefix = datagram.get(start);
        int wire = prefix & TYPE_MASK;
        int sequenceBytes = (prefix & 0xF0) >>> 4;
        if (!PacketType.isKnown(wire) || !PacketType.ofWire(wire).isReadBy(reader)) {
            return DropReason.UNKNOWN_TYPE;
        }
        type = PacketType.ofWire(wire);
        if (sequenceBytes < 1 || sequenceBytes > Long.BYTES) {
            return DropReason.BAD_SEQUENCE_LENGTH;
        }
        if (size < 1 + sequenceBytes + Aead.TAG_BYTES) {
            return DropReason.TOO_SHORT;
        }
        sequence = readSequence(datagram, start + 1, sequenceBytes);
        packet = datagram;
        return null;
    }

    /** The low bytes of eight; there are always that many, because a tag follows. */
    private static long readSequence(ByteBuffer datagram, int at, int count) {
        long eight = datagram.getLong(at);
        if (datagram.order() == ByteOrder.BIG_ENDIAN) {
            eight = Long.reverseBytes(eight);
        }
        return eight & (-1L >>> (Long.SIZE - count * Byte.SIZE));
    }

    /** The type of the packet whose header was read last. */
    PacketType type() {
        return type;
    }

    /** The whole datagram whose header was read last. */
    int datagramBytes() {
        return packet.remaining();
    }

    /** The sequence of the packet whose header was read last. */
    long sequence() {
        return sequence;
    }

    /** Decrypts the packet whose header was read last; null, or BAD_TAG. */
    DropReason open(PeerKeys keys) {
        plaintext.clear();
        int start = packet.position();
        int header = 1 + ((prefix & 0xF0) >>> 4);
        packet.position(start + header);
        ByteBuffer aad = associatedData(keys.version(), prefix);
        boolean genuine = keys.incoming().open(sequence, aad, packet, plaintext);
        packet.position(start);
        plaintext.flip();
        return genuine ? null : DropReason.BAD_TAG;
    }

    /** Whether the plaintext has a size of its type: null, BAD_SIZE or BAD_PAYLOAD_SIZE. */
    DropReason checkSize(int maxPayloadBytes) {
        int bytes = plaintext.remaining();
        if (type == PacketType.PAYLOAD) {
            return bytes == 0 || bytes > maxPayloadBytes ? DropReason.BAD_PAYLOAD_SIZE : null;
        }
        return type.hasPlainBytes(bytes) ? null : DropReason.BAD_SIZE;
    }

    /** What {@link #open} decrypted, little-endian; valid until the next open. */
    ByteBuffer plaintext() {
        return plaintext;
    }

    /** Overwrites what the last packets left behind. */
    void forget() {
        aead.forget();
        plaintext.clear();
        while (plaintext.hasRemaining()) {
            plaintext.put((byte) 0);
        }
        packet = NOTHING;
    }

    /** A little-endian buffer that {@link #seal} reads without a detour. */
    ByteBuffer buffer(int bytes) {
        return aead.buffer(bytes);
    }

    private ByteBuffer associatedData(NetcodeVersion version, byte prefixByte) {
        return associatedData[version.ordinal()].put(PREFIX_AT, prefixByte);
    }
}
