package dev.rallypoint.runtime;

import dev.rallypoint.protocol.PeerAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Buffer;
import io.netty.util.concurrent.Future;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Thousands of UDP sockets on one event loop that share the memory they read into and write from,
 * where {@link NettyUdpPort} has some of its own. They make no object for a datagram. Everything on
 * that loop; the figures may be read by any thread.
 */
public final class NettyRelayedSockets {
    /** What a receiver may write before a datagram. */
    public static final int HEADROOM_BYTES = 64;

    /** What a receiver may write behind a datagram. */
    public static final int TAIL_BYTES = 4;

    /** A longer datagram is cut off here: whoever gets one of this size knows. */
    public static final int DATAGRAM_BYTES = 2_048;

    private static final int MESSAGES = 16;

    /** Tried first: a relayed socket mostly has one datagram, and each place costs a little. */
    private static final int FEW_MESSAGES = 2;

    private static final int CALLS_PER_TURN = 8;
    private static final int CACHE_SET_BITS = 14;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private final ContextInternal context;
    private final UdpFigures figures = new UdpFigures();
    private final NettySharedOutbox outbox = new NettySharedOutbox(figures);
    private final NettyMessageVector messages = new NettyMessageVector(MESSAGES);
    private final ByteBuffer[] received = new ByteBuffer[MESSAGES];
    private final PeerAddressCache addresses = new PeerAddressCache(CACHE_SET_BITS);
    private final Runnable flush = this::flushAtTheEnd;
    private boolean flushIsDue;
    private int open;

    /**
     * @param context of the verticle, on an event loop
     */
    public NettyRelayedSockets(Context context) {
        this.context = (ContextInternal) context;
        int stride = HEADROOM_BYTES + DATAGRAM_BYTES + TAIL_BYTES;
        ByteBuffer memory = ByteBuffer.allocateDirect(MESSAGES * stride);
        long address = Buffer.memoryAddress(memory);
        for (int i = 0; i < MESSAGES; i++) {
            received[i] = memory.slice(i * stride, stride).order(ByteOrder.BIG_ENDIAN);
            messages.setMemory(i, address + (long) i * stride + HEADROOM_BYTES, DATAGRAM_BYTES);
        }
    }

    /** Whether this platform can do it: Linux with Netty's natives. */
    public static boolean isAvailable(Context context) {
        EventLoop loop = ((ContextInternal) context).nettyEventLoop();
        return NettyBatchSocket.isAvailable(loop);
    }

    /** Binds at once; empty if the port is taken or there are no more descriptors. */
    public Optional<NettyRelayedSocket> open(InetSocketAddress address) {
        boolean isIpv6 = address.getAddress() instanceof Inet6Address;
        LinuxSocket socket;
        try {
            socket = LinuxSocket.newSocketDgram(isIpv6);
        } catch (RuntimeException noDescriptor) {
            return Optional.empty();
        }
        try {
            if (isIpv6) {
                socket.setIntOpt(IPPROTO_IPV6, IPV6_V6ONLY, 1);
            }
            socket.bind(address);
        } catch (IOException taken) {
            closeQuietly(socket);
            return Optional.empty();
        }
        NettyRelayedSocket opened = new NettyRelayedSocket(this, socket, isIpv6);
        open++;
        register(opened);
        return Optional.of(opened);
    }

    private void register(NettyRelayedSocket socket) {
        ((IoEventLoop) context.nettyEventLoop())
                .register(socket)
                .addListener(
                        (Future<IoRegistration> done) -> {
                            if (done.isSuccess()) {
                                socket.begin(done.getNow());
                            } else {
                                report(done.cause());
                                socket.close();
                            }
                        });
    }

    void send(NettyRelayedSocket sender, PeerAddress to, ByteBuffer datagram) {
        outbox.offer(sender, to, datagram);
        if (!flushIsDue) {
            flushIsDue = true;
            context.nettyEventLoop().execute(flush);
        }
    }

    private void flushAtTheEnd() {
        flushIsDue = false;
        flush();
    }

    /** Sends what is queued now. */
    public void flush() {
        if (!outbox.isEmpty()) {
            outbox.flush();
        }
    }

    /** What is left when the turn is over is announced again. */
    void read(NettyRelayedSocket socket) {
        int wanted = FEW_MESSAGES;
        for (int call = 0; call < CALLS_PER_TURN && socket.isOpen(); call++) {
            int count = receive(socket, wanted);
            for (int i = 0; i < count; i++) {
                handOver(socket, i);
            }
            if (count < wanted) {
                return;
            }
            wanted = MESSAGES;
        }
    }

    private int receive(NettyRelayedSocket socket, int wanted) {
        try {
            return messages.receive(socket.descriptor(), socket.isIpv6(), wanted);
        } catch (IOException icmpErrorOfAnEarlierSend) {
            figures.sendFailed();
            return 0;
        }
    }

    /** The loop's edge: what got past here, be it an error, would end the loop's thread. */
    private void handOver(NettyRelayedSocket socket, int message) {
        int bytes = messages.receivedBytes(message);
        figures.received(bytes);
        ByteBuffer datagram =
                received[message].clear().limit(HEADROOM_BYTES + bytes).position(HEADROOM_BYTES);
        try {
            socket.receiver().onDatagram(messages.sender(message, addresses), datagram);
        } catch (Throwable bug) {
            report(bug);
        }
    }

    void report(Throwable bug) {
        context.reportException(bug);
    }

    void forget() {
        open--;
    }

    static void closeQuietly(LinuxSocket socket) {
        try {
            socket.close();
        } catch (IOException nothingIsLostWithIt) {
            // A UDP socket has nothing that closing could still deliver.
        }
    }

    /** Sockets that are open now; on the event loop only. */
    public int open() {
        return open;
    }

    /** Datagrams that the kernel refused to send. */
    public long sendFailures() {
        return figures.sendFailures();
    }
}
