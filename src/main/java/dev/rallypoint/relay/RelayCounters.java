package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.netcode.NetcodeServer.End;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a relay port has done. Written by its event loop alone, with ordered stores instead of
 * locked additions; any thread may read.
 */
public final class RelayCounters {
    /** What is counted beside drops and ends. */
    public enum Total {
        DATAGRAMS_RECEIVED,
        BYTES_RECEIVED,
        DATAGRAMS_SENT,
        BYTES_SENT,
        /** Payloads of members that were forwarded or answered. */
        MESSAGES_IN,
        /** Payloads handed to members, what the relay itself says included. */
        MESSAGES_OUT,
        HANDSHAKES,
        /** A gauge: connected players now. */
        SESSIONS,
        /** A gauge: matches with a connected player. */
        MATCHES,
        /**
         * A gauge, a second old: pairs of a sender and a receiver that need no relay for states.
         */
        DIRECT_PATHS,
        /** Matches that came here and whose members were not waited for: too many at once. */
        MATCHES_FORGOTTEN
    }

    private final AtomicLongArray totals = new AtomicLongArray(Total.values().length);
    private final AtomicLongArray drops = new AtomicLongArray(DropReason.values().length);
    private final AtomicLongArray ends = new AtomicLongArray(End.values().length);

    public long get(Total total) {
        return totals.get(total.ordinal());
    }

    public long dropped(DropReason reason) {
        return drops.get(reason.ordinal());
    }

    /** All drops together. */
    public long dropped() {
        long sum = 0;
        for (int i = 0; i < drops.length(); i++) {
            sum += drops.get(i);
        }
        return sum;
    }

    /** The drops of which there were any, by {@link DropReason#label()}. */
    Map<String, Long> dropsByLabel() {
        Map<String, Long> byLabel = new HashMap<>();
        for (DropReason reason : DropReason.values()) {
            if (dropped(reason) > 0) {
                byLabel.put(reason.label(), dropped(reason));
            }
        }
        return byLabel;
    }

    public long ended(End end) {
        return ends.get(end.ordinal());
    }

    void received(int bytes) {
        add(totals, Total.DATAGRAMS_RECEIVED.ordinal(), 1);
        add(totals, Total.BYTES_RECEIVED.ordinal(), bytes);
    }

    void sent(int bytes) {
        add(totals, Total.DATAGRAMS_SENT.ordinal(), 1);
        add(totals, Total.BYTES_SENT.ordinal(), bytes);
    }

    void count(Total total) {
        count(total, 1);
    }

    void count(Total total, int amount) {
        add(totals, total.ordinal(), amount);
    }

    void set(Total gauge, long value) {
        totals.lazySet(gauge.ordinal(), value);
    }

    void drop(DropReason reason) {
        add(drops, reason.ordinal(), 1);
    }

    void end(End end) {
        add(ends, end.ordinal(), 1);
    }

    private static void add(AtomicLongArray array, int index, long amount) {
        array.lazySet(index, array.getPlain(index) + amount);
    }
}
