package dev.rallypoint.protocol.netcode;

/** The seven packets of the standard; the constant's ordinal is its number on the wire. */
enum PacketType {
    REQUEST(0, 0),
    DENIED(0, 0),
    CHALLENGE(Long.BYTES + ChallengeToken.SEALED_BYTES, Long.BYTES + ChallengeToken.SEALED_BYTES),
    RESPONSE(Long.BYTES + ChallengeToken.SEALED_BYTES, Long.BYTES + ChallengeToken.SEALED_BYTES),
    KEEP_ALIVE(2 * Integer.BYTES, 2 * Integer.BYTES),
    PAYLOAD(1, PacketType.MAX_PAYLOAD_BYTES),
    DISCONNECT(0, 0);

    /** The largest payload any client library sends (renet); the standard says 1200. */
    static final int MAX_PAYLOAD_BYTES = 1300;

    /** Who reads a packet. */
    enum Side {
        CLIENT,
        SERVER
    }

    private static final PacketType[] TYPES = values();

    private final int minPlainBytes;
    private final int maxPlainBytes;

    PacketType(int minPlainBytes, int maxPlainBytes) {
        this.minPlainBytes = minPlainBytes;
        this.maxPlainBytes = maxPlainBytes;
    }

    static boolean isKnown(int wire) {
        return wire < TYPES.length;
    }

    static PacketType ofWire(int wire) {
        return TYPES[wire];
    }

    int wire() {
        return ordinal();
    }

    /** Types 4 to 6: the others may be repeated by a lossy network's retransmissions. */
    boolean isReplayProtected() {
        return this == KEEP_ALIVE || this == PAYLOAD || this == DISCONNECT;
    }

    /** Whether that side acts on this type as an encrypted packet. */
    boolean isReadBy(Side side) {
        return isReplayProtected() || (side == Side.SERVER ? isFromClient() : isFromServer());
    }

    private boolean isFromClient() {
        return this == RESPONSE;
    }

    private boolean isFromServer() {
        return this == DENIED || this == CHALLENGE;
    }

    boolean hasPlainBytes(int bytes) {
        return bytes >= minPlainBytes && bytes <= maxPlainBytes;
    }
}
