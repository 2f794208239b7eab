package dev.rallypoint.protocol.stun;

/**
 * When a client asks again over UDP, and when it gives up (RFC 8489 §6.2.1).
 *
 * @param rtoMs wait after the first request; doubles with each one
 * @param maxRequests Rc: requests sent in all
 * @param lastWaitFactor Rm: after the last request, this many times {@code rtoMs}
 */
public record Retransmission(int rtoMs, int maxRequests, int lastWaitFactor) {
    /** Requests at 0, 500, 1500, 3500, 7500, 15500 and 31500 ms; the end at 39500 ms. */
    public static final Retransmission RFC_8489 = new Retransmission(500, 7, 16);

    public Retransmission {
        if (rtoMs < 1 || maxRequests < 1 || maxRequests > 16 || lastWaitFactor < 1) {
            throw new IllegalArgumentException(
                    "rtoMs >= 1, maxRequests 1..16, lastWaitFactor >= 1");
        }
    }

    /** The wait after the n-th request, counted from 1. */
    long waitMs(int requestsSent) {
        return requestsSent < maxRequests
                ? (long) rtoMs << requestsSent - 1
                : (long) rtoMs * lastWaitFactor;
    }
}
