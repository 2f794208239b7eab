package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import org.junit.jupiter.api.Test;

class PeerAddressCacheTest {
    private final PeerAddressCache cache = new PeerAddressCache(4);

    @Test
    void givesTheSameObjectForTheSameAddress() {
        PeerAddress first = cache.of(1, 2, 3);

        assertThat(first).isEqualTo(new PeerAddress(1, 2, 3));
        assertThat(cache.of(1, 2, 3)).isSameAs(first);
    }

    @Test
    void tellsApartWhatDiffersInOnePart() {
        PeerAddress first = cache.of(1, 2, 3);

        assertThat(cache.of(9, 2, 3)).isEqualTo(new PeerAddress(9, 2, 3)).isNotEqualTo(first);
        assertThat(cache.of(1, 9, 3)).isEqualTo(new PeerAddress(1, 9, 3)).isNotEqualTo(first);
        assertThat(cache.of(1, 2, 9)).isEqualTo(new PeerAddress(1, 2, 9)).isNotEqualTo(first);
    }

    @Test
    void ipv4IsWhatAnIpv4LiteralGives() {
        assertThat(cache.ofIpv4(0xC000_02FF, 65_535))
                .isEqualTo(PeerAddress.parse("192.0.2.255:65535"));
    }

    @Test
    void anyNumberOfAddressesIsAnsweredRightlyThoughFewAreKept() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 10_000; i++) {
                assertThat(cache.ofIpv4(0x0A00_0000 | i, 1_024 + i))
                        .isEqualTo(PeerAddress.ofIpv4(0x0A00_0000 | i, 1_024 + i));
            }
        }
    }

    @Test
    void twentyThousandPlayersHaveTheirPlaces() {
        PeerAddressCache large = new PeerAddressCache(14);
        PeerAddress[] players = new PeerAddress[20_000];
        for (int i = 0; i < players.length; i++) {
            players[i] = large.ofIpv4(0x0A00_0000 | i >> 2, 1_024 + i % 50_000);
        }
        int kept = 0;
        for (PeerAddress player : players) {
            kept += large.of(player.high(), player.low(), player.port()) == player ? 1 : 0;
        }

        assertThat(kept).isGreaterThan(players.length * 98 / 100);
    }
}
