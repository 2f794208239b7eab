package dev.rallypoint.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rallypoint.contract.Config;
import dev.rallypoint.protocol.PeerAddress;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A token bucket for each limit and caller: a minute's worth at once, refilled evenly. The table is
 * bounded; a bucket unused for a minute is full again and may be forgotten. One event loop; time
 * comes in as an argument.
 */
public final class CaffeineRateLimits {
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int MAX_BUCKETS = 200_000;

    private record Key(CallLimit limit, String caller) {}

    private final Config.Security config;
    private final Cache<Key, Bucket> buckets;
    private final TimeMeter meter = new CallTime();
    private long nowNanos;

    public CaffeineRateLimits(Config.Security config) {
        this.config = config;
        this.buckets =
                Caffeine.newBuilder()
                        .maximumSize(MAX_BUCKETS)
                        .expireAfterAccess(PERIOD.multipliedBy(2))
                        .ticker(() -> nowNanos)
                        .executor(Runnable::run)
                        .build();
    }

    /**
     * Takes one token of the address' bucket; an IPv6 address shares it with its /64, which one
     * household or one attacker has as a whole.
     *
     * @return 0 if the call may go on, else the seconds until one may
     */
    public int takeOfAddress(CallLimit limit, PeerAddress address, long nowMs) {
        String source = address.isIpv4() ? address.host() : Long.toHexString(address.high());
        return take(new Key(limit, source), nowMs);
    }

    /**
     * @return 0 if the call may go on, else the seconds until one may
     */
    public int takeOfPlayer(CallLimit limit, String playerId, long nowMs) {
        return take(new Key(limit, playerId), nowMs);
    }

    private int take(Key key, long nowMs) {
        nowNanos = TimeUnit.MILLISECONDS.toNanos(nowMs);
        ConsumptionProbe probe = buckets.get(key, this::newBucket).tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            return 0;
        }
        long waitMs = TimeUnit.NANOSECONDS.toMillis(probe.getNanosToWaitForRefill());
        return (int) (waitMs / 1_000) + 1;
    }

    private Bucket newBucket(Key key) {
        int perMinute = key.limit().perMinute(config);
        return Bucket.builder()
                .withCustomTimePrecision(meter)
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, PERIOD))
                .build();
    }

    /** The time of the call that is being looked at. */
    private final class CallTime implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nowNanos;
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
