package dev.rallypoint.runtime;

import dev.rallypoint.protocol.PeerAddress;
import io.netty.channel.unix.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Datagrams that wait for {@code sendmmsg}, one after the other in direct memory. */
final class NettyOutbox {
    private static final int MESSAGES = 1_024;

    /** As many datagrams of the largest size that a relay sends. */
    private static final int MEMORY_BYTES = MESSAGES * 1_344;

    /** Of one system call: so many fit on its stack and in the processor's nearest cache. */
    private static final int MESSAGES_PER_CALL = 64;

    private final UdpFigures figures;
    private final NettyMessageVector messages = new NettyMessageVector(MESSAGES);
    private final ByteBuffer memory = ByteBuffer.allocateDirect(MEMORY_BYTES);
    private final long memoryAddress = Buffer.memoryAddress(memory);
    private int count;
    private int sent;

    NettyOutbox(UdpFigures figures) {
        this.figures = figures;
    }

    /** Queues a copy. False if there is no room until {@link #flush} has sent everything. */
    boolean offer(PeerAddress to, ByteBuffer datagram) {
        int bytes = datagram.remaining();
        if (count == MESSAGES || bytes > memory.remaining()) {
            return false;
        }
        int start = memory.position();
        memory.put(start, datagram, datagram.position(), bytes).position(start + bytes);
        messages.setMemory(count, memoryAddress + start, bytes);
        messages.setRecipient(count, to);
        count++;
        figures.sent(bytes);
        return true;
    }

    /** Whether so much waits that it should leave before more is made. */
    boolean isDue() {
        return count - sent >= MESSAGES_PER_CALL;
    }

    /**
     * Sends what waits; what the kernel refuses is counted and passed over.
     *
     * @return whether nothing waits any more; otherwise the kernel's buffer is full
     */
    boolean flush(int fd, boolean ipv6) {
        while (sent < count) {
            int accepted;
            try {
                accepted = messages.send(fd, ipv6, sent, Math.min(count - sent, MESSAGES_PER_CALL));
            } catch (IOException refused) {
                figures.sendFailed();
                accepted = 1;
            }
            if (accepted == 0) {
                return false;
            }
            sent += accepted;
        }
        count = 0;
        sent = 0;
        memory.clear();
        return true;
    }
}
