package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.AttributeType;
import dev.rallypoint.protocol.stun.ChannelData;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.security.TokenBucket;
import java.nio.ByteBuffer;

/**
 * The packet path: data from clients to peers (RFC 8656 §11.2, §12.6) and back (§11.3, §12.7).
 * Makes no object for a datagram. What is dropped is counted, and harms nothing but itself.
 */
final class PeerData {
    /** The largest datagram that is relayed: what a read buffer holds is not cut off. */
    static final int MAX_BYTES = 2_000;

    private static final int DATA_INDICATION = 0x0017;
    private static final int ATTRIBUTE_HEADER_BYTES = 4;
    private static final int COOKIE_AT = 4;
    private static final int ID_HIGH_AT = 8;
    private static final int ID_LOW_AT = 12;
    private static final int IPV4_VALUE_BYTES = 8;
    private static final int IPV6_VALUE_BYTES = 20;
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private final RelayedAddresses addresses;
    private final TurnCounters counters;
    private final TokenBucket bytesPerAllocation;
    private final SendIndication indication;
    private final ByteBuffer passage =
            ByteBuffer.allocateDirect(
                    RelayedPort.HEADROOM_BYTES + MAX_BYTES + RelayedPort.TAIL_BYTES);
    private long nextId;

    /**
     * @param firstId random: indications are numbered from there by steps that look random
     */
    PeerData(
            RelayedAddresses addresses,
            TurnCounters counters,
            TokenBucket bytesPerAllocation,
            boolean canForbidFragments,
            long firstId) {
        this.addresses = addresses;
        this.counters = counters;
        this.bytesPerAllocation = bytesPerAllocation;
        this.indication = new SendIndication(canForbidFragments);
        this.nextId = firstId;
    }

    /** ChannelData of a client, RFC 8656 §12.6. */
    void onChannelData(Allocation from, ByteBuffer message, long nowMs) {
        if (!ChannelData.isComplete(message)) {
            counters.drop(DropReason.TURN_MALFORMED);
            return;
        }
        Channel channel = from.channels().find(ChannelData.channel(message), nowMs);
        if (channel == null) {
            counters.drop(DropReason.TURN_NO_CHANNEL);
            return;
        }
        int length = ChannelData.lengthBytes(message);
        int dataAt = message.position() + ChannelData.HEADER_BYTES;
        message.limit(dataAt + length).position(dataAt);
        if (channel.isOurs()) {
            passToOwn(from, channel.peer(), message, nowMs);
        } else {
            send(from, channel.peer(), message, nowMs);
        }
    }

    /** A Send indication of a client, RFC 8656 §11.2. */
    void onSendIndication(Allocation from, ByteBuffer message, long nowMs) {
        if (!indication.read(message)) {
            counters.drop(DropReason.TURN_MALFORMED);
            return;
        }
        Permission permission =
                from.permissions().find(indication.peerHigh(), indication.peerLow(), nowMs);
        if (permission == null) {
            counters.drop(DropReason.TURN_NO_PERMISSION);
            return;
        }
        // No host has this port, and the kernel says so.
        if (indication.peerPort() == 0) {
            counters.drop(DropReason.TURN_PEER_DENIED);
            return;
        }
        PeerAddress peer = permission.peer(indication.peerPort());
        int dataAt = indication.dataAt();
        message.limit(dataAt + indication.dataBytes()).position(dataAt);
        if (permission.isOurs()) {
            passToOwn(from, peer, message, nowMs);
        } else if (indication.dontFragment() && mayForbidFragments(from, peer)) {
            sendUnfragmented(from, peer, message, nowMs);
        } else {
            send(from, peer, message, nowMs);
        }
    }

    /**
     * RFC 8656 §13 and §14: where a datagram comes or leaves over IPv6, DONT-FRAGMENT MUST be
     * ignored; only what comes over TCP (§15) is no packet that could be translated.
     */
    private static boolean mayForbidFragments(Allocation from, PeerAddress peer) {
        return from.door().transport() != ClientTransport.UDP
                || from.client().isIpv4() && peer.isIpv4();
    }

    private void send(Allocation from, PeerAddress peer, ByteBuffer data, long nowMs) {
        if (maySend(from, peer, data, nowMs)) {
            counters.toPeer(data.remaining());
            from.relayedFor(peer).port().send(peer, data);
        }
    }

    private void sendUnfragmented(Allocation from, PeerAddress peer, ByteBuffer data, long nowMs) {
        if (maySend(from, peer, data, nowMs)) {
            counters.toPeer(data.remaining());
            from.relayedFor(peer).port().sendUnfragmented(peer, data);
        }
    }

    private boolean maySend(Allocation from, PeerAddress peer, ByteBuffer data, long nowMs) {
        // A dual allocation may have given one family back (§8.2).
        if (!from.reaches(peer)) {
            counters.drop(DropReason.TURN_NO_PERMISSION);
            return false;
        }
        if (data.remaining() > MAX_BYTES) {
            counters.drop(DropReason.TOO_LONG);
            return false;
        }
        if (!from.trySpend(bytesPerAllocation, data.remaining(), nowMs)) {
            counters.drop(DropReason.TURN_BYTE_LIMIT);
            return false;
        }
        return true;
    }

    /**
     * From one allocation of this node to another, as if the network had been between them. Any
     * other port of our own addresses is out of reach.
     */
    private void passToOwn(Allocation from, PeerAddress peer, ByteBuffer data, long nowMs) {
        Allocation to = addresses.ownerOf(peer);
        if (to == null) {
            counters.drop(DropReason.TURN_PEER_DENIED);
            return;
        }
        if (maySend(from, peer, data, nowMs)) {
            counters.toPeer(data.remaining());
            passage.clear().position(RelayedPort.HEADROOM_BYTES);
            passage.put(data).flip().position(RelayedPort.HEADROOM_BYTES);
            onPeerDatagram(to, from.relayedFor(peer).address(), passage, nowMs);
        }
    }

    /** A datagram at an allocation's relayed address, RFC 8656 §11.3. */
    void onPeerDatagram(Allocation to, PeerAddress from, ByteBuffer data, long nowMs) {
        int length = data.remaining();
        if (length > MAX_BYTES) {
            counters.drop(DropReason.TOO_LONG);
            return;
        }
        if (!to.isAlive(nowMs) || to.permissions().find(from, nowMs) == null) {
            counters.drop(DropReason.TURN_NO_PERMISSION);
            return;
        }
        if (!to.trySpend(bytesPerAllocation, length, nowMs)) {
            counters.drop(DropReason.TURN_BYTE_LIMIT);
            return;
        }
        counters.toClient(length);
        // §12.5: MUST use ChannelData if a channel is bound to the peer.
        Channel channel = to.channels().find(from, nowMs);
        if (channel == null) {
            sendDataIndication(to, from, data);
        } else {
            sendChannelData(to, channel, data);
        }
    }

    /** §12.5: over TCP and TLS padded to a multiple of four bytes. */
    private static void sendChannelData(Allocation to, Channel channel, ByteBuffer data) {
        int length = data.remaining();
        int start = data.position() - ChannelData.HEADER_BYTES;
        ChannelData.putHeader(data, start, channel.number(), length);
        if (to.door().transport() != ClientTransport.UDP) {
            pad(data, length);
        }
        to.door().send(to.client(), data.position(start));
    }

    private static void pad(ByteBuffer data, int length) {
        int end = data.limit();
        int padding = -length & 3;
        data.limit(end + padding);
        for (int i = 0; i < padding; i++) {
            data.put(end + i, (byte) 0);
        }
    }

    /** §11.3: XOR-PEER-ADDRESS and DATA, written around the data where it lies. */
    private void sendDataIndication(Allocation to, PeerAddress from, ByteBuffer data) {
        int length = data.remaining();
        int addressBytes = from.isIpv4() ? IPV4_VALUE_BYTES : IPV6_VALUE_BYTES;
        int dataAt = data.position();
        int addressAt = dataAt - 2 * ATTRIBUTE_HEADER_BYTES - addressBytes;
        int start = addressAt - StunMessage.HEADER_BYTES;
        pad(data, length);
        data.putShort(start, (short) DATA_INDICATION);
        data.putShort(
                start + Short.BYTES, (short) (data.limit() - start - StunMessage.HEADER_BYTES));
        data.putInt(start + COOKIE_AT, StunMessage.MAGIC_COOKIE);
        putId(data, start);
        putPeer(data, start, addressAt, from);
        data.putShort(dataAt - ATTRIBUTE_HEADER_BYTES, (short) AttributeType.DATA);
        data.putShort(dataAt - Short.BYTES, (short) length);
        to.door().send(to.client(), data.position(start));
    }

    private void putId(ByteBuffer data, int start) {
        nextId += GOLDEN;
        long mixed = (nextId ^ nextId >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        data.putInt(start + ID_HIGH_AT, (int) (mixed >>> Integer.SIZE));
        data.putLong(start + ID_LOW_AT, (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL);
    }

    private static void putPeer(ByteBuffer data, int start, int at, PeerAddress peer) {
        int value = at + ATTRIBUTE_HEADER_BYTES;
        boolean isIpv4 = peer.isIpv4();
        data.putShort(at, (short) AttributeType.XOR_PEER_ADDRESS);
        data.putShort(at + Short.BYTES, (short) (isIpv4 ? IPV4_VALUE_BYTES : IPV6_VALUE_BYTES));
        data.putShort(value, (short) (isIpv4 ? 1 : 2));
        data.putShort(
                value + Short.BYTES,
                (short) (peer.port() ^ StunMessage.MAGIC_COOKIE >>> Short.SIZE));
        if (isIpv4) {
            data.putInt(value + 4, (int) peer.low() ^ StunMessage.MAGIC_COOKIE);
        } else {
            data.putLong(value + 4, peer.high() ^ data.getLong(start + COOKIE_AT));
            data.putLong(value + 12, peer.low() ^ data.getLong(start + COOKIE_AT + Long.BYTES));
        }
    }
}
