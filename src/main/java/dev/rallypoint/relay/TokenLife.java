package dev.rallypoint.relay;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What lobbies decided lately, kept for as long as a connect token that was given out before the
 * decision can still be used. After that every ticket knows of it, and it is forgotten.
 *
 * @param <K> what was decided about
 * @param <V> the decision
 */
final class TokenLife<K, V> {
    /** Clocks of lobbies and relays may differ by a little. */
    private static final long MARGIN_MS = 5_000;

    private static final int MILLIS_PER_SECOND = 1_000;

    private record Kept<V>(V value, long forgottenAtMs) {}

    private final long memoryMs;

    /** In the order in which they are forgotten. */
    private final Map<K, Kept<V>> kept = new LinkedHashMap<>();

    TokenLife(int tokenLifetimeSeconds) {
        memoryMs = (long) tokenLifetimeSeconds * MILLIS_PER_SECOND + MARGIN_MS;
    }

    /** Keeps a decision in place of an earlier one. */
    void keep(K key, V value, long nowMs) {
        forgetUntil(nowMs);
        kept.remove(key);
        kept.put(key, new Kept<>(value, nowMs + memoryMs));
    }

    private void forgetUntil(long nowMs) {
        Iterator<Kept<V>> oldestFirst = kept.values().iterator();
        while (oldestFirst.hasNext() && oldestFirst.next().forgottenAtMs() <= nowMs) {
            oldestFirst.remove();
        }
    }

    void forget(K key) {
        kept.remove(key);
    }

    /** The decision, if there was one lately. */
    Optional<V> of(K key) {
        return Optional.ofNullable(kept.get(key)).map(Kept::value);
    }

    int size() {
        return kept.size();
    }
}
