package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;

/** One bound relayed transport address of the node; nobody else's until it is closed. */
public interface RelayedPort {
    /** What a receiver of datagrams may write before and behind one: a Data indication's rest. */
    int HEADROOM_BYTES = 64;

    /** The same behind it: padding. */
    int TAIL_BYTES = 4;

    /** Who gets what peers send. */
    interface Receiver {
        /**
         * One datagram, position to limit, valid during the call only; {@link #HEADROOM_BYTES}
         * before and {@link #TAIL_BYTES} behind it are the receiver's to write.
         */
        void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs);
    }

    int port();

    /** From now on, instead of whoever got it before. */
    void receiveWith(Receiver receiver);

    /** Queues a copy. What cannot be sent is dropped and counted, and harms nothing else. */
    void send(PeerAddress peer, ByteBuffer datagram);

    /** The same with the DF bit set (RFC 8656 §14). */
    void sendUnfragmented(PeerAddress peer, ByteBuffer datagram);

    void close();
}
