package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.security.FilterRules.OfRequests;
import dev.rallypoint.security.FilterRules.OfStrangers;
import dev.rallypoint.security.FilterRules.Order;
import dev.rallypoint.security.FilterRules.Rates;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketGateTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final long NO_MARK = DatagramFilter.NO_MARK;
    private static final PeerAddress SOURCE = PeerAddress.parse("192.0.2.1:1000");
    private static final Rates RATES = new Rates(100, 300, 5, 8, 4, 12, 10, 1, 1);

    private final PacketGate gate = gate(rules(Firewall.OPEN));

    private static FilterRules rules(Firewall firewall) {
        return new FilterRules(Order.ALL, RATES, firewall);
    }

    private static PacketGate gate(FilterRules rules) {
        return new PacketGate(rules, new Random(7)::nextLong);
    }

    /** Each in a /24 of its own. */
    private static PeerAddress source(int number) {
        return PeerAddress.ofIpv4(0x0A00_0000 + (number << 8), 1_000);
    }

    private static int passed(int tries, java.util.function.IntFunction<DropReason> question) {
        int passed = 0;
        for (int i = 0; i < tries; i++) {
            passed += question.apply(i) == null ? 1 : 0;
        }
        return passed;
    }

    @Test
    void theFirstFilterThatDeniesEndsTheChain() {
        List<String> asked = new ArrayList<>();
        FilterChain chain =
                new FilterChain(
                        List.of(
                                (from, mark, nowMs) -> {
                                    asked.add("first");
                                    return null;
                                },
                                (from, mark, nowMs) -> {
                                    asked.add("second");
                                    return DropReason.FIREWALL_DENIED;
                                },
                                (from, mark, nowMs) -> {
                                    asked.add("third");
                                    return null;
                                }));

        assertThat(chain.deny(SOURCE, NO_MARK, NOW)).isEqualTo(DropReason.FIREWALL_DENIED);
        assertThat(asked).containsExactly("first", "second");
    }

    @Test
    void limitsTheDatagramsOfASourceAndOfAPrefix() {
        assertThat(passed(101, i -> gate.denyStranger(SOURCE, NO_MARK, NOW))).isEqualTo(100);
        assertThat(gate.denyStranger(SOURCE, NO_MARK, NOW)).isEqualTo(DropReason.SOURCE_LIMIT);

        PeerAddress neighbour = PeerAddress.parse("192.0.2.2:1000");
        assertThat(passed(101, i -> gate.denyStranger(neighbour, NO_MARK, NOW))).isEqualTo(100);
        PeerAddress third = PeerAddress.parse("192.0.2.3:1000");
        assertThat(passed(101, i -> gate.denyStranger(third, NO_MARK, NOW))).isEqualTo(100);
        PeerAddress fourth = PeerAddress.parse("192.0.2.4:1000");
        assertThat(gate.denyStranger(fourth, NO_MARK, NOW)).isEqualTo(DropReason.PREFIX_LIMIT);
        assertThat(gate.denyStranger(source(9), NO_MARK, NOW)).isNull();
    }

    @Test
    void anIpv6PrefixHas48Bits() {
        passed(100, i -> gate.denyStranger(PeerAddress.parse("[2001:db8:1:1::1]:9"), NO_MARK, NOW));
        passed(100, i -> gate.denyStranger(PeerAddress.parse("[2001:db8:1:2::1]:9"), NO_MARK, NOW));
        passed(100, i -> gate.denyStranger(PeerAddress.parse("[2001:db8:1:3::1]:9"), NO_MARK, NOW));

        assertThat(gate.denyStranger(PeerAddress.parse("[2001:db8:1:4::1]:9"), NO_MARK, NOW))
                .isEqualTo(DropReason.PREFIX_LIMIT);
        assertThat(gate.denyStranger(PeerAddress.parse("[2001:db8:2:1::1]:9"), NO_MARK, NOW))
                .isNull();
    }

    @Test
    void limitsRequestsWithoutAMarkBySourcePrefixAndNode() {
        assertThat(passed(6, i -> gate.denyRequest(SOURCE, NO_MARK, NOW))).isEqualTo(5);
        assertThat(gate.denyRequest(SOURCE, NO_MARK, NOW))
                .isEqualTo(DropReason.HANDSHAKE_SOURCE_LIMIT);
        PeerAddress neighbour = PeerAddress.parse("192.0.2.2:1000");
        assertThat(passed(4, i -> gate.denyRequest(neighbour, NO_MARK, NOW))).isEqualTo(3);
        assertThat(gate.denyRequest(neighbour, NO_MARK, NOW))
                .isEqualTo(DropReason.HANDSHAKE_PREFIX_LIMIT);
        assertThat(passed(10, i -> gate.denyRequest(source(i), NO_MARK, NOW))).isEqualTo(2);
        assertThat(gate.denyRequest(source(99), NO_MARK, NOW))
                .isEqualTo(DropReason.HANDSHAKE_UNMARKED_LIMIT);
        assertThat(gate.denyRequest(source(99), NO_MARK, NOW + 200)).isNull();
    }

    /** What was a gap once: whoever forged tokens from enough addresses kept everybody out. */
    @Test
    void aFloodOfForgedTokensTakesNothingFromNewcomers() {
        Random random = new Random(3);
        for (int i = 0; i < 1_000_000; i++) {
            long nowMs = NOW + i / 1_000;
            PeerAddress forged = PeerAddress.ofIpv4(random.nextInt(), random.nextInt(65_536));
            if (gate.denyStranger(forged, NO_MARK, nowMs) == null) {
                gate.denyRequest(forged, NO_MARK, nowMs);
            }
            if (i % 100_000 == 0) {
                long mark = 1 + i;
                assertThat(gate.denyStranger(SOURCE, mark, nowMs)).isNull();
                assertThat(gate.denyRequest(SOURCE, mark, nowMs)).isNull();
            }
        }
    }

    /** Or a forger of his address could lock a player out. */
    @Test
    void whoBearsAMarkIsNotHeldToTheBucketOfHisAddress() {
        passed(1_000, i -> gate.denyStranger(SOURCE, NO_MARK, NOW));
        passed(1_000, i -> gate.denyRequest(SOURCE, NO_MARK, NOW));

        assertThat(gate.denyStranger(SOURCE, 77, NOW)).isNull();
        assertThat(gate.denyRequest(SOURCE, 77, NOW)).isNull();
    }

    @Test
    void oneMarkIsGoodForAFewRequestsOnly() {
        assertThat(passed(5, i -> gate.denyRequest(source(i), 77, NOW))).isEqualTo(4);
        assertThat(gate.denyRequest(source(9), 77, NOW))
                .isEqualTo(DropReason.HANDSHAKE_TOKEN_LIMIT);
        assertThat(gate.denyRequest(source(9), 78, NOW)).isNull();
    }

    @Test
    void theNodeTakesOnlySoManyRequestsWithMarks() {
        assertThat(passed(13, i -> gate.denyRequest(source(i), 100 + i, NOW))).isEqualTo(12);
        assertThat(gate.denyRequest(source(1), 1_000, NOW)).isEqualTo(DropReason.HANDSHAKE_LIMIT);
    }

    @Test
    void theFirewallIsAskedFirstAndAllowedBlocksAreNotCounted() {
        PacketGate closed =
                gate(
                        rules(
                                Firewall.of(
                                        List.of(CidrBlock.parse("192.0.2.0/24")),
                                        List.of(CidrBlock.parse("0.0.0.0/0")))));

        assertThat(closed.denyStranger(source(1), 77, NOW)).isEqualTo(DropReason.FIREWALL_DENIED);
        assertThat(closed.isDenied(source(1))).isTrue();
        assertThat(closed.isDenied(SOURCE)).isFalse();
        assertThat(passed(1_000, i -> closed.denyStranger(SOURCE, NO_MARK, NOW))).isEqualTo(1_000);
        assertThat(passed(1_000, i -> closed.denyRequest(SOURCE, NO_MARK, NOW))).isEqualTo(10);
    }

    @Test
    void aFilterThatIsLeftOutIsOffAndTheOrderIsAsSaid() {
        PacketGate open =
                gate(
                        new FilterRules(
                                new Order(
                                        List.of(OfStrangers.PREFIX, OfStrangers.SOURCE),
                                        List.of(OfRequests.TOKEN),
                                        List.of()),
                                RATES,
                                Firewall.of(List.of(), List.of(CidrBlock.parse("0.0.0.0/0")))));

        assertThat(open.isDenied(SOURCE)).isFalse();
        assertThat(passed(1_000, i -> open.denyRequest(SOURCE, NO_MARK, NOW))).isEqualTo(1_000);
        assertThat(passed(300, i -> open.denyStranger(SOURCE, NO_MARK, NOW))).isEqualTo(100);
        assertThat(open.denyStranger(SOURCE, NO_MARK, NOW)).isEqualTo(DropReason.PREFIX_LIMIT);
    }

    @Test
    void otherRulesHoldAtOnceAndGiveNothingBack() {
        passed(1_000, i -> gate.denyStranger(SOURCE, NO_MARK, NOW));
        gate.setRules(rules(Firewall.OPEN).tightened(10));

        assertThat(gate.denyStranger(SOURCE, NO_MARK, NOW)).isEqualTo(DropReason.SOURCE_LIMIT);
        assertThat(passed(1_000, i -> gate.denyStranger(source(5), NO_MARK, NOW))).isEqualTo(10);
        assertThat(passed(20, i -> gate.denyRequest(source(i), 50 + i, NOW))).isEqualTo(12);
    }

    @Test
    void letsThoseInWhoAreExpectedThoughTheyShareAnAddress() {
        passed(20, i -> gate.denyRequest(SOURCE, NO_MARK, NOW));
        gate.expect(2, NOW);

        assertThat(passed(9, i -> gate.denyRequest(SOURCE, NO_MARK, NOW))).isEqualTo(2);
        gate.expect(1_000, NOW);
        assertThat(passed(1_000, i -> gate.denyRequest(SOURCE, NO_MARK, NOW + 5_000))).isEqualTo(5);
    }

    @Test
    void relaysShareWhatTheNodeTakesAsAWhole() {
        Rates share = rules(Firewall.OPEN).ofOneOf(5).rates();

        assertThat(share.handshakesPerNode()).isEqualTo(3);
        assertThat(share.unmarkedPerNode()).isEqualTo(2);
        assertThat(share.datagramsPerSource()).isEqualTo(100);
        assertThat(
                        new FilterRules(
                                        Order.ALL,
                                        new Rates(1, 1, 1, 1, 1, 1_000_000_000, 1, 1, 1),
                                        Firewall.OPEN)
                                .ofOneOf(2)
                                .rates()
                                .handshakesPerNode())
                .isEqualTo(500_000_000);
    }
}
