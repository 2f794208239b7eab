package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import org.junit.jupiter.api.Test;

class SourceLimitsTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final long SEED = 42;

    private static int takeAll(SourceLimits limits, PeerAddress source, long nowMs) {
        int taken = 0;
        while (taken < 100_000 && limits.tryTake(source, nowMs)) {
            taken++;
        }
        return taken;
    }

    @Test
    void eachIpv4AddressHasItsOwnBucketWhateverThePort() {
        SourceLimits limits = new SourceLimits(50, 1_024, SEED);

        assertThat(takeAll(limits, PeerAddress.parse("192.0.2.1:1000"), NOW)).isEqualTo(50);
        assertThat(takeAll(limits, PeerAddress.parse("192.0.2.1:2000"), NOW)).isZero();
        assertThat(takeAll(limits, PeerAddress.parse("192.0.2.2:1000"), NOW)).isEqualTo(50);
        assertThat(takeAll(limits, PeerAddress.parse("192.0.2.1:1000"), NOW + 1_000)).isEqualTo(50);
    }

    @Test
    void anIpv6SourceIsItsNetworkOf64Bits() {
        SourceLimits limits = new SourceLimits(50, 1_024, SEED);

        assertThat(takeAll(limits, PeerAddress.parse("[2001:db8:0:1::1]:9"), NOW)).isEqualTo(50);
        assertThat(takeAll(limits, PeerAddress.parse("[2001:db8:0:1:ffff::2]:9"), NOW)).isZero();
        assertThat(takeAll(limits, PeerAddress.parse("[2001:db8:0:2::1]:9"), NOW)).isEqualTo(50);
    }

    @Test
    void aMillionForgedSourcesTakeNoMemory() {
        SourceLimits limits = new SourceLimits(50, 65_536, SEED);
        long before = limits.tableBytes();

        for (int i = 0; i < 1_000_000; i++) {
            limits.tryTake(PeerAddress.ofIpv4(i * 2_654_435, i & 0xFFFF), NOW + i / 1_000);
        }

        assertThat(limits.tableBytes()).isEqualTo(before).isEqualTo(1_048_576);
    }

    @Test
    void aLimitedSourceCannotFreeItselfWithForgedOnes() {
        SourceLimits limits = new SourceLimits(50, 1_024, SEED);
        PeerAddress loud = PeerAddress.parse("192.0.2.1:1000");
        takeAll(limits, loud, NOW);

        for (int i = 0; i < 20_000; i++) {
            limits.tryTake(PeerAddress.ofIpv4(0x0A00_0000 + i, 7), NOW);
        }

        assertThat(takeAll(limits, loud, NOW)).isZero();
    }

    @Test
    void aNewcomerTakesTheFullestPlaceAndNotThatOfALimitedSource() {
        SourceLimits limits = new SourceLimits(50, 16, SEED);
        for (int i = 0; i < 3; i++) {
            takeAll(limits, PeerAddress.ofIpv4(0xC000_0201 + i, 7), NOW);
        }

        for (int i = 0; i < 200; i++) {
            assertThat(limits.tryTake(PeerAddress.ofIpv4(0x0A00_0000 + i, 7), NOW)).isTrue();
        }
    }

    /** Below table places x rate, forged sources leave room for a stranger with good intent. */
    @Test
    void aNewcomerStillConnectsAmongForgedSources() {
        SourceLimits limits = new SourceLimits(50, 65_536, SEED);
        long nowMs = NOW;
        int refused = 0;
        for (int i = 0; i < 1_000_000; i++) {
            // 200,000 forged datagrams a second, and ten a second from each of ten players.
            limits.tryTake(PeerAddress.ofIpv4(i * 2_654_435 + 1, 7), nowMs);
            if (i % 2_000 == 0) {
                PeerAddress player = PeerAddress.ofIpv4(0xC633_6400 + i / 2_000 % 10, 5);
                refused += limits.tryTake(player, nowMs) ? 0 : 1;
            }
            nowMs = NOW + i / 200;
        }

        assertThat(refused).isZero();
    }
}
