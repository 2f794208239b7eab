package dev.rallypoint.turn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.EvenPort;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Players who mean no good. */
class HostileTurnTest {
    @Test
    void aFloodOfAllocationsIsBoundedByTheQuotaAndLeavesNothing() {
        TurnWorld world = new TurnWorld("turn.allocationsPerPlayer=16", "turn.maxAllocations=100");
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            TurnPlayer flooder = world.player("192.0.2.66:" + (1_024 + i));
            flooder.credentials = flooder.credentials("player" + i % 10);
            int code = TurnPlayer.code(flooder.allocateWith(nothing -> {}));
            refused += code == 0 ? 0 : 1;
        }

        assertThat(world.allocations()).isEqualTo(100);
        assertThat(world.ports.open).hasSize(100);
        assertThat(refused).isEqualTo(4_900);
        world.nowMs += 600_000;
        world.server.onTimer(world.nowMs);
        assertThat(world.allocations()).isZero();
        assertThat(world.ports.open).isEmpty();
        world.player("192.0.2.67:9").allocate();
    }

    /** All that a client can have remembered, at its bounds, again and again. */
    @Test
    void memoryStaysFlatUnderAFloodOfWhateverClientsCanAskFor() {
        TurnWorld world = new TurnWorld("turn.allocationsPerPlayer=16", "turn.maxAllocations=64");
        long afterOne = 0;
        for (int round = 0; round < 20; round++) {
            floodOnce(world, round);
            assertThat(world.ports.open).isEmpty();
            if (round == 4) {
                afterOne = usedHeapBytes();
            }
        }

        assertThat(usedHeapBytes() - afterOne).isLessThan(4 << 20);
    }

    private static void floodOnce(TurnWorld world, int round) {
        for (int i = 0; i < 64; i++) {
            TurnPlayer flooder = world.player("192.0.2.66:" + (1_024 + round * 64 + i));
            flooder.credentials = flooder.credentials("player" + i % 4);
            flooder.allocateWith(writer -> EvenPort.append(writer, EvenPort.WITH_NEXT));
            for (int peer = 0; peer < 200; peer++) {
                PeerAddress address =
                        PeerAddress.parse("198.51.100." + peer % 256 + ":" + (1 + peer));
                flooder.permit(address);
                flooder.bind(0x4000 + peer, address);
            }
        }
        assertThat(world.ports.open).hasSizeLessThanOrEqualTo(64);
        world.nowMs += 600_000;
        world.server.onTimer(world.nowMs);
    }

    private static long usedHeapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void strangersWithoutCredentialsLeaveNothingAtAll() {
        TurnWorld world = new TurnWorld();
        for (int i = 0; i < 10_000; i++) {
            TurnPlayer stranger = world.player("198.51." + i / 256 + "." + i % 256 + ":9");
            stranger.learnNonce();
            assertThat(stranger.door.isIdle()).isTrue();
        }

        assertThat(world.allocations()).isZero();
        assertThat(world.ports.open).isEmpty();
    }

    @Test
    void aScanOfPortsGetsNoFurtherThanThePolicy() {
        TurnWorld world = new TurnWorld("turn.bytesPerAllocation=1000000000");
        TurnPlayer scanner = world.player("192.0.2.66:9");
        scanner.allocate();
        for (String host : new String[] {"10.0.0.1", "127.0.0.1", "169.254.169.254"}) {
            PeerAddress victim = PeerAddress.parse(host + ":1");
            assertThat(scanner.permit(victim)).isEqualTo(403);
            for (int port = 1; port < 1_024; port++) {
                scanner.sendData(victim.withPort(port), "SSRF");
            }
        }
        assertThat(scanner.permit(TurnWorld.OWN)).isZero();
        int own = world.ports.open.keySet().iterator().next();
        for (int port = 1; port < 65_536; port++) {
            if (port != own) {
                scanner.sendData(TurnWorld.OWN.withPort(port), "SSRF");
            }
        }

        assertThat(world.ports.sent).isEmpty();
        assertThat(world.dropped(DropReason.TURN_NO_PERMISSION)).isEqualTo(3 * 1_023);
        assertThat(world.dropped(DropReason.TURN_PEER_DENIED)).isEqualTo(65_534);
    }

    @Test
    void aPlayerWhoIsBannedLosesHisAllocationsAndGetsNoneAndNobodyElse() {
        TurnWorld world = new TurnWorld();
        TurnPlayer cheater = world.player("192.0.2.66:9");
        cheater.allocate();
        TurnPlayer other = world.player("192.0.2.67:9");
        other.credentials = other.credentials("fedcba9876543210");
        other.allocate();

        world.server.setBanned(Set.of("0123456789abcdef"));

        assertThat(world.allocations()).isEqualTo(1);
        assertThat(TurnPlayer.code(cheater.allocateWith(nothing -> {}))).isEqualTo(403);
        assertThat(other.refresh(600)).isZero();
        world.server.setBanned(Set.of());
        cheater.allocate();
    }
}
