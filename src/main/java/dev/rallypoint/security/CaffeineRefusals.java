package dev.rallypoint.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rallypoint.contract.SecurityMessage.LimitedSource;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Who hit which limit in the last minutes, for the report; bounded. One event loop. */
final class CaffeineRefusals {
    private static final int MAX_SOURCES = 2_000;
    private static final Duration MEMORY = Duration.ofMinutes(10);

    private record Key(String limit, String source) {}

    private static final class Count {
        private long refused;
        private long lastAtMs;
    }

    private final Cache<Key, Count> counts;
    private long nowMs;

    CaffeineRefusals() {
        counts =
                Caffeine.newBuilder()
                        .maximumSize(MAX_SOURCES)
                        .expireAfterWrite(MEMORY)
                        .ticker(() -> TimeUnit.MILLISECONDS.toNanos(nowMs))
                        .executor(Runnable::run)
                        .build();
    }

    void onRefused(String limit, String source, long now) {
        nowMs = now;
        Key key = new Key(limit, source);
        Count count = counts.get(key, unused -> new Count());
        count.refused++;
        count.lastAtMs = now;
        counts.put(key, count);
    }

    /** The most refused first. */
    List<LimitedSource> most(int limit, long now) {
        nowMs = now;
        counts.cleanUp();
        return counts.asMap().entrySet().stream()
                .map(
                        entry ->
                                new LimitedSource(
                                        entry.getKey().limit(),
                                        entry.getKey().source(),
                                        entry.getValue().refused,
                                        entry.getValue().lastAtMs,
                                        0))
                .sorted(Comparator.comparingLong(LimitedSource::refused).reversed())
                .limit(limit)
                .toList();
    }
}
