package dev.rallypoint.runtime;

import dev.rallypoint.protocol.PeerAddress;
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
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A UDP socket over Netty's own datagram channels, for platforms without {@link NettyBatchSocket}:
 * a system call and several objects for each datagram.
 */
final class NettyChannelSocket extends ChannelInboundHandlerAdapter implements NettyUdpSocket {
    private static final int DATAGRAM_BYTES = 2_048;

    /** Datagrams read before what they caused is sent. */
    private static final int READ_BATCH = 64;

    /** Datagrams queued before they are handed to the kernel. */
    private static final int WRITE_BATCH = 512;

    /** Waiting in our memory beyond the kernel's own buffer; what comes on top is refused. */
    private static final WriteBufferWaterMark BACKLOG =
            new WriteBufferWaterMark(512 * 1_024, 1_024 * 1_024);

    private final Channel channel;
    private final Settings settings;
    private final SocketAddressCache addresses = new SocketAddressCache();
    private int unflushed;

    private NettyChannelSocket(Channel channel, Settings settings) {
        this.channel = channel;
        this.settings = settings;
    }

    /** Fails with an IOException if the address cannot be bound. */
    static Future<NettyUdpSocket> bind(
            EventLoop loop, InetSocketAddress address, Settings settings) {
        Promise<NettyUdpSocket> bound = loop.newPromise();
        ChannelFuture binding =
                new Bootstrap()
                        .group(loop)
                        .channel(channelOf(loop))
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.SO_RCVBUF, settings.bufferBytes())
                        .option(ChannelOption.SO_SNDBUF, settings.bufferBytes())
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, BACKLOG)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(DATAGRAM_BYTES)
                                        .maxMessagesPerRead(READ_BATCH))
                        .handler(new ChannelInboundHandlerAdapter())
                        .bind(address);
        binding.addListener(
                done -> {
                    if (!done.isSuccess()) {
                        bound.setFailure(done.cause());
                        return;
                    }
                    NettyChannelSocket socket = new NettyChannelSocket(binding.channel(), settings);
                    binding.channel().pipeline().addLast(socket);
                    bound.setSuccess(socket);
                });
        return bound;
    }

    private static Class<? extends DatagramChannel> channelOf(EventLoop loop) {
        boolean isEpoll =
                loop.parent() instanceof IoEventLoopGroup group
                        && group.isCompatible(EpollIoHandle.class);
        return isEpoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }

    @Override
    public void startReading() {
        channel.config().setAutoRead(true);
    }

    @Override
    public void send(PeerAddress to, ByteBuffer datagram) {
        if (unflushed >= WRITE_BATCH || !channel.isWritable()) {
            flush();
        }
        if (!channel.isWritable()) {
            settings.figures().sendFailed();
            return;
        }
        ByteBuf copy = channel.alloc().directBuffer(datagram.remaining());
        copy.writeBytes(datagram.duplicate());
        settings.figures().sent(copy.readableBytes());
        // The void promise makes no object; what fails comes to exceptionCaught.
        channel.write(new DatagramPacket(copy, addresses.of(to)), channel.voidPromise());
        unflushed++;
    }

    @Override
    public void flush() {
        unflushed = 0;
        channel.flush();
    }

    @Override
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public int receiveBufferBytes() {
        return granted(ChannelOption.SO_RCVBUF);
    }

    @Override
    public int sendBufferBytes() {
        return granted(ChannelOption.SO_SNDBUF);
    }

    /** Linux doubles what it is asked for (socket(7)); the JDK's channels halve it again. */
    private int granted(ChannelOption<Integer> option) {
        int reported = channel.config().getOption(option);
        return channel instanceof EpollDatagramChannel ? reported / 2 : reported;
    }

    @Override
    public long receiveQueueDrops() {
        return 0;
    }

    @Override
    public Future<?> closeSoon() {
        flush();
        return channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        try {
            ByteBuf content = packet.content();
            settings.figures().received(content.readableBytes());
            settings.receiver()
                    .onDatagram(
                            PeerAddress.of(packet.sender()),
                            content.nioBuffer(content.readerIndex(), content.readableBytes()));
        } finally {
            packet.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        settings.receiver().onBatchEnd();
        flush();
    }

    /**
     * A refused send (no route, no buffer, not permitted) or the ICMP error of an earlier one is
     * the peer's trouble, not the port's.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            settings.figures().sendFailed();
            return;
        }
        settings.onBug().accept(cause);
    }
}
