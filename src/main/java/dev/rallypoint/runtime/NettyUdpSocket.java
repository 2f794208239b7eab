package dev.rallypoint.runtime;

import dev.rallypoint.protocol.PeerAddress;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A bound UDP socket on an event loop, where all of this must be called. */
interface NettyUdpSocket {
    /**
     * What a socket is made with.
     *
     * @param bufferBytes wanted for the kernel's buffer in each direction
     * @param receiver gets what is read
     * @param figures counts what is read and written
     * @param onBug gets what the receiver throws
     */
    record Settings(
            int bufferBytes,
            NettyUdpPort.Receiver receiver,
            UdpFigures figures,
            Consumer<Throwable> onBug) {}

    /** Begins to read. */
    void startReading();

    /** Queues a copy until {@link #flush}, or refuses and counts it. */
    void send(PeerAddress to, ByteBuffer datagram);

    /** Hands what is queued to the kernel, as far as it takes it; the rest follows by itself. */
    void flush();

    /** The bound port. */
    int port();

    /** What the kernel granted, in bytes. */
    int receiveBufferBytes();

    /** What the kernel granted, in bytes. */
    int sendBufferBytes();

    /**
     * Datagrams that the kernel dropped because nobody read them in time; 0 where it does not say.
     */
    long receiveQueueDrops();

    /** Flushes, then closes. */
    Future<?> closeSoon();
}
