package dev.rallypoint.bench.load;

import java.nio.ByteBuffer;

/** The last genuine datagrams of players, to be replayed. Records only while it runs. */
final class Tape {
    private static final int PLACES = 1_024;

    private final byte[][] datagrams = new byte[PLACES][];
    private final PlayerSocket[] senders = new PlayerSocket[PLACES];
    private boolean runs;
    private int recorded;

    void run(boolean on) {
        runs = on;
        recorded = 0;
    }

    /** Position to limit; left as it was. */
    void record(PlayerSocket sender, ByteBuffer datagram) {
        if (!runs) {
            return;
        }
        byte[] copy = new byte[datagram.remaining()];
        datagram.get(datagram.position(), copy);
        int place = recorded++ % PLACES;
        datagrams[place] = copy;
        senders[place] = sender;
    }

    boolean isEmpty() {
        return recorded == 0;
    }

    /** One of those that are kept, by any number. */
    byte[] datagram(int number) {
        return datagrams[number % kept()];
    }

    /** Who sent it. */
    PlayerSocket sender(int number) {
        return senders[number % kept()];
    }

    private int kept() {
        return Math.min(recorded, PLACES);
    }
}
