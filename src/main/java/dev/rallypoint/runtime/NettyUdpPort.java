package dev.rallypoint.runtime;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One UDP port on a verticle's own event loop: datagrams come in and go out in batches (recvmmsg
 * and sendmmsg where the transport is epoll). Everything runs on that loop, and {@link #send} must
 * be called there; the figures may be read by any thread. This is the one class to tune.
 */
public final class NettyUdpPort implements Transmit {
    private static final int DATAGRAM_BYTES = 2_048;

    /** Datagrams read before what they caused is sent. */
    private static final int READ_BATCH = 64;

    /** Datagrams of one sendmmsg; the kernel takes no more than 1,024. */
    private static final int WRITE_BATCH = 512;

    /** Waiting in our memory beyond the kernel's own buffer; what comes on top is refused. */
    private static final WriteBufferWaterMark BACKLOG =
            new WriteBufferWaterMark(512 * 1_024, 1_024 * 1_024);

    /** Who gets the datagrams. */
    public interface Receiver {
        /**
         * One datagram, position to limit; the buffer is valid during the call only, and writable.
         */
        void onDatagram(PeerAddress from, ByteBuffer datagram);

        /**
         * Everything that was read in one go has been handed over; what is sent in here leaves with
         * what the datagrams caused.
         */
        default void onBatchEnd() {}
    }

    private final ContextInternal context;
    private final int bufferBytes;
    private final SocketAddressCache addresses = new SocketAddressCache();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong datagramsIn = new AtomicLong();
    private final AtomicLong datagramsOut = new AtomicLong();
    private final AtomicLong sendFailures = new AtomicLong();
    private Channel channel;
    private boolean flushIsDue;
    private int unflushed;

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
        ChannelFuture binding = bootstrap(receiver).bind(new InetSocketAddress(host, port));
        channel = binding.channel();
        binding.addListener(
                done -> {
                    if (done.isSuccess()) {
                        opened.complete();
                        context.runOnContext(later -> channel.config().setAutoRead(true));
                    } else {
                        opened.fail(done.cause());
                    }
                });
        return opened.future();
    }

    private Bootstrap bootstrap(Receiver receiver) {
        EventLoop loop = context.nettyEventLoop();
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop)
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.SO_RCVBUF, bufferBytes)
                        .option(ChannelOption.SO_SNDBUF, bufferBytes)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, BACKLOG)
                        .handler(new Inbound(receiver));
        if (!(loop.parent() instanceof IoEventLoopGroup group
                && group.isCompatible(EpollIoHandle.class))) {
            return bootstrap
                    .channel(NioDatagramChannel.class)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(DATAGRAM_BYTES)
                                    .maxMessagesPerRead(READ_BATCH));
        }
        return bootstrap
                .channel(EpollDatagramChannel.class)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_BYTES)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(DATAGRAM_BYTES * READ_BATCH));
    }

    /** The bound port. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /**
     * What the kernel granted of the wanted receive buffer, in bytes; less than wanted if
     * net.core.rmem_max is lower.
     */
    public int grantedReceiveBufferBytes() {
        return granted(ChannelOption.SO_RCVBUF);
    }

    /** The same for the send buffer and net.core.wmem_max. */
    public int grantedSendBufferBytes() {
        return granted(ChannelOption.SO_SNDBUF);
    }

    /** Linux doubles what it is asked for (socket(7)); the JDK's channels halve it again. */
    private int granted(ChannelOption<Integer> option) {
        int reported = channel.config().getOption(option);
        return channel instanceof EpollDatagramChannel ? reported / 2 : reported;
    }

    /**
     * Queues a copy; it leaves with everything else that this turn of the event loop sends, in a
     * few system calls. If the kernel takes no more and the backlog is full, it is refused and
     * counted.
     */
    @Override
    public void send(PeerAddress to, ByteBuffer datagram) {
        if (unflushed >= WRITE_BATCH || !channel.isWritable()) {
            flush();
        }
        if (!channel.isWritable()) {
            add(sendFailures, 1);
            return;
        }
        ByteBuf copy = channel.alloc().directBuffer(datagram.remaining());
        copy.writeBytes(datagram.duplicate());
        add(datagramsOut, 1);
        add(bytesOut, copy.readableBytes());
        // The void promise makes no object; what fails comes to exceptionCaught.
        channel.write(new DatagramPacket(copy, addresses.of(to)), channel.voidPromise());
        unflushed++;
        flushSoon();
    }

    /** After the batch that is being read, or after the timer or command that is running. */
    private void flushSoon() {
        if (!flushIsDue) {
            flushIsDue = true;
            channel.eventLoop().execute(this::flush);
        }
    }

    private void flush() {
        flushIsDue = false;
        unflushed = 0;
        channel.flush();
    }

    /** Sends what is queued, then closes. */
    public Future<Void> close() {
        Promise<Void> closed = context.promise();
        flush();
        channel.close().addListener(done -> closed.complete());
        return closed.future();
    }

    public long datagramsIn() {
        return datagramsIn.get();
    }

    /** Datagrams given to the kernel, those it then refused included. */
    public long datagramsOut() {
        return datagramsOut.get();
    }

    public long bytesIn() {
        return bytesIn.get();
    }

    public long bytesOut() {
        return bytesOut.get();
    }

    /** Datagrams that did not leave: refused by the kernel, or by a full backlog. */
    public long sendFailures() {
        return sendFailures.get();
    }

    /** The loop is the one writer: an ordered store is enough. */
    private static void add(AtomicLong figure, long amount) {
        figure.lazySet(figure.getPlain() + amount);
    }

    private final class Inbound extends ChannelInboundHandlerAdapter {
        private final Receiver receiver;

        Inbound(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            try {
                ByteBuf content = packet.content();
                add(datagramsIn, 1);
                add(bytesIn, content.readableBytes());
                receiver.onDatagram(
                        PeerAddress.of(packet.sender()),
                        content.nioBuffer(content.readerIndex(), content.readableBytes()));
            } finally {
                packet.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            receiver.onBatchEnd();
            flush();
        }

        /**
         * A refused send (no route, no buffer, not permitted) or the ICMP error of an earlier one
         * is the peer's trouble, not the port's.
         */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (cause instanceof IOException) {
                add(sendFailures, 1);
                return;
            }
            context.reportException(cause);
        }
    }
}
