package dev.rallypoint.protocol.direct;

import static dev.rallypoint.protocol.direct.PeerWorld.ANN;
import static dev.rallypoint.protocol.direct.PeerWorld.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two players find a path, use it, lose it; in virtual time. */
class DirectPathsSimTest {
    private static final Conditions SHORT = new Conditions(0, 0, 5, 0);
    private static final Conditions LOSSY = new Conditions(0.01, 0.005, 5, 4);

    private static PeerWorld direct(Conditions conditions) {
        PeerWorld world = new PeerWorld(1, conditions);
        world.introduce();
        world.run(2_000);
        assertThat(world.isDirectBothWays()).isTrue();
        return world;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aShorterPathIsTakenWithinTwoSecondsAndKeptThroughLoss(long seed) {
        PeerWorld world = new PeerWorld(seed, LOSSY);
        world.introduce();
        world.run(2_000);
        assertThat(world.isDirectBothWays()).isTrue();
        world.run(60_000);
        assertThat(world.isDirectBothWays()).isTrue();
        assertThat(world.ann.news).containsExactly("1 direct");
        assertThat(world.ann.states).hasSizeGreaterThan(1_100);
    }

    @Test
    void aPathThatIsNotClearlyShorterIsLeftAlone() {
        PeerWorld world = new PeerWorld(1, new Conditions(0, 0, 39, 2));
        world.introduce();
        world.run(10_000);
        assertThat(world.ann.news).isEmpty();
        assertThat(world.ann.states).isEmpty();
    }

    @Test
    void aPathThatGetsWorseIsLeftForTheRelay() {
        PeerWorld world = direct(SHORT);
        world.network.setConditions(new Conditions(0, 0, 60, 0));
        world.run(6_000);
        assertThat(world.ann.news).containsExactly("1 direct", "1 relayed");
        assertThat(world.ann.paths.isDirect(1)).isFalse();
    }

    @Test
    void lossThatTheRelayDoesNotHaveEndsIt() {
        PeerWorld world = direct(SHORT);
        world.network.setConditions(new Conditions(0.3, 0, 5, 0));
        world.run(20_000);
        assertThat(world.ann.news).contains("1 relayed");
    }

    /** 10 ms of round trip and the margin of 150 ms. */
    @Test
    void aDeadPathIsToldToTheRelayWithinItsRoundTripAndAMargin() {
        PeerWorld world = direct(SHORT);
        int told = world.ann.served.size();
        long lastMs = world.ann.statesAtMs.get(world.ann.statesAtMs.size() - 1);
        world.network.setConditions(new Conditions(1, 0, 5, 0));
        while (world.ann.paths.isDirect(1)) {
            world.run(5);
        }
        assertThat(world.nowMs() - lastMs).isLessThanOrEqualTo(50 + 10 + 150 + 10);
        assertThat(world.ann.served.subList(told, world.ann.served.size())).contains(0L);
        world.run(2_000);
        assertThat(world.ann.served).endsWith(0L, 0L, 0L);
    }

    /** What Ann says to Bob is lost, and what he says is not: he cannot know what she wants. */
    @Test
    void whoIsNotHeardByAPeerGetsHisStatesOverTheRelayWithoutALongGap() {
        PeerWorld world = direct(SHORT);
        world.network.detach(BOB);
        while (world.ann.paths.isDirect(1)) {
            world.run(5);
        }
        long lastMs = world.ann.statesAtMs.get(world.ann.statesAtMs.size() - 1);
        assertThat(world.nowMs() - lastMs).isLessThanOrEqualTo(50 + 10 + 150 + 10);
    }

    @Test
    void whatDiedIsTrustedLaterAndLaterStillTheNextTime() {
        PeerWorld world = direct(SHORT);
        List<Long> pauses = new ArrayList<>();
        for (int death = 0; death < 3; death++) {
            world.network.setConditions(new Conditions(1, 0, 5, 0));
            world.run(500);
            long diedMs = world.nowMs();
            world.network.setConditions(SHORT);
            while (!world.ann.paths.isDirect(1)) {
                world.run(50);
            }
            pauses.add(world.nowMs() - diedMs);
        }
        assertThat(pauses.get(0)).isBetween(1_500L, 3_000L);
        assertThat(pauses.get(1)).isGreaterThan(3_000);
        assertThat(pauses.get(2)).isGreaterThan(7_000);
    }

    @Test
    void whatServedWellForLongIsTrustedAsAtFirst() {
        PeerWorld world = direct(SHORT);
        List<Long> pauses = new ArrayList<>();
        for (int death = 0; death < 4; death++) {
            world.network.setConditions(new Conditions(1, 0, 5, 0));
            world.run(500);
            long diedMs = world.nowMs();
            world.network.setConditions(SHORT);
            while (!world.ann.paths.isDirect(1)) {
                world.run(50);
            }
            pauses.add(world.nowMs() - diedMs);
            world.run(death == 2 ? 130_000 : 0);
        }
        assertThat(pauses.get(2)).isGreaterThan(7_000);
        assertThat(pauses.get(3)).isLessThan(3_000);
    }

    /** A peer who forges his source must not point others at somebody. */
    @Test
    void whoSpeaksFromElsewhereIsAnsweredThereAndNotKnockedAt() {
        PeerWorld world = new PeerWorld(1, SHORT);
        PeerAddress victim = PeerAddress.parse("198.51.100.66:53");
        world.introduce(List.of(ANN), List.of(PeerWorld.BOB_AT_HOME));
        world.bob.moveTo(victim);
        world.network.detach(victim);
        Map<PeerAddress, Integer> sentTo = new HashMap<>();
        world.network.setTap((from, to, datagram) -> sentTo.merge(to, 1, Integer::sum));

        world.run(5_000);

        assertThat(sentTo.get(ANN)).isGreaterThan(10);
        assertThat(sentTo.get(victim)).isLessThanOrEqualTo(2 * sentTo.get(ANN));
    }

    @Test
    void aPeerWhoseAddressChangesIsFoundAgain() {
        PeerWorld world = direct(SHORT);
        world.ann.moveTo(PeerAddress.parse("198.51.100.7:6000"));
        world.run(5_000);
        assertThat(world.isDirectBothWays()).isTrue();
    }

    /** As behind a symmetric router: what peers are told is not where she sends from. */
    @Test
    void aPeerWhoIsNotWhereTheRelaySawHimIsFoundByHisKnocking() {
        PeerWorld world = new PeerWorld(1, SHORT);
        PeerAddress elsewhere = ANN.withPort(49_999);
        world.introduce(List.of(ANN), List.of(BOB));
        world.ann.moveTo(elsewhere);
        world.run(2_000);
        assertThat(world.isDirectBothWays()).isTrue();
    }

    @Test
    void withoutAPathTheKnockingIsPacedAndEndsAfterFiveSeconds() {
        PeerWorld world = new PeerWorld(1, new Conditions(1, 0, 5, 0));
        Map<Long, Integer> perSecond = new HashMap<>();
        long beganMs = world.nowMs();
        world.network.setTap(
                (from, to, datagram) -> {
                    assertThat(datagram.length).isLessThan(64);
                    if (from.equals(ANN)) {
                        perSecond.merge((world.nowMs() - beganMs) / 1_000, 1, Integer::sum);
                    }
                });
        world.introduce();
        world.run(29_000);
        assertThat(perSecond.get(0L)).isLessThanOrEqualTo(20);
        assertThat(perSecond.get(3L)).isLessThanOrEqualTo(8);
        assertThat(perSecond.keySet()).allMatch(second -> second <= 5);
        assertThat(world.ann.paths.known(world.nowMs())).isZero();
    }

    @Test
    void aSilentGameKeepsItsPathAndAStateIsNeverLost() {
        PeerWorld world = direct(SHORT);
        world.isSilent = true;
        world.run(30_000);
        assertThat(world.isDirectBothWays()).isTrue();
        int before = world.bob.states.size();
        world.ann.sendState();
        world.run(20);
        assertThat(world.bob.states).hasSize(before + 1);
    }

    /** Forgotten and introduced anew with the same keys: no nonce comes twice. */
    @Test
    void noSequenceIsUsedTwiceUnderOneKey() {
        PeerWorld world = new PeerWorld(1, SHORT);
        Set<List<Byte>> used = new HashSet<>();
        world.network.setTap(
                (from, to, datagram) -> {
                    List<Byte> nonce = new ArrayList<>();
                    for (int i = 1; i < DirectCodec.HEADER_BYTES; i++) {
                        nonce.add(datagram[i]);
                    }
                    assertThat(used.add(nonce)).as("nonce %s", nonce).isTrue();
                });
        for (int round = 0; round < 5; round++) {
            world.introduce();
            world.run(1_500);
            assertThat(world.isDirectBothWays()).isTrue();
            world.ann.paths.forget(1, world.nowMs());
            world.bob.paths.forget(0, world.nowMs());
            assertThat(world.ann.paths.isDirect(1)).isFalse();
        }
    }

    @Test
    void whoIsForgottenIsHeardNoMore() {
        PeerWorld world = direct(SHORT);
        world.bob.paths.forget(0, world.nowMs());
        int heard = world.bob.states.size();
        world.run(1_000);
        assertThat(world.bob.states).hasSize(heard);
        assertThat(world.bob.drops.get(DropReason.NO_SESSION)).isPositive();
        assertThat(world.ann.paths.isDirect(1)).isFalse();
    }

    @Test
    void aReplayedOrForgedPacketChangesNothing() {
        PeerWorld world = direct(SHORT);
        List<byte[]> copies = new ArrayList<>();
        world.network.setTap(
                (from, to, datagram) -> {
                    if (to.equals(ANN)) {
                        copies.add(datagram.clone());
                    }
                });
        world.run(500);
        world.network.setTap((from, to, datagram) -> {});
        world.network.advanceTo(world.nowMs() + 20);
        int heard = world.ann.states.size();
        PeerAddress thief = PeerAddress.parse("198.51.100.66:6666");
        for (byte[] copy : copies) {
            world.ann.paths.onDatagram(thief, ByteBuffer.wrap(copy), world.nowMs());
            copy[copy.length - 1] ^= 1;
            copy[5] ^= 64;
            world.ann.paths.onDatagram(BOB, ByteBuffer.wrap(copy), world.nowMs());
        }
        assertThat(world.ann.states).hasSize(heard);
        assertThat(world.ann.drops.get(DropReason.REPLAYED)).isEqualTo(copies.size());
        assertThat(world.ann.drops.get(DropReason.BAD_TAG)).isEqualTo(copies.size());
        world.run(500);
        assertThat(world.isDirectBothWays()).isTrue();
    }

    @Test
    void aFloodFromStrangersIsNotDecryptedForLong() {
        PeerWorld world = direct(SHORT);
        byte[] forged = new byte[60];
        forged[0] = DirectCodec.PREFIX;
        forged[1] = 1;
        forged[7] = 1;
        for (int i = 0; i < 2_000; i++) {
            PeerAddress from = PeerAddress.ofIpv4(i, 7_000);
            world.ann.paths.onDatagram(from, ByteBuffer.wrap(forged.clone()), world.nowMs());
        }
        assertThat(world.ann.drops.get(DropReason.SOURCE_LIMIT)).isEqualTo(1_800);
        world.run(500);
        assertThat(world.isDirectBothWays()).isTrue();
    }
}
