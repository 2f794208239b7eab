package dev.rallypoint.runtime;

import dev.rallypoint.protocol.PeerAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A UDP socket on an epoll event loop that reads with {@code recvmmsg} and writes with {@code
 * sendmmsg} and makes no object for a datagram. A datagram's way: {@link #handle}, {@link #read},
 * the receiver, {@link #send}, {@link #flush}.
 */
final class NettyBatchSocket implements NettyUdpSocket, EpollIoHandle {
    private static final int DATAGRAM_BYTES = 2_048;
    private static final int MESSAGES_PER_CALL = NettyUdpPort.READ_BATCH;

    /** After so many the loop's timers and its other sockets have their turn. */
    private static final int CALLS_PER_TURN = 16;

    /** Addresses that are known: 65,536. */
    private static final int CACHE_SET_BITS = 14;

    // From the kernel's asm-generic/socket.h and linux/sock_diag.h.
    private static final int SOL_SOCKET = 1;
    private static final int SO_MEMINFO = 55;
    private static final int SK_MEMINFO_DROPS = 8;
    private static final int SK_MEMINFO_VARS = 9;

    private final LinuxSocket socket;
    private final boolean ipv6;
    private final Settings settings;
    private final IoEventLoop loop;
    private final NettyMessageVector messages = new NettyMessageVector(MESSAGES_PER_CALL);
    private final ByteBuffer[] received = new ByteBuffer[MESSAGES_PER_CALL];
    private final PeerAddressCache addresses = new PeerAddressCache(CACHE_SET_BITS);
    private final NettyOutbox outbox;
    private final ByteBuffer memoryInfo =
            ByteBuffer.allocateDirect(SK_MEMINFO_VARS * Integer.BYTES)
                    .order(ByteOrder.nativeOrder());
    private IoRegistration registration;
    private EpollIoOps interest = EpollIoOps.NONE;
    private boolean isReading;

    /** The kernel took no more; asked again after each batch, or when it says that it does. */
    private boolean isBackedUp;

    private boolean closed;

    private NettyBatchSocket(
            LinuxSocket socket, boolean ipv6, Settings settings, IoEventLoop loop) {
        this.socket = socket;
        this.ipv6 = ipv6;
        this.settings = settings;
        this.loop = loop;
        outbox = new NettyOutbox(settings.figures());
        ByteBuffer memory = ByteBuffer.allocateDirect(MESSAGES_PER_CALL * DATAGRAM_BYTES);
        long address = Buffer.memoryAddress(memory);
        for (int i = 0; i < MESSAGES_PER_CALL; i++) {
            received[i] = memory.slice(i * DATAGRAM_BYTES, DATAGRAM_BYTES);
            messages.setMemory(i, address + (long) i * DATAGRAM_BYTES, DATAGRAM_BYTES);
        }
    }

    /** Whether the loop, the platform and this version of Netty can do it. */
    static boolean isAvailable(EventLoop loop) {
        return loop.parent() instanceof IoEventLoopGroup group
                && group.isCompatible(EpollIoHandle.class)
                && NettyMessageVector.isAvailable();
    }

    /** Binds in the caller's thread; fails with an IOException if that cannot be done. */
    static Future<NettyUdpSocket> bind(
            EventLoop eventLoop, InetSocketAddress address, Settings settings) {
        IoEventLoop loop = (IoEventLoop) eventLoop;
        if (address.isUnresolved()) {
            return loop.newFailedFuture(new UnknownHostException(address.getHostString()));
        }
        boolean onlyIpv4 =
                address.getAddress() instanceof Inet4Address ipv4 && !ipv4.isAnyLocalAddress();
        boolean ipv6 = !onlyIpv4 && LinuxSocket.isIPv6Preferred();
        LinuxSocket socket = LinuxSocket.newSocketDgram(ipv6);
        try {
            socket.setReceiveBufferSize(settings.bufferBytes());
            socket.setSendBufferSize(settings.bufferBytes());
            socket.bind(address);
        } catch (IOException e) {
            closeQuietly(socket);
            return loop.newFailedFuture(e);
        }
        NettyBatchSocket bound = new NettyBatchSocket(socket, ipv6, settings, loop);
        Promise<NettyUdpSocket> registered = loop.newPromise();
        loop.register(bound)
                .addListener(
                        (Future<IoRegistration> done) -> {
                            if (done.isSuccess()) {
                                bound.registration = done.getNow();
                                registered.setSuccess(bound);
                            } else {
                                closeQuietly(socket);
                                registered.setFailure(done.cause());
                            }
                        });
        return registered;
    }

    @Override
    public void startReading() {
        isReading = true;
        listenFor(EpollIoOps.EPOLLIN);
    }

    /** The loop says that the socket is ready for something. */
    @Override
    public void handle(IoRegistration ready, IoEvent event) {
        EpollIoOps ops = ((EpollIoEvent) event).ops();
        if (ops.contains(EpollIoOps.EPOLLERR)) {
            forgetError();
        }
        if (ops.contains(EpollIoOps.EPOLLOUT)) {
            flush();
        }
        if (isReading && ops.contains(EpollIoOps.EPOLLIN)) {
            read();
        }
    }

    /** What is left when the turn is over is announced again. */
    private void read() {
        for (int call = 0; call < CALLS_PER_TURN && !closed; call++) {
            int count = receive();
            for (int i = 0; i < count; i++) {
                handOver(i);
            }
            // Behind a full batch also none is news: the full one was the last.
            if (count > 0 || call > 0) {
                endBatch();
            }
            if (count < MESSAGES_PER_CALL) {
                return;
            }
        }
    }

    private int receive() {
        try {
            return messages.receive(socket.intValue(), ipv6, MESSAGES_PER_CALL);
        } catch (IOException icmpErrorOfAnEarlierSend) {
            settings.figures().sendFailed();
            return 0;
        }
    }

    /** The loop's edge: what got past here, be it an error, would end the loop's thread. */
    private void handOver(int message) {
        int bytes = messages.receivedBytes(message);
        settings.figures().received(bytes);
        ByteBuffer datagram = received[message].clear().order(ByteOrder.BIG_ENDIAN).limit(bytes);
        try {
            settings.receiver().onDatagram(messages.sender(message, addresses), datagram);
        } catch (Throwable bug) {
            settings.onBug().accept(bug);
        }
    }

    private void endBatch() {
        try {
            settings.receiver().onBatchEnd();
        } catch (Throwable bug) {
            settings.onBug().accept(bug);
        }
        flush();
    }

    @Override
    public void send(PeerAddress to, ByteBuffer datagram) {
        // Asking a full kernel again for each datagram would cost more than what it refuses.
        if (outbox.isDue() && !isBackedUp) {
            flush();
        }
        if (!outbox.offer(to, datagram)) {
            settings.figures().sendFailed();
        }
    }

    @Override
    public void flush() {
        if (closed) {
            return;
        }
        isBackedUp = !outbox.flush(socket.intValue(), ipv6);
        EpollIoOps reading = isReading ? EpollIoOps.EPOLLIN : EpollIoOps.NONE;
        listenFor(isBackedUp ? reading.with(EpollIoOps.EPOLLOUT) : reading);
    }

    private void listenFor(EpollIoOps wanted) {
        if (!wanted.equals(interest) && registration.isValid()) {
            interest = wanted;
            registration.submit(wanted);
        }
    }

    /** Or the loop would announce it for ever. */
    private void forgetError() {
        try {
            socket.getSoError();
        } catch (IOException e) {
            settings.onBug().accept(e);
        }
        settings.figures().sendFailed();
    }

    @Override
    public int port() {
        return socket.localAddress().getPort();
    }

    /** Linux doubles what it is asked for, for its own records (socket(7)). */
    @Override
    public int receiveBufferBytes() {
        try {
            return socket.getReceiveBufferSize() / 2;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int sendBufferBytes() {
        try {
            return socket.getSendBufferSize() / 2;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long receiveQueueDrops() {
        try {
            socket.getRawOpt(SOL_SOCKET, SO_MEMINFO, memoryInfo.clear());
        } catch (IOException olderKernelOrClosed) {
            return 0;
        }
        return Integer.toUnsignedLong(memoryInfo.getInt(SK_MEMINFO_DROPS * Integer.BYTES));
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public Future<?> closeSoon() {
        return loop.submit(this::close);
    }

    /** Also called by a loop that ends. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        flush();
        closed = true;
        registration.cancel();
        closeQuietly(socket);
    }

    private static void closeQuietly(LinuxSocket socket) {
        try {
            socket.close();
        } catch (IOException nothingIsLostWithIt) {
            // A UDP socket has nothing that closing could still deliver.
        }
    }
}
