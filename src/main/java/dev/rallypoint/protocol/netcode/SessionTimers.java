package dev.rallypoint.protocol.netcode;

/**
 * When to look at each session again: a ring of lists, one a millisecond, so that a look costs the
 * same however many sessions there are. What comes due at once is handed out in portions, or
 * thousands that began together would get their keep-alives in one burst ten times a second; their
 * next ones are then spread too. A session is in here once; one that ended is handed out once more.
 */
final class SessionTimers {
    /** Milliseconds ahead that the ring reaches; a power of two, above the keep-alive's. */
    private static final int SLOTS = 128;

    /**
     * All sessions are handed out in so many portions, which come every 10 ms: a little faster than
     * they come due. A portion that comes late is no larger, or a busy server would do nothing
     * else.
     */
    private static final int PORTIONS = 8;

    /** Handed out at a time in any case. */
    private static final int MIN_PORTION = 64;

    private final NetcodeSession[] slots = new NetcodeSession[SLOTS];
    private NetcodeSession firstDue;
    private NetcodeSession lastDue;
    private int size;

    /** The slots of all milliseconds before this one are empty. */
    private long nextMs;

    private int portion;

    /**
     * Adds a session.
     *
     * @param dueMs brought into the reach of the ring
     */
    void add(NetcodeSession session, long dueMs, long nowMs) {
        if (size == 0) {
            nextMs = nowMs + 1;
        }
        long atMs = Math.max(nextMs, Math.min(dueMs, nextMs + SLOTS - 1));
        int slot = (int) (atMs & SLOTS - 1);
        session.timerNext = slots[slot];
        slots[slot] = session;
        size++;
    }

    /** Before the due are taken. */
    void advanceTo(long nowMs) {
        long passedMs = nowMs + 1 - nextMs;
        portion = Math.max(MIN_PORTION, size / PORTIONS);
        // After a standstill one round reaches every slot.
        for (long i = Math.min(passedMs, SLOTS); i > 0; i--) {
            int slot = (int) (nextMs & SLOTS - 1);
            appendToDue(slots[slot]);
            slots[slot] = null;
            nextMs++;
        }
        nextMs = Math.max(nextMs, nowMs + 1);
    }

    private void appendToDue(NetcodeSession list) {
        for (NetcodeSession session = list; session != null; ) {
            NetcodeSession following = session.timerNext;
            session.timerNext = null;
            if (firstDue == null) {
                firstDue = session;
            } else {
                lastDue.timerNext = session;
            }
            lastDue = session;
            session = following;
        }
    }

    /** Removes a session that is due; null if there is none, or the portion is used up. */
    NetcodeSession takeDue() {
        NetcodeSession taken = firstDue;
        if (taken == null || portion == 0) {
            return null;
        }
        firstDue = taken.timerNext;
        taken.timerNext = null;
        portion--;
        size--;
        return taken;
    }

    /** When the next session is due; {@link Long#MAX_VALUE} if there is none. */
    long nextDueMs() {
        if (firstDue != null) {
            return nextMs;
        }
        for (int i = 0; i < SLOTS && size > 0; i++) {
            if (slots[(int) (nextMs + i & SLOTS - 1)] != null) {
                return nextMs + i;
            }
        }
        return Long.MAX_VALUE;
    }
}
