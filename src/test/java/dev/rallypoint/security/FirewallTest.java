package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirewallTest {
    private static Firewall firewall(List<String> allow, List<String> deny) {
        return Firewall.of(
                allow.stream().map(CidrBlock::parse).toList(),
                deny.stream().map(CidrBlock::parse).toList());
    }

    private static PeerAddress address(String text) {
        return CidrBlock.addressOf(text);
    }

    @Test
    void withoutBlocksNobodyIsDeniedOrNamed() {
        for (String text :
                List.of("0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "2001:db8::1")) {
            assertThat(Firewall.OPEN.isDenied(address(text))).isFalse();
            assertThat(Firewall.OPEN.isAllowed(address(text))).isFalse();
        }
    }

    @Test
    void theLongestPrefixDecides() {
        Firewall firewall =
                firewall(
                        List.of("10.1.0.0/16", "10.1.2.3"),
                        List.of("10.0.0.0/8", "10.1.2.0/24", "2001:db8::/32"));

        assertThat(firewall.isDenied(address("9.255.255.255"))).isFalse();
        assertThat(firewall.isDenied(address("10.0.0.0"))).isTrue();
        assertThat(firewall.isAllowed(address("10.1.1.255"))).isTrue();
        assertThat(firewall.isDenied(address("10.1.2.2"))).isTrue();
        assertThat(firewall.isAllowed(address("10.1.2.3"))).isTrue();
        assertThat(firewall.isDenied(address("10.1.2.4"))).isTrue();
        assertThat(firewall.isAllowed(address("10.1.3.0"))).isTrue();
        assertThat(firewall.isDenied(address("10.255.255.255"))).isTrue();
        assertThat(firewall.isDenied(address("11.0.0.0"))).isFalse();
        assertThat(firewall.isDenied(address("2001:db8:ffff::1"))).isTrue();
        assertThat(firewall.isDenied(address("2001:db9::"))).isFalse();
    }

    @Test
    void ofEqualBlocksTheRefusalHolds() {
        Firewall firewall = firewall(List.of("192.0.2.0/24"), List.of("192.0.2.0/24"));

        assertThat(firewall.isDenied(address("192.0.2.77"))).isTrue();
        assertThat(firewall.denyBlocks()).isEqualTo(1);
        assertThat(firewall.allowBlocks()).isZero();
    }

    @Test
    void aClosedCircleIsEverybodyDeniedAndSomeAllowed() {
        Firewall firewall = firewall(List.of("192.0.2.0/24"), List.of("0.0.0.0/0", "::/0"));

        assertThat(firewall.isDenied(address("203.0.113.1"))).isTrue();
        assertThat(firewall.isDenied(address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))).isTrue();
        assertThat(firewall.isDenied(address("192.0.2.9"))).isFalse();
        assertThat(firewall(List.of(), List.of("0.0.0.0/0")).isDenied(address("2001:db8::1")))
                .isFalse();
        assertThat(firewall(List.of(), List.of("::/0")).isDenied(address("192.0.2.1"))).isFalse();
    }

    @Test
    void thePortIsNobodysBusiness() {
        Firewall firewall = firewall(List.of(), List.of("192.0.2.1"));

        assertThat(firewall.isDenied(address("192.0.2.1").withPort(65_535))).isTrue();
    }

    /** Against the plain search of all blocks, with nests, neighbours and both ends of each. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithASearchOfAllBlocks(long seed) {
        Random random = new Random(seed);
        List<CidrBlock> allow = blocks(random, 150);
        List<CidrBlock> deny = blocks(random, 150);
        Firewall firewall = Firewall.of(allow, deny);
        List<PeerAddress> addresses = new ArrayList<>();
        for (CidrBlock block : Stream.concat(allow.stream(), deny.stream()).toList()) {
            PeerAddress last = new PeerAddress(block.lastHigh(), block.lastLow(), 0);
            addresses.addAll(List.of(block.first(), last, step(block.first(), -1), step(last, 1)));
        }
        for (int i = 0; i < 2_000; i++) {
            addresses.add(randomAddress(random));
        }

        for (PeerAddress address : addresses) {
            int expected = verdict(allow, deny, address);
            assertThat(firewall.isDenied(address))
                    .as("%s, seed %d", address, seed)
                    .isEqualTo(expected < 0);
            assertThat(firewall.isAllowed(address))
                    .as("%s, seed %d", address, seed)
                    .isEqualTo(expected > 0);
        }
    }

    /** In few networks, so that blocks lie in each other. */
    private static List<CidrBlock> blocks(Random random, int count) {
        List<CidrBlock> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PeerAddress address = randomAddress(random);
            int bits = address.isIpv4() ? random.nextInt(33) : random.nextInt(129);
            blocks.add(CidrBlock.parse(address.host() + "/" + bits));
        }
        return blocks;
    }

    private static PeerAddress randomAddress(Random random) {
        if (random.nextBoolean()) {
            return PeerAddress.ofIpv4(random.nextInt() & 0x0301_03FF, 0);
        }
        long high = random.nextBoolean() ? random.nextLong() : 0x2001_0DB8_0000_0000L;
        return new PeerAddress(high, random.nextLong() & 0x8000_0000_0000_00FFL, 0);
    }

    private static PeerAddress step(PeerAddress address, int by) {
        long low = address.low() + by;
        boolean carries = by > 0 ? low == 0 : low == -1;
        return new PeerAddress(carries ? address.high() + by : address.high(), low, 0);
    }

    private static int verdict(List<CidrBlock> allow, List<CidrBlock> deny, PeerAddress address) {
        return Integer.compare(longest(allow, address), longest(deny, address)) > 0
                ? 1
                : longest(deny, address) < 0 ? 0 : -1;
    }

    private static int longest(List<CidrBlock> blocks, PeerAddress address) {
        return blocks.stream()
                .filter(block -> block.contains(address))
                .map(CidrBlock::prefixBits)
                .max(Comparator.naturalOrder())
                .orElse(-1);
    }

    @Test
    void fiftyThousandBlocksAreHeldAndCounted() {
        Random random = new Random(1);
        List<CidrBlock> deny = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            deny.add(CidrBlock.parse(PeerAddress.ofIpv4(i << 8, 0).host() + "/25"));
        }
        Firewall firewall = Firewall.of(List.of(), deny);

        assertThat(firewall.denyBlocks()).isEqualTo(50_000);
        for (int i = 0; i < 100_000; i++) {
            int bits = random.nextInt(50_000 << 8);
            assertThat(firewall.isDenied(PeerAddress.ofIpv4(bits, 9)))
                    .isEqualTo((bits & 0x80) == 0);
        }
    }
}
