package dev.rallypoint.security;

import dev.rallypoint.contract.HttpConfig;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether one HTTP/1.1 connection keeps the pace: a request's headers and body must arrive in their
 * time and at some rate, and answers must be taken. The time that the server takes for its answer
 * is not the client's. One event loop.
 */
public final class ConnectionPace {
    /** So long averages are not looked at. */
    private static final long GRACE_MS = 5_000;

    /**
     * Answers are looked at in pieces of this length: one long stall is as bad as the first. The
     * system takes no byte until a third of its buffer is free again, which is some 20 KB: from a
     * player who reads 2 KB a second it takes some every 10 to 15 s, and nothing between.
     */
    private static final long READ_WINDOW_MS = 30_000;

    private static final long MS_PER_SECOND = 1_000;

    /** The limits of a port. */
    public record Rules(long headerMs, long requestMs, long minBytesPerSecond) {
        public static Rules of(HttpConfig config) {
            return new Rules(
                    TimeUnit.SECONDS.toMillis(config.headerTimeoutSeconds()),
                    TimeUnit.SECONDS.toMillis(config.requestTimeoutSeconds()),
                    config.minBytesPerSecond());
        }
    }

    private enum Phase {
        HEADER,
        BODY,
        /** The client waits, or nobody does. */
        QUIET
    }

    private final Rules rules;
    private Phase phase = Phase.HEADER;
    private long beganMs;

    /** Of {@link #received}: who has said nothing yet is not slow, but late one day. */
    private long firstByteMs;

    private long received;
    private int unanswered;
    private long windowMs;
    private long takenBefore;

    /** A connection whose first request is due. */
    public ConnectionPace(Rules rules, long nowMs) {
        this.rules = rules;
        this.beganMs = nowMs;
        this.windowMs = nowMs;
    }

    /** Bytes of a request have arrived. */
    public void onBytes(int count, long nowMs) {
        if (phase == Phase.QUIET && unanswered == 0) {
            begin(Phase.HEADER, nowMs);
        }
        if (received == 0) {
            firstByteMs = nowMs;
        }
        received += count;
    }

    private void begin(Phase next, long nowMs) {
        phase = next;
        beganMs = nowMs;
        firstByteMs = nowMs;
        received = 0;
    }

    /** The headers are complete. */
    public void onHeader(long nowMs) {
        if (phase == Phase.QUIET) {
            // Sent before the answer to the request before it.
            begin(Phase.BODY, nowMs);
        }
        phase = Phase.BODY;
        unanswered++;
    }

    /** The request is complete. */
    public void onRequestEnd() {
        phase = Phase.QUIET;
    }

    /** An answer is complete, as far as this side is concerned. */
    public void onAnswer() {
        unanswered = Math.max(0, unanswered - 1);
    }

    /**
     * To be asked about once a second.
     *
     * @param written bytes of all answers so far
     * @param pending those of them that the system has not taken yet, because the client does not
     */
    public Optional<CutReason> check(long written, long pending, long nowMs) {
        if (phase == Phase.HEADER && isLate(rules.headerMs(), nowMs)) {
            return Optional.of(CutReason.SLOW_HEADER);
        }
        if (phase == Phase.BODY && isLate(rules.requestMs(), nowMs)) {
            return Optional.of(CutReason.SLOW_BODY);
        }
        return isTaken(written - pending, pending, nowMs)
                ? Optional.empty()
                : Optional.of(CutReason.SLOW_READER);
    }

    /** Whether a client that is cut off now has asked for something and got no answer. */
    public boolean isAnswerDue() {
        return phase == Phase.HEADER ? received > 0 : unanswered > 0;
    }

    private boolean isLate(long limitMs, long nowMs) {
        long tookMs = nowMs - firstByteMs;
        boolean isSlow = received > 0 && tookMs >= GRACE_MS && isSlow(received, tookMs);
        return isSlow || nowMs - beganMs >= limitMs;
    }

    private boolean isTaken(long taken, long pending, long nowMs) {
        long tookMs = nowMs - windowMs;
        if (pending > 0 && tookMs < READ_WINDOW_MS) {
            return true;
        }
        boolean slow = pending > 0 && isSlow(taken - takenBefore, tookMs);
        windowMs = nowMs;
        takenBefore = taken;
        return !slow;
    }

    private boolean isSlow(long bytes, long tookMs) {
        return bytes * MS_PER_SECOND < rules.minBytesPerSecond() * tookMs;
    }
}
