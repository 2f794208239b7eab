package dev.rallypoint.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rallypoint.contract.LockoutConfig;
import dev.rallypoint.contract.SecurityMessage.LimitedSource;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Who failed how often lately and is locked out for how long. The table is bounded: of more sources
 * those are forgotten that were seen least. One event loop; time comes in as an argument.
 */
final class CaffeineLockouts {
    private static final int MAX_SOURCES = 100_000;
    private static final int MAX_DOUBLINGS = 4;
    private static final long MS_PER_SECOND = 1_000;
    private static final Duration MEMORY = Duration.ofDays(1);

    private record Key(LockoutRule rule, String source) {}

    private static final class Count {
        private int failures;
        private long failuresInAll;
        private long countedSinceMs;
        private long lastAtMs;
        private long lockedUntilMs;
        private int lockouts;
    }

    private final LockoutConfig config;
    private final Cache<Key, Count> counts;
    private long nowMs;

    CaffeineLockouts(LockoutConfig config) {
        this.config = config;
        this.counts =
                Caffeine.newBuilder()
                        .maximumSize(MAX_SOURCES)
                        .expireAfterAccess(MEMORY)
                        .ticker(() -> TimeUnit.MILLISECONDS.toNanos(nowMs))
                        .executor(Runnable::run)
                        .build();
    }

    /** For how long yet; 0 = not at all. */
    int lockedSeconds(LockoutRule rule, String source, long now) {
        nowMs = now;
        Count count = counts.getIfPresent(new Key(rule, source));
        return count == null ? 0 : seconds(count, now);
    }

    private static int seconds(Count count, long now) {
        long leftMs = Math.max(0, count.lockedUntilMs - now);
        return (int) ((leftMs + MS_PER_SECOND - 1) / MS_PER_SECOND);
    }

    /**
     * Counts a failure.
     *
     * @param allowed failures within the window; with this many the source is locked out
     * @return whether it is locked out by this one
     */
    boolean onFailure(LockoutRule rule, String source, int allowed, long now) {
        Count count = add(rule, source, 1, now);
        count.failuresInAll++;
        if (count.failures < allowed) {
            return false;
        }
        count.failures = 0;
        long seconds = (long) config.seconds() << Math.min(MAX_DOUBLINGS, count.lockouts);
        count.lockouts++;
        count.lockedUntilMs = Math.max(count.lockedUntilMs, now + seconds * MS_PER_SECOND);
        return true;
    }

    private Count add(LockoutRule rule, String source, int failures, long now) {
        nowMs = now;
        Count count = counts.get(new Key(rule, source), unused -> new Count());
        if (now - count.countedSinceMs >= config.windowSeconds() * MS_PER_SECOND) {
            count.countedSinceMs = now;
            count.failures = 0;
        }
        count.failures += failures;
        count.lastAtMs = now;
        return count;
    }

    void onFailedElsewhere(LockoutRule rule, String source, int failures, long now) {
        add(rule, source, failures, now);
    }

    /** Another node locked it out: both begin to count anew, and the next time is as long. */
    void lock(LockoutRule rule, String source, int seconds, long now) {
        nowMs = now;
        Count count = counts.get(new Key(rule, source), unused -> new Count());
        count.failures = 0;
        count.lastAtMs = now;
        count.lockedUntilMs = Math.max(count.lockedUntilMs, now + seconds * MS_PER_SECOND);
        int times = Math.max(1, seconds / config.seconds());
        int doublings = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(times);
        count.lockouts = Math.max(count.lockouts, doublings + 1);
    }

    /** Who is locked out, those for longest first. */
    List<LimitedSource> lockedOut(int limit, long now) {
        return counts.asMap().entrySet().stream()
                .filter(entry -> entry.getValue().lockedUntilMs > now)
                .map(entry -> toLimited(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(LimitedSource::untilMs).reversed())
                .limit(limit)
                .toList();
    }

    private static LimitedSource toLimited(Key key, Count count) {
        return new LimitedSource(
                key.rule().kind(),
                key.source(),
                count.failuresInAll,
                count.lastAtMs,
                count.lockedUntilMs);
    }
}
