package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_101;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER;
import static dev.rallypoint.protocol.netcode.Fixtures.contents;
import static dev.rallypoint.protocol.netcode.Fixtures.userData;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.NetworkSimulator.Conditions;
import dev.rallypoint.support.SeededEntropy;
import org.junit.jupiter.api.Test;

class NetcodeSimTest {
    private final SeededEntropy entropy = new SeededEntropy(1);

    @Test
    void aPlayerConnectsWithA102TokenAndPayloadsFlowBothWays() {
        byte[] token = ConnectToken.mint102(contents(7, userData(3, 1)), KEY_102, entropy);
        connectsAndTalks(token);
    }

    @Test
    void aPlayerConnectsWithA101TokenAndPayloadsFlowBothWays() {
        byte[] token = ConnectToken.mint101(contents(7, userData(3, 1)), 9, KEY_101, entropy);
        connectsAndTalks(token);
    }

    private static void connectsAndTalks(byte[] token) {
        World world = new World(1, Conditions.PERFECT);
        World.Relay relay = world.relay(SERVER, 1);
        World.Player player = world.player(token, CLIENT);

        world.run(50);
        assertThat(player.states).containsExactly("SENDING_RESPONSE", "CONNECTED");
        assertThat(player.client.clientIndex()).isEqualTo(3);
        assertThat(player.client.maxClients()).isEqualTo(World.SLOTS);

        player.client.send(World.bytes("up"), world.nowMs());
        relay.server.send(relay.seats.get(3), World.bytes("down"), world.nowMs());
        world.run(50);
        assertThat(relay.payloads).containsExactly("7:up");
        assertThat(player.payloads).containsExactly("down");

        player.client.disconnect(world.nowMs());
        world.run(50);
        assertThat(relay.events).containsExactly("connected 7/1", "LEFT 7");
    }
}
