package dev.rallypoint.bench.load;

import java.nio.ByteBuffer;

/** One player, and his counts of the run that is on. */
final class Player {
    private final int index;
    private final int lobby;
    private final PlayerSocket socket;
    private final Link link;
    private int sent;
    private long received;
    private long others;
    private boolean farewell;

    /**
     * @param index his place in the crowd
     * @param lobby its place in the crowd
     */
    Player(int index, int lobby, PlayerSocket socket, Link link) {
        this.index = index;
        this.lobby = lobby;
        this.socket = socket;
        this.link = link;
    }

    int index() {
        return index;
    }

    int lobby() {
        return lobby;
    }

    PlayerSocket socket() {
        return socket;
    }

    Link link() {
        return link;
    }

    void beginRun() {
        sent = 0;
        received = 0;
        others = 0;
    }

    /** The sequence of his next message: how many he has sent in this run. */
    int sent() {
        return sent;
    }

    void countSent() {
        sent++;
    }

    /** Datagrams with messages that came in this run. */
    long received() {
        return received;
    }

    /** Datagrams without messages. */
    long others() {
        return others;
    }

    /** Whether the relay ended his session. */
    boolean isGone() {
        return farewell;
    }

    void count(ByteBuffer datagram) {
        if (link.isPayload(datagram)) {
            received++;
            return;
        }
        others++;
        farewell |= link.isFarewell(datagram);
    }

    void leave(long nowMs) {
        link.leave(nowMs);
        socket.close();
    }
}
