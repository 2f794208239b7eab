package dev.rallypoint.matchmaking.tickets;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What is remembered of each pool. Game modes are what clients say they are: those that the
 * operator configured are kept for ever, of all others the last ones that were used.
 */
final class PoolMemory<T> {
    static final int MOST_OTHERS = 500;

    /** How memories begin and end. */
    record Life<T>(Supplier<T> fresh, Consumer<T> onForgotten) {}

    private final Predicate<String> isConfigured;
    private final Life<T> life;
    private final Map<PoolKey, T> configured = new HashMap<>();

    /** The one whose last use is longest ago comes first. */
    private final Map<PoolKey, T> others = new LinkedHashMap<>();

    PoolMemory(Predicate<String> isConfigured, Life<T> life) {
        this.isConfigured = isConfigured;
        this.life = life;
    }

    /** What is remembered of it, or a fresh memory; looking it up is no use. */
    T use(PoolKey pool) {
        if (isConfigured.test(pool.gameMode())) {
            return configured.computeIfAbsent(pool, key -> life.fresh().get());
        }
        T memory = Optional.ofNullable(others.remove(pool)).orElseGet(life.fresh());
        others.put(pool, memory);
        if (others.size() > MOST_OTHERS) {
            life.onForgotten().accept(others.remove(others.keySet().iterator().next()));
        }
        return memory;
    }

    Optional<T> find(PoolKey pool) {
        return Optional.ofNullable(configured.getOrDefault(pool, others.get(pool)));
    }

    void forgetIf(Predicate<T> isNothing) {
        configured.values().removeIf(isNothing);
        others.values().removeIf(isNothing);
    }

    Set<PoolKey> pools() {
        Set<PoolKey> all = new HashSet<>(configured.keySet());
        all.addAll(others.keySet());
        return all;
    }
}
