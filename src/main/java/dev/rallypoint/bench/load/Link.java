package dev.rallypoint.bench.load;

import java.nio.ByteBuffer;

/** How one player talks with the relay. Buffers are valid during the call only. */
interface Link {
    /** Sends one payload, position to limit. */
    boolean send(ByteBuffer payload, long nowMs);

    /** Sends what an idle player sends, if it is time: ten a second at most. */
    void keepAlive(long nowMs);

    /** Whether a datagram carries messages, by what can be read without opening it. */
    boolean isPayload(ByteBuffer datagram);

    /** Whether a datagram ends the session. */
    boolean isFarewell(ByteBuffer datagram);

    /** Opens a datagram and hands on the messages in it. */
    void open(ByteBuffer datagram, long nowMs, MessageReader.Sink sink);

    boolean isConnected();

    /** Why it never will be, or is no more; empty while there is hope. */
    String failure();

    /** Says goodbye. */
    void leave(long nowMs);
}
