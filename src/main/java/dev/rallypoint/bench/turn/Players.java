package dev.rallypoint.bench.turn;

import java.io.IOException;

/** All players of a load, by number; lobby after lobby. Used by one thread. */
public interface Players extends AutoCloseable {
    int count();

    /** What one send of a player must lead to: one for each other member of the lobby. */
    int deliveriesPerSend();

    /**
     * One message of that player to its lobby.
     *
     * @param isCounted whether {@link #drain} counts its deliveries
     */
    void send(int player, boolean isCounted) throws IOException;

    /** Takes what has arrived for that player and adds it to the counts. */
    void drain(int player) throws IOException;

    /** Counted messages taken so far. */
    long counted();

    /** All messages taken so far. */
    long taken();

    @Override
    void close() throws IOException;
}
