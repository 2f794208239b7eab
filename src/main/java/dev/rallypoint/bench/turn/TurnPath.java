package dev.rallypoint.bench.turn;

/** How a message gets from one player to another over a TURN server. */
public enum TurnPath {
    /**
     * Channel data to the server, a plain datagram to the other player's own socket: one in, one
     * out. The other player must be reachable from the server's relayed ports.
     */
    SENDER_RELAYED(0),

    /**
     * From the sender's relayed address to the receiver's, and as channel data on to him: two in,
     * two out. Works behind any NAT and shows no player's address, as the game relay does.
     */
    BOTH_RELAYED(TurnMessages.CHANNEL_HEADER_BYTES);

    private final int headerBytes;

    TurnPath(int headerBytes) {
        this.headerBytes = headerBytes;
    }

    /** In front of a payload that arrives. */
    int headerBytes() {
        return headerBytes;
    }
}
