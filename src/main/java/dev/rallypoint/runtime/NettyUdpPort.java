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
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One UDP port on a verticle's own event loop: datagrams come in and go out in batches (recvmmsg
 * and sendmmsg where the transport is epoll). Everything runs on that loop; {@link #send} must be
 * called there. This is the one class to tune.
 */
public final class NettyUdpPort implements Transmit {
    private static final int DATAGRAM_BYTES = 2_048;
    private static final int BATCH = 64;

    /** Who gets the datagrams. */
    public interface Receiver {
        /**
         * One datagram, position to limit; the buffer is valid during the call only, and writable.
         */
        void onDatagram(PeerAddress from, ByteBuffer datagram);
    }

    private final ContextInternal context;
    private final int bufferBytes;
    private Channel channel;
    private boolean reading;
    private long bytesIn;
    private long bytesOut;
    private long datagramsIn;
    private long datagramsOut;
    private long sendFailures;

    /**
     * @param context of the verticle, on an event loop
     * @param bufferBytes wanted for the kernel's buffer in each direction
     */
    public NettyUdpPort(Context context, int bufferBytes) {
        this.context = (ContextInternal) context;
        this.bufferBytes = bufferBytes;
    }

    /**
     * Binds and begins to read.
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
                        .option(ChannelOption.SO_RCVBUF, bufferBytes)
                        .option(ChannelOption.SO_SNDBUF, bufferBytes)
                        .handler(new Inbound(receiver));
        if (!(loop.parent() instanceof IoEventLoopGroup group
                && group.isCompatible(EpollIoHandle.class))) {
            return bootstrap
                    .channel(NioDatagramChannel.class)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(DATAGRAM_BYTES)
                                    .maxMessagesPerRead(BATCH));
        }
        return bootstrap
                .channel(EpollDatagramChannel.class)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_BYTES)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(DATAGRAM_BYTES * BATCH));
    }

    /** The bound port. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** What the kernel granted of the wanted receive buffer, in bytes. */
    public int grantedReceiveBufferBytes() {
        return channel.config().getOption(ChannelOption.SO_RCVBUF);
    }

    /** Queues a copy; it leaves at the end of the batch that is being read, or at once. */
    @Override
    public void send(PeerAddress to, ByteBuffer datagram) {
        ByteBuf copy = channel.alloc().directBuffer(datagram.remaining());
        copy.writeBytes(datagram.duplicate());
        datagramsOut++;
        bytesOut += copy.readableBytes();
        channel.write(new DatagramPacket(copy, to.toInetSocketAddress()))
                .addListener(this::countFailure);
        if (!reading) {
            channel.flush();
        }
    }

    private void countFailure(io.netty.util.concurrent.Future<? super Void> done) {
        if (!done.isSuccess()) {
            sendFailures++;
        }
    }

    public Future<Void> close() {
        Promise<Void> closed = context.promise();
        channel.close().addListener(done -> closed.complete());
        return closed.future();
    }

    public long datagramsIn() {
        return datagramsIn;
    }

    public long datagramsOut() {
        return datagramsOut;
    }

    public long bytesIn() {
        return bytesIn;
    }

    public long bytesOut() {
        return bytesOut;
    }

    /** Datagrams the kernel refused to send. */
    public long sendFailures() {
        return sendFailures;
    }

    private final class Inbound extends ChannelInboundHandlerAdapter {
        private final Receiver receiver;

        Inbound(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            reading = true;
            try {
                ByteBuf content = packet.content();
                datagramsIn++;
                bytesIn += content.readableBytes();
                receiver.onDatagram(
                        PeerAddress.of(packet.sender()),
                        content.nioBuffer(content.readerIndex(), content.readableBytes()));
            } finally {
                packet.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            reading = false;
            ctx.flush();
        }

        /**
         * An ICMP error of an earlier send (port unreachable) is the peer's trouble, not the
         * port's.
         */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (cause instanceof java.io.IOException) {
                sendFailures++;
                return;
            }
            context.reportException(cause);
        }
    }
}
