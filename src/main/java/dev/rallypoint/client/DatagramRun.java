package dev.rallypoint.client;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/** One UDP socket for cores that ask something and are over soon; blocks the calling thread. */
public final class DatagramRun implements AutoCloseable {
    /** Pure; all times are microseconds of any clock that never jumps. */
    public interface Core {
        /**
         * @param out to be used until it is over
         */
        void start(Transmit out, long nowMicros);

        /** One datagram, position to limit, valid during the call only. */
        void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMicros);

        /** Cheap when called too early. */
        void onTimer(long nowMicros);

        long nextDeadlineMicros();

        boolean isOver();
    }

    private static final int MAX_DATAGRAM_BYTES = 65_536;
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;

    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer datagram = ByteBuffer.allocate(MAX_DATAGRAM_BYTES);

    private DatagramRun(DatagramChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    /**
     * A socket for IPv4 and IPv6 on a free port.
     *
     * @throws UncheckedIOException if the system grants none
     */
    public static DatagramRun open() {
        try {
            Selector selector = Selector.open();
            try {
                return new DatagramRun(bound(selector), selector);
            } catch (IOException failure) {
                selector.close();
                throw failure;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DatagramChannel bound(Selector selector) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
            channel.bind(null).configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return channel;
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    /** The port that the socket has on this machine. */
    public int localPort() {
        try {
            return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Blocks until the core is over; cores may follow each other on the same socket. */
    public void run(Core core) {
        core.start(this::send, nowMicros());
        while (!core.isOver() && !Thread.currentThread().isInterrupted()) {
            await(core.nextDeadlineMicros() - nowMicros());
            receive(core);
            core.onTimer(nowMicros());
        }
    }

    private void await(long waitMicros) {
        try {
            if (waitMicros <= 0) {
                selector.selectNow();
            } else {
                // Rounded up: waking before the time would only spin.
                selector.select(TimeUnit.MICROSECONDS.toMillis(waitMicros) + 1);
            }
            selector.selectedKeys().clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive(Core core) {
        while (!core.isOver()) {
            datagram.clear();
            InetSocketAddress from = receive();
            if (from == null) {
                return;
            }
            core.onDatagram(PeerAddress.of(from), datagram.flip(), nowMicros());
        }
    }

    /** Null if nothing is there, or if the system reports an error of an earlier send. */
    private InetSocketAddress receive() {
        try {
            return (InetSocketAddress) channel.receive(datagram);
        } catch (IOException unreachable) {
            return null;
        }
    }

    private void send(PeerAddress to, ByteBuffer bytes) {
        try {
            channel.send(bytes, to.toInetSocketAddress());
        } catch (IOException unreachable) {
            // As good as lost on the way: the core's patience decides.
        }
    }

    private static long nowMicros() {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    }

    @Override
    public void close() {
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
