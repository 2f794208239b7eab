package dev.rallypoint.protocol;

import java.nio.ByteBuffer;

/** The one way out of a protocol core. */
public interface Transmit {
    /**
     * Queues one datagram, the bytes from position to limit. The buffer is valid during the call
     * only: the implementation copies or sends before it returns, and never calls back.
     */
    void send(PeerAddress to, ByteBuffer datagram);
}
