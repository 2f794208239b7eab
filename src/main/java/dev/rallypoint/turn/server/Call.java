package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.StunMessage;
import java.util.Optional;

/**
 * One request and where it came from: door and client are its 5-tuple.
 *
 * @param request valid during the call only
 */
record Call(ClientDoor door, PeerAddress client, StunMessage request, long nowMs) {
    /** The allocation of the 5-tuple; one that has expired is none, be it still there. */
    Optional<Allocation> allocation() {
        return door.findAllocation(client).filter(found -> found.isAlive(nowMs));
    }
}
