package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import java.nio.ByteBuffer;

/** Decides about a payload of a member, before it is forwarded. */
interface PayloadFilter {
    /**
     * @return null = go on, else why it is dropped
     */
    DropReason deny(Member from, ByteBuffer payload, long nowMs);
}
