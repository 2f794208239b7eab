package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.stun.Lifetime;
import dev.rallypoint.protocol.stun.StunMessage;

/** How long an allocation lasts (RFC 8656 §7.2, §8.2). */
final class Lifetimes {
    /** §3.2: the default lifetime, ten minutes. */
    static final long DEFAULT_SECONDS = 600;

    private Lifetimes() {}

    /** What the client proposes, within default and maximum. */
    static long of(StunMessage request, int maxSeconds) {
        long proposed = Math.min(Lifetime.find(request).orElse(DEFAULT_SECONDS), maxSeconds);
        return Math.max(proposed, Math.min(DEFAULT_SECONDS, maxSeconds));
    }
}
