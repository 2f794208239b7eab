package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallypoint.contract.ConfigKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final long NOW = 1_790_000_000_000L;

    private static int takeAll(TokenBucket rule, long[] bucket, long nowMs) {
        int taken = 0;
        while (rule.hasToken(bucket[0], nowMs)) {
            bucket[0] = rule.afterTaking(bucket[0], nowMs);
            taken++;
        }
        return taken;
    }

    /** A node refuses a wrong value where it reads it, not where it makes a bucket of it. */
    @Test
    void takesEveryRateThatTheConfigurationAllows() {
        List<ConfigKey> rates =
                ConfigKey.all().stream()
                        .filter(key -> key.setting().unit().endsWith("s/s"))
                        // A pace that clients keep: no bucket, and 0 is no such rule.
                        .filter(key -> !key.name().equals("http.minBytesPerSecond"))
                        // A table of its own, and 0 is nothing.
                        .filter(key -> !key.name().equals("relay.unprovenBytesPerSecond"))
                        .toList();

        assertThat(rates).hasSizeGreaterThan(5);
        for (ConfigKey rate : rates) {
            new TokenBucket((int) rate.setting().min());
            new TokenBucket((int) rate.setting().max());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50, 5_000, 20_000, 1_000_000})
    void aFullBucketHoldsOneSecondsWorth(int perSecond) {
        long[] bucket = {TokenBucket.FULL};

        assertThat(takeAll(new TokenBucket(perSecond), bucket, NOW)).isEqualTo(perSecond);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50, 5_000, 20_000})
    void inTheLongRunNobodyGetsMoreThanTheRate(int perSecond) {
        TokenBucket rule = new TokenBucket(perSecond);
        long[] bucket = {TokenBucket.FULL};
        int taken = takeAll(rule, bucket, NOW);

        for (long nowMs = NOW + 1; nowMs <= NOW + 10_000; nowMs++) {
            taken += takeAll(rule, bucket, nowMs);
        }

        assertThat(taken).isBetween(11 * perSecond - 1, 11 * perSecond + 1);
    }

    @Test
    void theNextTokenComesAfterItsShareOfASecond() {
        TokenBucket rule = new TokenBucket(50);
        long[] bucket = {TokenBucket.FULL};
        takeAll(rule, bucket, NOW);

        assertThat(rule.hasToken(bucket[0], NOW + 19)).isFalse();
        assertThat(rule.hasToken(bucket[0], NOW + 20)).isTrue();
    }

    @Test
    void aClockThatGoesBackRefusesButNeverGives() {
        TokenBucket rule = new TokenBucket(10);
        long[] bucket = {TokenBucket.FULL};
        takeAll(rule, bucket, NOW);

        assertThat(rule.hasToken(bucket[0], NOW - 60_000)).isFalse();
        assertThat(takeAll(rule, bucket, NOW + 1_000)).isEqualTo(10);
    }

    @Test
    void whoSpendsMoreThanIsLeftWaitsUntilItIsPaidBack() {
        TokenBucket rule = new TokenBucket(100);
        long inDebt = rule.afterTaking(TokenBucket.FULL, 150, NOW);

        assertThat(rule.hasToken(inDebt, NOW + 500)).isFalse();
        assertThat(rule.hasToken(inDebt, NOW + 510)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MAX_VALUE})
    void refusesARateOutOfRange(int perSecond) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(perSecond));
    }
}
