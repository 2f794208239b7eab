package dev.rallypoint.timeline;

import dev.rallypoint.contract.TimelineMessage.AttemptDrop;
import dev.rallypoint.contract.TimelineMessage.HostDrops;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Drops that no token explains, counted by IP address in a table whose size is fixed: 1 MB. An
 * address can only live in the eight places that a seeded hash gives it, and a new one takes the
 * place that was not used for longest: a flood of forged sources makes the table forget, no more.
 * Belongs to the relay's event loop; no objects are made by counting.
 */
public final class SourceDrops {
    private static final int PLACES = 1_024;
    private static final int WAYS = 8;
    private static final DropReason[] REASONS = DropReason.values();

    private final long seed;
    private final long[] highs = new long[PLACES];
    private final long[] lows = new long[PLACES];
    private final long[] lastMs = new long[PLACES];

    /** For each place and reason: when it last came, and how often. */
    private final long[] reasonLastMs = new long[PLACES * REASONS.length];

    private final int[] counts = new int[PLACES * REASONS.length];

    SourceDrops(long seed) {
        this.seed = seed;
    }

    public void count(PeerAddress from, DropReason reason, long nowMs) {
        int place = find(from);
        if (place < 0) {
            place = take(from);
        }
        lastMs[place] = nowMs;
        int at = place * REASONS.length + reason.ordinal();
        reasonLastMs[at] = nowMs;
        if (counts[at] < Integer.MAX_VALUE) {
            counts[at]++;
        }
    }

    /** The place of the address; -1 = it has none. */
    private int find(PeerAddress from) {
        int first = firstPlace(from);
        for (int place = first; place < first + WAYS; place++) {
            boolean isUsed = lastMs[place] != 0;
            if (isUsed && lows[place] == from.low() && highs[place] == from.high()) {
                return place;
            }
        }
        return -1;
    }

    private int take(PeerAddress from) {
        int first = firstPlace(from);
        int longest = first;
        for (int place = first; place < first + WAYS; place++) {
            if (lastMs[place] < lastMs[longest]) {
                longest = place;
            }
        }
        highs[longest] = from.high();
        lows[longest] = from.low();
        int at = longest * REASONS.length;
        Arrays.fill(counts, at, at + REASONS.length, 0);
        return longest;
    }

    private int firstPlace(PeerAddress from) {
        long hash = mix(mix(from.high() ^ seed) ^ from.low());
        return (int) (hash & (PLACES / WAYS - 1)) * WAYS;
    }

    /** The finalizer of MurmurHash3: every bit of the key moves every bit of the place. */
    private static long mix(long key) {
        long mixed = (key ^ key >>> 33) * 0xFF51_AFD7_ED55_8CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CE_B9FE_1A85_EC53L;
        return mixed ^ mixed >>> 33;
    }

    /** What was dropped of that IP address, whatever the port; empty if nothing is remembered. */
    Optional<HostDrops> of(PeerAddress host) {
        int place = find(host);
        if (place < 0) {
            return Optional.empty();
        }
        List<AttemptDrop> drops = new ArrayList<>();
        for (DropReason reason : REASONS) {
            int at = place * REASONS.length + reason.ordinal();
            if (counts[at] > 0) {
                long last = reasonLastMs[at];
                drops.add(new AttemptDrop(reason.label(), last, last, counts[at]));
            }
        }
        return Optional.of(new HostDrops(host.host(), drops));
    }
}
