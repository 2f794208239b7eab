package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.StoreMessage.Ban;
import java.util.List;
import org.junit.jupiter.api.Test;

class BanListTest {
    private static final long NOW = 1_000_000;

    @Test
    void holdsAPlayerUntilTheBanEnds() {
        BanList bans = new BanList(List.of(new Ban(1, "player", "p1", "speed", NOW)));
        assertThat(bans.ofPlayer("p1", NOW - 1)).isPresent();
        assertThat(bans.ofPlayer("p1", NOW)).isEmpty();
        assertThat(bans.ofPlayer("p2", NOW - 1)).isEmpty();
    }

    @Test
    void holdsForEverWithoutAnEnd() {
        BanList bans = new BanList(List.of(new Ban(1, "player", "p1", "speed", 0)));
        assertThat(bans.ofPlayer("p1", Long.MAX_VALUE)).map(Ban::reason).contains("speed");
    }

    @Test
    void findsTheBanThatStillHoldsAmongSeveral() {
        BanList bans =
                new BanList(
                        List.of(
                                new Ban(1, "player", "p1", "old", NOW - 1),
                                new Ban(2, "player", "p1", "new", NOW + 1)));
        assertThat(bans.ofPlayer("p1", NOW)).map(Ban::reason).contains("new");
    }

    @Test
    void holdsTheAddressesOfABlock() {
        BanList bans = new BanList(List.of(new Ban(1, "cidr", "192.0.2.0/24", "botnet", 0)));
        assertThat(bans.ofAddress(CidrBlock.addressOf("192.0.2.9"), NOW)).isPresent();
        assertThat(bans.ofAddress(CidrBlock.addressOf("192.0.3.9"), NOW)).isEmpty();
        assertThat(bans.ofPlayer("192.0.2.0/24", NOW)).isEmpty();
    }

    @Test
    void reportsABlockThatCannotBeReadAndKeepsTheOthers() {
        Ban broken = new Ban(1, "cidr", "nonsense", "", 0);
        BanList bans = new BanList(List.of(broken, new Ban(2, "cidr", "::/0", "all", 0)));
        assertThat(bans.unreadable()).containsExactly(broken);
        assertThat(bans.ofAddress(CidrBlock.addressOf("2001:db8::9"), NOW)).isPresent();
    }

    @Test
    void holdsADeviceByItsHash() {
        BanList bans = new BanList(List.of(new Ban(1, "device", "d1", "insults", 0)));
        assertThat(bans.ofDevice("d1", NOW)).isPresent();
        assertThat(bans.ofDevice("d2", NOW)).isEmpty();
        assertThat(bans.ofPlayer("d1", NOW)).isEmpty();
    }

    @Test
    void ofSeveralBlocksTheSmallestWhoseBanHoldsSpeaks() {
        BanList bans =
                new BanList(
                        List.of(
                                new Ban(1, "cidr", "192.0.0.0/16", "large", 0),
                                new Ban(2, "cidr", "192.0.2.0/24", "over", NOW - 1),
                                new Ban(3, "cidr", "2001:db8::/32", "six", 0)));
        assertThat(bans.ofAddress(CidrBlock.addressOf("192.0.2.9"), NOW))
                .map(Ban::reason)
                .contains("large");
        assertThat(bans.ofAddress(CidrBlock.addressOf("192.0.2.9"), NOW - 2))
                .map(Ban::reason)
                .contains("over");
        assertThat(bans.ofAddress(CidrBlock.addressOf("2001:db8:1::9"), NOW))
                .map(Ban::reason)
                .contains("six");
    }
}
