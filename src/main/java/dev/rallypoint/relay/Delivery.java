package dev.rallypoint.relay;

import java.nio.ByteBuffer;

/** How forwarders hand out payloads. */
interface Delivery {
    /** Sends a copy of position to limit to one member, soon; the buffer stays as it is. */
    void deliver(Member to, ByteBuffer payload, long nowMs);

    /** Sends one member a payload at once and for itself, before what waits for him. */
    default void deliverAlone(Member to, ByteBuffer payload, long nowMs) {
        deliver(to, payload, nowMs);
    }

    /** What was delivered to a member leaves now. */
    default void hurry(Member to, long nowMs) {}
}
