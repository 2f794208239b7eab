package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.stun.IpFamily;
import java.util.Optional;

/** Where relayed ports come from. */
public interface RelayedPorts {
    /** Binds a port, at once; empty if that cannot be done. Drops what comes until told better. */
    Optional<RelayedPort> open(IpFamily family, int port);

    /** Whether {@link RelayedPort#sendUnfragmented} can be had. */
    boolean canForbidFragments();
}
