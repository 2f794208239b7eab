package dev.rallypoint.protocol.direct;

import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * When to knock at which address of a peer: all of them in turn, paced, often for a second, then
 * seldom, and not at all after five. Routers let something in where something was sent to, so both
 * sides have to knock at about the same time.
 */
final class PunchPlan {
    /** Between two knocks at a peer's door: five of them are about what a state takes. */
    static final long PACE_MS = 20;

    private static final long ROUND_MS = 100;
    private static final long QUICK_MS = 1_000;
    private static final long LATER_ROUND_MS = 250;
    static final long LIMIT_MS = 5_000;

    /** After that it is tried again: networks change. */
    private static final long RETRY_MS = 30_000;

    /** Addresses that the peer spoke from beside the relay's list. */
    private static final int MAX_HEARD = 8;

    private final List<PeerAddress> addresses;
    private final List<PeerAddress> heard = new ArrayList<>();
    private long startedMs;
    private long roundMs;
    private long nextMs;
    private int cursor;

    PunchPlan(List<PeerAddress> candidates, long nowMs) {
        addresses = new ArrayList<>(candidates);
        restart(nowMs);
    }

    /** From the beginning, now. */
    void restart(long nowMs) {
        startedMs = nowMs;
        roundMs = nowMs;
        nextMs = nowMs;
        cursor = 0;
    }

    /** Another list; what was heard from elsewhere is forgotten. */
    void replace(List<PeerAddress> candidates, long nowMs) {
        addresses.clear();
        heard.clear();
        addresses.addAll(candidates);
        restart(nowMs);
    }

    /**
     * The peer spoke from there. It is answered, not knocked at: a peer who forges his source must
     * not have others knock at somebody whom the relay did not name.
     */
    void add(PeerAddress address) {
        if (!contains(address) && heard.size() < MAX_HEARD) {
            heard.add(address);
        }
    }

    boolean contains(PeerAddress address) {
        return addresses.contains(address) || heard.contains(address);
    }

    /** Whether knocking has had its time. */
    boolean isOver(long nowMs) {
        return nowMs - startedMs >= LIMIT_MS;
    }

    /** When {@link #next} has an address, ms. */
    long nextDueMs() {
        return addresses.isEmpty() ? Long.MAX_VALUE : nextMs;
    }

    /** The address to knock at now; to be asked when it is due. */
    PeerAddress next(long nowMs) {
        if (isOver(nowMs) && cursor == 0 && nowMs - startedMs >= RETRY_MS) {
            restart(nowMs);
        }
        PeerAddress address = addresses.get(cursor);
        cursor = (cursor + 1) % addresses.size();
        nextMs = nowMs + PACE_MS;
        if (cursor == 0) {
            long sinceMs = nowMs - startedMs;
            roundMs = Math.max(nextMs, roundMs + (sinceMs < QUICK_MS ? ROUND_MS : LATER_ROUND_MS));
            nextMs = isOver(nowMs) ? startedMs + RETRY_MS : roundMs;
        }
        return address;
    }
}
