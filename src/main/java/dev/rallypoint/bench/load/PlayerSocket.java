package dev.rallypoint.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** One source address: a connected socket that never blocks. */
final class PlayerSocket implements AutoCloseable {
    /**
     * So that a moment in which something else has our core does not look like the relay's loss.
     */
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    private static final ByteBuffer EMPTY = ByteBuffer.allocateDirect(0);
    private static final int NETS = 100;
    private static final int HOSTS = 250;

    private final DatagramChannel channel;
    private long troubles;

    private PlayerSocket(DatagramChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens a socket on the loopback address of a household: one of 127.100.0.0/15 where the system
     * has the whole net (Linux), so that limits by source see as many sources as on the internet.
     *
     * @param household any number from 0
     */
    static PlayerSocket open(InetSocketAddress target, int household) {
        try {
            DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            bind(channel, household);
            channel.connect(target);
            return new PlayerSocket(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("no socket for another player", e);
        }
    }

    private static void bind(DatagramChannel channel, int household) throws IOException {
        int host = household % HOSTS + 1;
        int net = household / HOSTS;
        byte[] address = {127, (byte) (NETS + net / HOSTS), (byte) (net % HOSTS), (byte) host};
        try {
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
        } catch (IOException oneLoopbackAddressOnly) {
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }
    }

    DatagramChannel channel() {
        return channel;
    }

    /** Position to limit; what the kernel refuses is counted. */
    boolean write(ByteBuffer datagram) {
        try {
            if (channel.write(datagram) > 0) {
                return true;
            }
        } catch (IOException refused) {
            troubles++;
            return false;
        }
        troubles++;
        return false;
    }

    /**
     * Sends a datagram without bytes. A connected channel passes over what is empty, so the socket
     * is connected no more after this.
     */
    void writeEmpty(InetSocketAddress target) {
        try {
            if (channel.isConnected()) {
                channel.disconnect();
            }
            channel.send(EMPTY.clear(), target);
        } catch (IOException refused) {
            troubles++;
        }
    }

    /**
     * Reads one datagram into the cleared buffer and flips it.
     *
     * @return false if there is none
     */
    boolean read(ByteBuffer buffer) {
        buffer.clear();
        try {
            int bytes = channel.read(buffer);
            buffer.flip();
            return bytes > 0;
        } catch (IOException refused) {
            // The ICMP error of an earlier send: the relay is gone.
            troubles++;
            return false;
        }
    }

    /** Sends and reads that failed. */
    long troubles() {
        return troubles;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
