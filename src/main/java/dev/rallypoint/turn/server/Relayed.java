package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.IpFamily;

/**
 * A relayed transport address.
 *
 * @param address as peers see it
 */
record Relayed(PeerAddress address, RelayedPort port) {
    IpFamily family() {
        return IpFamily.of(address);
    }
}
