package dev.rallypoint.protocol.stun;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;

/** A server's second address, for one of the places that requests come to (RFC 5780 §6). */
public interface NatBehavior {
    /** As clients see them. */
    BehaviorAddresses addresses();

    /**
     * Whether a source may have an answer that comes from elsewhere or goes elsewhere once more;
     * counts it.
     */
    boolean admits(PeerAddress from, long nowMs);

    /** Sends from where a request's flags want it; the buffer is valid during the call only. */
    void send(ChangeRequest change, PeerAddress to, ByteBuffer answer);
}
