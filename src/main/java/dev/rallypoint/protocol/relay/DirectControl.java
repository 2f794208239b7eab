package dev.rallypoint.protocol.relay;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.relay.FramedHeader.Channel;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What members and relay say about direct paths (docs/protocol/direct.md §2): control messages like
 * those of {@link RelayControl}, with lists in them. Not on the packet path.
 *
 * <pre>
 * offer    7 | known slots u64 | count u8 | addresses     to the relay
 * peer     8 | slot u8 | key to the peer 32 | key from the peer 32 | count u8 | addresses
 * served   9 | slots u64                                  to the relay
 * address  4 or 6 | the address, network order | port u16
 * </pre>
 */
public final class DirectControl {
    /** Addresses of a member. */
    public static final int MAX_CANDIDATES = 8;

    public static final int KEY_BYTES = 32;

    private static final int OFFER = 7;
    private static final int PEER = 8;
    private static final int SERVED = 9;
    private static final int KIND_INDEX = FramedHeader.BYTES;
    private static final int BODY_INDEX = KIND_INDEX + 1;
    private static final int IPV4 = 4;
    private static final int IPV6 = 6;
    private static final int IPV6_BYTES = 16;
    private static final int CANDIDATES_BYTES = 1 + MAX_CANDIDATES * (1 + IPV6_BYTES + Short.BYTES);

    /** The longest message, a peer's. */
    public static final int MAX_BYTES = KIND_INDEX + 2 + 2 * KEY_BYTES + CANDIDATES_BYTES;

    /**
     * A member can be reached directly, perhaps.
     *
     * @param known slots whose keys the member has, a bit each
     * @param candidates where he may be reached, the relay's own view of him not included
     */
    public record Offer(long known, List<PeerAddress> candidates) {
        public Offer {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * Another member can be reached directly, perhaps.
     *
     * @param toPeer seals what is sent to him
     * @param fromPeer opens what he sends
     */
    public record Peer(int slot, byte[] toPeer, byte[] fromPeer, List<PeerAddress> candidates) {
        public Peer {
            candidates = List.copyOf(candidates);
        }

        /** Without the keys. */
        @Override
        public String toString() {
            return "Peer[slot=" + slot + "]";
        }
    }

    private DirectControl() {}

    /** Appends an offer. */
    public static void writeOffer(ByteBuffer out, Offer offer) {
        begin(out, OFFER, 0);
        putLong(out, offer.known());
        writeCandidates(out, offer.candidates());
    }

    /** Appends the news of a peer. */
    public static void writePeer(ByteBuffer out, Peer peer) {
        begin(out, PEER, FramedHeader.RELAY_SLOT);
        out.put((byte) peer.slot()).put(peer.toPeer()).put(peer.fromPeer());
        writeCandidates(out, peer.candidates());
    }

    /** Appends which slots' states come to the member without the relay. */
    public static void writeServed(ByteBuffer out, long slots) {
        begin(out, SERVED, 0);
        putLong(out, slots);
    }

    /** A whole offer whose header was checked; empty for anything else. */
    public static Optional<Offer> readOffer(ByteBuffer payload) {
        if (!is(payload, OFFER) || payload.remaining() < BODY_INDEX + Long.BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = body(payload);
        long known = in.getLong();
        return readCandidates(in).map(candidates -> new Offer(known, candidates));
    }

    /** A whole message about a peer whose header was checked; empty for anything else. */
    public static Optional<Peer> readPeer(ByteBuffer payload) {
        if (!is(payload, PEER) || payload.remaining() < BODY_INDEX + 1 + 2 * KEY_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = body(payload);
        int slot = Byte.toUnsignedInt(in.get());
        byte[] toPeer = new byte[KEY_BYTES];
        byte[] fromPeer = new byte[KEY_BYTES];
        in.get(toPeer).get(fromPeer);
        return readCandidates(in)
                .filter(candidates -> slot < MatchTicket.MAX_SLOTS)
                .map(candidates -> new Peer(slot, toPeer, fromPeer, candidates));
    }

    /** Whether a control message whose header was checked is a whole one about served slots. */
    public static boolean isServed(ByteBuffer payload) {
        return is(payload, SERVED) && payload.remaining() == BODY_INDEX + Long.BYTES;
    }

    /** The slots of a message that {@link #isServed}. */
    public static long served(ByteBuffer payload) {
        long slots = payload.getLong(payload.position() + BODY_INDEX);
        return payload.order() == ByteOrder.LITTLE_ENDIAN ? slots : Long.reverseBytes(slots);
    }

    private static boolean is(ByteBuffer payload, int kind) {
        return payload.remaining() > KIND_INDEX
                && FramedHeader.channel(payload) == Channel.UNRELIABLE
                && payload.get(payload.position() + KIND_INDEX) == kind;
    }

    /** What follows the kind, little-endian. */
    private static ByteBuffer body(ByteBuffer payload) {
        ByteBuffer body = payload.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return body.position(payload.position() + BODY_INDEX);
    }

    private static void begin(ByteBuffer out, int kind, int source) {
        FramedHeader.write(out, Destination.RELAY, Channel.UNRELIABLE, source);
        out.put((byte) kind);
    }

    private static void putLong(ByteBuffer out, long value) {
        out.putLong(out.order() == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value));
    }

    private static void writeCandidates(ByteBuffer out, List<PeerAddress> candidates) {
        if (candidates.size() > MAX_CANDIDATES) {
            throw new IllegalArgumentException(candidates.size() + " addresses");
        }
        out.put((byte) candidates.size());
        for (PeerAddress candidate : candidates) {
            out.put((byte) (candidate.isIpv4() ? IPV4 : IPV6)).put(candidate.addressBytes());
            out.put((byte) candidate.port()).put((byte) (candidate.port() >> Byte.SIZE));
        }
    }

    /** To the end of the message, no less and no more. */
    private static Optional<List<PeerAddress>> readCandidates(ByteBuffer in) {
        int count = in.hasRemaining() ? in.get() : -1;
        if (count < 0 || count > MAX_CANDIDATES) {
            return Optional.empty();
        }
        List<PeerAddress> candidates = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int type = in.hasRemaining() ? in.get() : 0;
            int bytes = type == IPV4 ? IPV4 : IPV6_BYTES;
            if ((type != IPV4 && type != IPV6) || in.remaining() < bytes + Short.BYTES) {
                return Optional.empty();
            }
            byte[] address = new byte[bytes];
            in.get(address);
            candidates.add(PeerAddress.of(address, Short.toUnsignedInt(in.getShort())));
        }
        return in.hasRemaining() ? Optional.empty() : Optional.of(candidates);
    }
}
