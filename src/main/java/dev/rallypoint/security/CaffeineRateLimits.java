package dev.rallypoint.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rallypoint.contract.SecurityConfig;
import dev.rallypoint.protocol.PeerAddress;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A token bucket for each limit and caller: a minute's worth at once, refilled evenly. What a
 * caller takes on other nodes is taken here, too, a twentieth of a minute's worth at a time. The
 * table is bounded; a bucket unused for a minute is full again and may be forgotten. One event
 * loop; time comes in as an argument.
 */
public final class CaffeineRateLimits {
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int MAX_BUCKETS = 200_000;

    /** Telling less at once would cost more than the few calls that it saves. */
    private static final int STEPS = 20;

    private record Key(CallLimit limit, String caller) {}

    private static final class Account {
        private final Bucket bucket;
        private int untold;

        Account(Bucket bucket) {
            this.bucket = bucket;
        }
    }

    private final SecurityConfig config;
    private final UntoldCounts untold;
    private final Cache<Key, Account> accounts;
    private final TimeMeter meter = new CallTime();
    private long nowNanos;

    /**
     * @param untold takes what the other nodes should hear of
     */
    CaffeineRateLimits(SecurityConfig config, UntoldCounts untold) {
        this.config = config;
        this.untold = untold;
        this.accounts =
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
        Account account = accounts.get(key, this::newAccount);
        ConsumptionProbe probe = account.bucket.tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            tell(key, account);
            return 0;
        }
        long waitMs = TimeUnit.NANOSECONDS.toMillis(probe.getNanosToWaitForRefill());
        return (int) (waitMs / 1_000) + 1;
    }

    private void tell(Key key, Account account) {
        account.untold++;
        if (account.untold >= Math.max(1, key.limit().perMinute(config) / STEPS)) {
            untold.add(key.limit().key(), key.caller(), account.untold);
            account.untold = 0;
        }
    }

    /** Another node let these calls through: they are owed if there are not so many left. */
    void takeElsewhere(CallLimit limit, String caller, int count, long nowMs) {
        nowNanos = TimeUnit.MILLISECONDS.toNanos(nowMs);
        accounts.get(new Key(limit, caller), this::newAccount)
                .bucket
                .consumeIgnoringRateLimits(count);
    }

    private Account newAccount(Key key) {
        int perMinute = key.limit().perMinute(config);
        return new Account(
                Bucket.builder()
                        .withCustomTimePrecision(meter)
                        .addLimit(
                                limit -> limit.capacity(perMinute).refillGreedy(perMinute, PERIOD))
                        .build());
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
