package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnprovenAllowanceTest {
    private static final int RATE = 10_000;
    private static final int BURST = RATE;
    private static final long NOW = 1_790_000_000_000L;
    private static final PeerAddress VICTIM = PeerAddress.parse("198.51.100.9:5555");

    private final UnprovenAllowance allowance = new UnprovenAllowance(RATE, 20_261_123);

    /** Bytes let through of one datagram a millisecond to each, for ten seconds. */
    private long flood(int datagramBytes, PeerAddress... to) {
        long bytes = 0;
        for (int ms = 0; ms < 10_000; ms++) {
            for (PeerAddress address : to) {
                bytes += allowance.spend(address, datagramBytes, NOW + ms) ? datagramBytes : 0;
            }
        }
        return bytes;
    }

    @Test
    void oneAddressGetsTheRateAndOneBurst() {
        assertThat(flood(100, VICTIM)).isBetween(9L * RATE, 10L * RATE + BURST);
    }

    @Test
    void portsOfOneSourceShareIt() {
        PeerAddress[] ports =
                IntStream.range(1, 50).mapToObj(VICTIM::withPort).toArray(PeerAddress[]::new);
        assertThat(flood(100, ports)).isLessThanOrEqualTo(10L * RATE + BURST);
    }

    @Test
    void addressesOfOneIpv6NetworkShareIt() {
        PeerAddress one = PeerAddress.parse("[2001:db8:0:1::1]:5555");
        PeerAddress other = PeerAddress.parse("[2001:db8:0:1:ffff::2]:5555");
        assertThat(flood(100, one, other)).isLessThanOrEqualTo(10L * RATE + BURST);
    }

    @Test
    void manySourcesTogetherGetSixteenTimesAsMuch() {
        PeerAddress[] victims =
                IntStream.range(0, 400)
                        .mapToObj(i -> PeerAddress.ofIpv4(0x0A00_0000 + i * 77, 5_555))
                        .toArray(PeerAddress[]::new);
        assertThat(flood(100, victims)).isBetween(16 * 9L * RATE, 16 * (10L * RATE + BURST));
    }

    @Test
    void whoIsAlwaysLastInARoundIsHeardLikeTheFirst() {
        int[] passed = new int[7];
        for (int ms = 0; ms < 20_000; ms += 50) {
            for (int sender = 0; sender < passed.length; sender++) {
                passed[sender] += allowance.spend(VICTIM, 150, NOW + ms) ? 1 : 0;
            }
        }
        int fairShare = 20 * RATE / 150 / passed.length;
        assertThat(IntStream.of(passed).boxed())
                .allSatisfy(one -> assertThat(one).isBetween(fairShare / 2, 2 * fairShare));
    }

    @Test
    void aClockThatGoesBackBringsNothing() {
        flood(100, VICTIM);
        assertThat(IntStream.range(0, 1_000).filter(i -> allowance.spend(VICTIM, 100, NOW)).count())
                .isLessThanOrEqualTo(BURST / 100);
    }

    @Test
    void nothingIsGivenWhereNothingIsAllowed() {
        UnprovenAllowance none = new UnprovenAllowance(0, 1);
        assertThat(none.spend(VICTIM, 1, NOW)).isFalse();
    }
}
