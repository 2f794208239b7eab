package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import java.nio.ByteBuffer;

/** The rules of one forwarding mode in one match (docs/protocol/relay.md §3). */
interface Forwarder {
    /**
     * Looks at a member's payload without acting on it.
     *
     * @return null = well-formed, else why it is dropped
     */
    default DropReason check(ByteBuffer payload) {
        return null;
    }

    /**
     * A member's payload, position to limit, writable, valid during the call only.
     *
     * @return null = forwarded, else why it is dropped
     */
    DropReason onPayload(Match match, Member from, ByteBuffer payload, long nowMs);

    /** A packet came from a member's new address, which is not proven. */
    default void onUnproven(Member from, long nowMs) {}

    /** A member's address is another one now. */
    default void onRoamed(Match match, Member member, long nowMs) {}

    /** A member took his seat. */
    default void onJoined(Match match, Member newcomer, long nowMs) {}

    /** A seat became empty. */
    default void onLeft(Match match, int slot, long nowMs) {}
}
