package dev.rallypoint.runtime;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One UDP port on a verticle's own event loop: datagrams come in and go out in batches where the
 * platform can ({@link NettyBatchSocket}). Everything runs on that loop, and {@link #send} must be
 * called there; the figures may be read by any thread.
 */
public final class NettyUdpPort implements Transmit {
    /** Datagrams read in one go at most: fewer emptied the socket. */
    public static final int READ_BATCH = 64;

    /** Who gets the datagrams. */
    public interface Receiver {
        /**
         * One datagram, position to limit; the buffer is valid during the call only, and writable.
         */
        void onDatagram(PeerAddress from, ByteBuffer datagram);

        /**
         * Everything that was read in one go has been handed over; what is sent in here leaves with
         * what the datagrams caused. Also called without a datagram, where that is news: the batch
         * before was full, and emptied the socket.
         */
        default void onBatchEnd() {}
    }

    private final ContextInternal context;
    private final int bufferBytes;
    private final UdpFigures figures = new UdpFigures();
    private final Runnable flush = this::flush;
    private NettyUdpSocket socket;
    private boolean flushIsDue;
    private boolean isBatched;

    /**
     * @param context of the verticle, on an event loop
     * @param bufferBytes wanted for the kernel's buffer in each direction
     */
    public NettyUdpPort(Context context, int bufferBytes) {
        this.context = (ContextInternal) context;
        this.bufferBytes = bufferBytes;
    }

    /**
     * Binds, and begins to read after the handlers of the returned future have run.
     *
     * @param port 0 = any free one
     */
    public Future<Void> open(String host, int port, Receiver receiver) {
        Promise<Void> opened = context.promise();
        EventLoop loop = context.nettyEventLoop();
        InetSocketAddress address = new InetSocketAddress(host, port);
        NettyUdpSocket.Settings settings =
                new NettyUdpSocket.Settings(
                        bufferBytes, receiver, figures, context::reportException);
        isBatched = NettyBatchSocket.isAvailable(loop);
        io.netty.util.concurrent.Future<NettyUdpSocket> binding =
                isBatched
                        ? NettyBatchSocket.bind(loop, address, settings)
                        : NettyChannelSocket.bind(loop, address, settings);
        binding.addListener(
                done -> {
                    if (done.isSuccess()) {
                        socket = binding.getNow();
                        opened.complete();
                        context.runOnContext(later -> socket.startReading());
                    } else {
                        opened.fail(done.cause());
                    }
                });
        return opened.future();
    }

    /**
     * Whether datagrams are read and written many at a time; otherwise one by one, which takes
     * about twice the CPU.
     */
    public boolean isBatched() {
        return isBatched;
    }

    /** The bound port. */
    public int port() {
        return socket.port();
    }

    /**
     * What the kernel granted of the wanted receive buffer, in bytes; less than wanted if
     * net.core.rmem_max is lower.
     */
    public int grantedReceiveBufferBytes() {
        return socket.receiveBufferBytes();
    }

    /** The same for the send buffer and net.core.wmem_max. */
    public int grantedSendBufferBytes() {
        return socket.sendBufferBytes();
    }

    /**
     * Datagrams that the kernel dropped because they were not read in time, since the port was
     * opened, modulo 2^32; 0 where the platform does not say. On the event loop only.
     */
    public long receiveQueueDrops() {
        return socket.receiveQueueDrops();
    }

    /**
     * Queues a copy; it leaves with everything else that this turn of the event loop sends, in a
     * few system calls. If the kernel takes no more and the backlog is full, it is refused and
     * counted.
     */
    @Override
    public void send(PeerAddress to, ByteBuffer datagram) {
        socket.send(to, datagram);
        if (!flushIsDue) {
            flushIsDue = true;
            context.nettyEventLoop().execute(flush);
        }
    }

    /** After the batch that is being read, or after the timer or command that is running. */
    private void flush() {
        flushIsDue = false;
        socket.flush();
    }

    /** Sends what is queued, then closes. */
    public Future<Void> close() {
        Promise<Void> closed = context.promise();
        if (socket == null) {
            closed.complete();
        } else {
            socket.closeSoon().addListener(done -> closed.complete());
        }
        return closed.future();
    }

    public long datagramsIn() {
        return figures.datagramsIn();
    }

    /** Datagrams given to the kernel, those it then refused included. */
    public long datagramsOut() {
        return figures.datagramsOut();
    }

    public long bytesIn() {
        return figures.bytesIn();
    }

    public long bytesOut() {
        return figures.bytesOut();
    }

    /** Datagrams that did not leave: refused by the kernel, or by a full backlog. */
    public long sendFailures() {
        return figures.sendFailures();
    }
}
