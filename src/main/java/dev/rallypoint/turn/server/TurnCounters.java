package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.DropReason;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** What became of data. Written by the event loop alone, read by any thread. */
public final class TurnCounters {
    /** The reasons that are counted here. */
    public static final List<DropReason> REASONS =
            List.of(
                    DropReason.TOO_LONG,
                    DropReason.TURN_MALFORMED,
                    DropReason.TURN_NO_ALLOCATION,
                    DropReason.TURN_NO_CHANNEL,
                    DropReason.TURN_NO_PERMISSION,
                    DropReason.TURN_PEER_DENIED,
                    DropReason.TURN_BYTE_LIMIT,
                    DropReason.TURN_CLIENT_TOO_SLOW);

    /** Running totals. */
    public enum Total {
        TO_PEERS,
        TO_CLIENTS,
        BYTES_TO_PEERS,
        BYTES_TO_CLIENTS
    }

    private final AtomicLongArray totals = new AtomicLongArray(Total.values().length);
    private final AtomicLongArray drops = new AtomicLongArray(DropReason.values().length);

    public long get(Total total) {
        return totals.get(total.ordinal());
    }

    public long dropped(DropReason reason) {
        return drops.get(reason.ordinal());
    }

    public void drop(DropReason reason) {
        add(drops, reason.ordinal(), 1);
    }

    void toPeer(int bytes) {
        add(totals, Total.TO_PEERS.ordinal(), 1);
        add(totals, Total.BYTES_TO_PEERS.ordinal(), bytes);
    }

    void toClient(int bytes) {
        add(totals, Total.TO_CLIENTS.ordinal(), 1);
        add(totals, Total.BYTES_TO_CLIENTS.ordinal(), bytes);
    }

    private static void add(AtomicLongArray figures, int place, long amount) {
        figures.lazySet(place, figures.getPlain(place) + amount);
    }
}
