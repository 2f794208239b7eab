package dev.rallypoint.turn;

import java.util.Optional;

/** A router that forwards ports to this machine. Blocks, and may be interrupted. */
interface HomeRouter {
    /** Whether any answers; looked for anew each time. */
    boolean find() throws InterruptedException;

    /** Has a port forwarded, for another lease if it is already; empty if the router refuses. */
    Optional<Forward> forward(PortTable.Port port) throws InterruptedException;

    /** Gives all ports back. */
    void close();
}
