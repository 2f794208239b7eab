package dev.rallypoint.edge;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.security.ConnectionLimits.Admission;
import dev.rallypoint.security.CutReason;

/** Who may come in at a port, as its gate asks before anything was read. One thread. */
public interface ConnectionDoor {
    /** A seat until the connection closes, or why there is none. */
    Admission admit(PeerAddress source);

    /** A connection was refused. */
    void onCut(CutReason reason);
}
