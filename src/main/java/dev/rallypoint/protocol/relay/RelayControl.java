package dev.rallypoint.protocol.relay;

import dev.rallypoint.protocol.relay.FramedHeader.Channel;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What a member of a framed match and the relay say to each other (docs/protocol/relay.md §5): a
 * {@link FramedHeader} with destination relay on the unreliable channel, the kind u8, the body.
 * Integers are little-endian. Times are Unix time in microseconds.
 */
public final class RelayControl {
    /** The largest control message: a clock reply. */
    public static final int MAX_BYTES = FramedHeader.BYTES + 1 + 2 * Long.BYTES;

    private static final int KIND_INDEX = FramedHeader.BYTES;
    private static final int BODY_INDEX = KIND_INDEX + 1;

    /** What it is about. */
    public enum Kind {
        /** To the relay: client time u64, which the relay does not read. */
        CLOCK_REQUEST(1, Long.BYTES),
        /** From the relay: the same u64, relay time u64. */
        CLOCK_REPLY(2, 2 * Long.BYTES),
        /** From the relay: slot u8 has a player now, and his state sequence starts anew. */
        PEER_CONNECTED(3, 1),
        /** From the relay: slot u8 has no player any more. */
        PEER_DISCONNECTED(4, 1),
        /** From the relay to a player whose address changed: u64 to be sent back. */
        PATH_CHALLENGE(5, Long.BYTES),
        /** To the relay: the u64 of a path-challenge. */
        PATH_RESPONSE(6, Long.BYTES);

        private final int wire;
        private final int bodyBytes;
        private final Optional<Kind> found = Optional.of(this);

        Kind(int wire, int bodyBytes) {
            this.wire = wire;
            this.bodyBytes = bodyBytes;
        }

        /** The kind byte. */
        public int wire() {
            return wire;
        }

        /** The whole message with header and kind. */
        public int bytes() {
            return BODY_INDEX + bodyBytes;
        }
    }

    private static final Kind[] KINDS = Kind.values();

    private RelayControl() {}

    /**
     * The kind of a control message whose header was checked, position to limit.
     *
     * @return empty for an unknown kind, another size than the kind's, or another channel than
     *     unreliable
     */
    public static Optional<Kind> kind(ByteBuffer payload) {
        if (payload.remaining() < BODY_INDEX
                || FramedHeader.channel(payload) != Channel.UNRELIABLE) {
            return Optional.empty();
        }
        int wire = payload.get(payload.position() + KIND_INDEX);
        boolean known = wire >= 1 && wire <= KINDS.length;
        return known && payload.remaining() == KINDS[wire - 1].bytes()
                ? KINDS[wire - 1].found
                : Optional.empty();
    }

    /** Whether a control message whose header was checked is a whole clock request. */
    public static boolean isClockRequest(ByteBuffer payload) {
        return payload.remaining() == Kind.CLOCK_REQUEST.bytes()
                && payload.get(payload.position() + KIND_INDEX) == Kind.CLOCK_REQUEST.wire()
                && FramedHeader.channel(payload) == Channel.UNRELIABLE;
    }

    /** Whether a control message whose header was checked is a whole path-response. */
    public static boolean isPathResponse(ByteBuffer payload) {
        return payload.remaining() == Kind.PATH_RESPONSE.bytes()
                && payload.get(payload.position() + KIND_INDEX) == Kind.PATH_RESPONSE.wire()
                && FramedHeader.channel(payload) == Channel.UNRELIABLE;
    }

    /** Appends the question whether a player receives at his new address. */
    public static void writePathChallenge(ByteBuffer out, long challenge) {
        begin(out, Kind.PATH_CHALLENGE, FramedHeader.RELAY_SLOT);
        putLong(out, challenge);
    }

    /** Appends the answer to a path-challenge. */
    public static void writePathResponse(ByteBuffer out, long challenge) {
        begin(out, Kind.PATH_RESPONSE, 0);
        putLong(out, challenge);
    }

    /** The number in a path-challenge or path-response. */
    public static long pathChallenge(ByteBuffer payload) {
        return getLong(payload, BODY_INDEX);
    }

    /** Appends a clock request. */
    public static void writeClockRequest(ByteBuffer out, long clientMicros) {
        begin(out, Kind.CLOCK_REQUEST, 0);
        putLong(out, clientMicros);
    }

    /** Appends the answer: the client's time comes back as it was. */
    public static void writeClockReply(ByteBuffer out, long clientMicros, long relayMicros) {
        begin(out, Kind.CLOCK_REPLY, FramedHeader.RELAY_SLOT);
        putLong(out, clientMicros);
        putLong(out, relayMicros);
    }

    /** Appends the news that a slot has a player. */
    public static void writePeerConnected(ByteBuffer out, int slot) {
        begin(out, Kind.PEER_CONNECTED, FramedHeader.RELAY_SLOT);
        out.put((byte) slot);
    }

    /** Appends the news that a slot has lost its player. */
    public static void writePeerDisconnected(ByteBuffer out, int slot) {
        begin(out, Kind.PEER_DISCONNECTED, FramedHeader.RELAY_SLOT);
        out.put((byte) slot);
    }

    /** The client's time in a clock request or reply. */
    public static long clientMicros(ByteBuffer payload) {
        return getLong(payload, BODY_INDEX);
    }

    /** The relay's time in a clock reply. */
    public static long relayMicros(ByteBuffer payload) {
        return getLong(payload, BODY_INDEX + Long.BYTES);
    }

    /** The slot in peer-connected and peer-disconnected. */
    public static int peerSlot(ByteBuffer payload) {
        return Byte.toUnsignedInt(payload.get(payload.position() + BODY_INDEX));
    }

    private static void begin(ByteBuffer out, Kind kind, int source) {
        FramedHeader.write(out, Destination.RELAY, Channel.UNRELIABLE, source);
        out.put((byte) kind.wire());
    }

    private static void putLong(ByteBuffer out, long value) {
        out.putLong(out.order() == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value));
    }

    private static long getLong(ByteBuffer payload, int offset) {
        long value = payload.getLong(payload.position() + offset);
        return payload.order() == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value);
    }
}
