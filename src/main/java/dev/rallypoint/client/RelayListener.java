package dev.rallypoint.client;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;

/**
 * What a game hears of its connection. Called on the thread of the {@link RelayLoop}: return soon,
 * and read buffers (position to limit, big-endian as Java's are) during the call only.
 */
public interface RelayListener {
    /**
     * The seat is taken and payloads flow.
     *
     * @param slot the player's own, 0-based
     * @param slots of the match
     */
    default void onConnected(int slot, int slots) {}

    /** A payload of the unreliable or reliable channel from another member. */
    default void onMessage(int fromSlot, ByteBuffer body) {}

    /** A state that is newer than all before from that slot. */
    default void onState(int fromSlot, int sequence, ByteBuffer body) {}

    /** A state that came late or twice; most games ignore it. */
    default void onStaleState(int fromSlot, int sequence, ByteBuffer body) {}

    /** A payload of a match that is not framed, as the relay forwarded it. */
    default void onRaw(ByteBuffer payload) {}

    default void onPeerConnected(int slot) {}

    default void onPeerDisconnected(int slot) {}

    /**
     * States of that slot come straight from its player from now on, or over the relay again; in
     * lobbies whose paths are prefer-direct. Nothing is lost by it, and nothing needs to be done.
     */
    default void onPath(int slot, boolean isDirect) {}

    /**
     * The first session does not come about, though the server answers calls: its cause is what to
     * tell the player, and the connection goes on trying.
     *
     * @param cause with a code such as {@link RallypointException#UDP_BLOCKED}
     */
    default void onStruggling(RallypointException cause) {}

    /**
     * Nothing is heard of the relay, or it ended the session; the connection is looking for the way
     * back to the seat, also on other relays. Mostly a matter of less than a second.
     *
     * @param cause for logs
     */
    default void onInterrupted(String cause) {}

    /**
     * Another relay than before serves the seat: the match moved because of a failure, or by plan.
     * Right before {@link #onResumed}.
     */
    default void onMoved(PeerAddress from, PeerAddress to) {}

    /** The same seat again after {@link #onInterrupted}. */
    default void onResumed(int slot) {}

    /** {@link RelayConnection#close} was called and done; nothing follows. */
    default void onClosed() {}

    /** The seat is gone for good; nothing follows. */
    default void onFailed(RallypointException cause) {}
}
