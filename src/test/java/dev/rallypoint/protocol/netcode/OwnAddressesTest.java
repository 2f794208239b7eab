package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.contents;
import static dev.rallypoint.protocol.netcode.Fixtures.userData;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import dev.rallypoint.support.SeededEntropy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnAddressesTest {
    private static final PeerAddress A = PeerAddress.parse("203.0.113.1:25565");
    private static final PeerAddress B = PeerAddress.parse("203.0.113.2:25565");
    private static final PeerAddress C = PeerAddress.parse("203.0.113.3:25565");
    private static final PeerAddress BRIDGE = PeerAddress.parse("172.17.0.1:25565");
    private static final PeerAddress LOOPBACK = PeerAddress.parse("127.0.0.1:25565");
    private static final Set<PeerAddress> ALIASES = Set.of(BRIDGE, LOOPBACK);

    @Test
    void aRelayStandsWhereItsUniqueAddressStands() {
        OwnAddresses b = new OwnAddresses(B, ALIASES);

        assertThat(b.indexIn(List.of(B))).isZero();
        assertThat(b.indexIn(List.of(BRIDGE, A, B))).isEqualTo(2);
        assertThat(b.indexIn(List.of(A, LOOPBACK, BRIDGE, B, C))).isEqualTo(3);
    }

    @Test
    void anAliasCountsOnlyInATokenWithoutTheUniqueAddress() {
        OwnAddresses b = new OwnAddresses(B, ALIASES);

        assertThat(b.indexIn(List.of(A, BRIDGE, LOOPBACK))).isEqualTo(1);
        assertThat(b.indexIn(List.of(A, C))).isEqualTo(-1);
        assertThat(OwnAddresses.of(B).indexIn(List.of(A, LOOPBACK))).isEqualTo(-1);
    }

    @Test
    void nodesWithTheSameAliasesAndEpochNeverRepeatANonceOfOneToken() {
        World world = new World(3, Conditions.PERFECT);
        byte[] token =
                ConnectToken.mint102(
                        contents(7, userData(3, 1), A, BRIDGE, LOOPBACK, B, C),
                        KEY_102,
                        new SeededEntropy(3));
        Set<Long> nonces = new HashSet<>();
        int packets = 0;
        for (PeerAddress node : List.of(A, B, C)) {
            World.Relay relay = world.relay(new OwnAddresses(node, ALIASES), 1);
            HandmadeClient client = new HandmadeClient(world, relay, token, CLIENT);
            client.connect();
            for (int i = 0; i < 100; i++) {
                relay.server.send(relay.seats.get(3), World.bytes("state"), world.nowMs());
            }
            world.run(20);
            packets += client.sequences.size();
            nonces.addAll(client.sequences);
        }

        assertThat(packets).isGreaterThan(3 * 200);
        assertThat(nonces).hasSize(packets);
    }
}
