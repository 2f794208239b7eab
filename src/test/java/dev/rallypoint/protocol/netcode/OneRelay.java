package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER;
import static dev.rallypoint.protocol.netcode.Fixtures.contents;
import static dev.rallypoint.protocol.netcode.Fixtures.userData;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import dev.rallypoint.support.SeededEntropy;

/** One relay on a perfect network, and players who knock. */
abstract class OneRelay {
    final SeededEntropy entropy = new SeededEntropy(5);
    final World world = new World(1, Conditions.PERFECT);
    final World.Relay relay = world.relay(SERVER, 1);

    byte[] token(long clientId, int slot, int generation) {
        return ConnectToken.mint102(
                contents(clientId, userData(slot, generation)), KEY_102, entropy);
    }

    HandmadeClient client(byte[] token, int port) {
        return new HandmadeClient(world, relay, token, CLIENT.withPort(port));
    }

    HandmadeClient client() {
        return client(token(7, 3, 1), 40_000);
    }

    static byte[] flipped(byte[] bytes, int index) {
        byte[] changed = bytes.clone();
        changed[index] ^= 1;
        return changed;
    }

    void assertOnlyDrop(DropReason reason) {
        assertThat(relay.drops).as("drops").containsOnlyKeys(reason);
        assertThat(relay.drops(reason)).as(reason.name()).isOne();
        relay.drops.clear();
    }
}
