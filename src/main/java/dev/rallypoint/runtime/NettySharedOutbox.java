package dev.rallypoint.runtime;

import dev.rallypoint.protocol.PeerAddress;
import io.netty.channel.unix.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Datagrams of many sockets that wait for {@code sendmmsg}, one after the other in direct memory;
 * neighbours of one socket leave in one call. Belongs to one event loop.
 */
final class NettySharedOutbox {
    private static final int MESSAGES = 256;
    private static final int MEMORY_BYTES = MESSAGES * 1_344;

    private final UdpFigures figures;
    private final NettyMessageVector messages = new NettyMessageVector(MESSAGES);
    private final NettyRelayedSocket[] senders = new NettyRelayedSocket[MESSAGES];
    private final ByteBuffer memory = ByteBuffer.allocateDirect(MEMORY_BYTES);
    private final long memoryAddress = Buffer.memoryAddress(memory);
    private int count;

    NettySharedOutbox(UdpFigures figures) {
        this.figures = figures;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Queues a copy, after sending what waits if there is no room. */
    void offer(NettyRelayedSocket sender, PeerAddress to, ByteBuffer datagram) {
        int bytes = datagram.remaining();
        if (count == MESSAGES || bytes > memory.remaining()) {
            flush();
        }
        int start = memory.position();
        memory.put(start, datagram, datagram.position(), bytes).position(start + bytes);
        messages.setMemory(count, memoryAddress + start, bytes);
        messages.setRecipient(count, to);
        senders[count] = sender;
        count++;
        figures.sent(bytes);
    }

    /** Sends everything; what the kernel refuses is counted and passed over. */
    void flush() {
        int first = 0;
        while (first < count) {
            first = sendRun(first);
        }
        count = 0;
        memory.clear();
    }

    /** The messages of one socket that follow each other; answers what comes behind them. */
    private int sendRun(int first) {
        NettyRelayedSocket sender = senders[first];
        int end = first;
        while (end < count && senders[end] == sender) {
            end++;
        }
        int next = first;
        while (next < end) {
            next += sendSome(sender, next, end - next);
        }
        return end;
    }

    /**
     * One that cannot be sent (no route, port 0, too large, a full kernel) says nothing of the
     * next: peers' private addresses reach every TURN server.
     */
    private int sendSome(NettyRelayedSocket sender, int first, int most) {
        try {
            int accepted = messages.send(sender.descriptor(), sender.isIpv6(), first, most);
            if (accepted > 0) {
                return accepted;
            }
        } catch (IOException refused) {
            // Counted like what a full kernel does not take.
            figures.sendFailed();
            return 1;
        }
        figures.sendFailed();
        return 1;
    }
}
