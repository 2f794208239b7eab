package dev.rallypoint.turn.server;

import java.util.Optional;

/**
 * A user name that says until when it may open allocations: {@code expiry:playerId}, as in the REST
 * API for access to TURN services (draft-uberti-behave-turn-rest-00 §2.2).
 *
 * @param text as it was written
 * @param expiresAtMs Unix time
 */
record TimedUsername(String text, long expiresAtMs, String playerId) {
    private static final int MAX_DIGITS = 12;
    private static final int MAX_ID_CHARS = 64;
    private static final long MS_PER_SECOND = 1_000;

    static TimedUsername of(long expiresAtMs, String playerId) {
        long seconds = expiresAtMs / MS_PER_SECOND;
        return new TimedUsername(seconds + ":" + playerId, seconds * MS_PER_SECOND, playerId);
    }

    /** Empty if it is no such name. */
    static Optional<TimedUsername> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon > MAX_DIGITS || text.length() - colon - 1 > MAX_ID_CHARS) {
            return Optional.empty();
        }
        long seconds = 0;
        for (int i = 0; i < colon; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return Optional.empty();
            }
            seconds = seconds * 10 + digit;
        }
        String playerId = text.substring(colon + 1);
        return playerId.isEmpty()
                ? Optional.empty()
                : Optional.of(new TimedUsername(text, seconds * MS_PER_SECOND, playerId));
    }

    boolean isExpired(long nowMs) {
        return nowMs >= expiresAtMs;
    }
}
