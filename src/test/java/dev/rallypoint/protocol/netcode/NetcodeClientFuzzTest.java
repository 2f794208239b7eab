package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER;
import static dev.rallypoint.protocol.netcode.Fixtures.contents;
import static dev.rallypoint.protocol.netcode.Fixtures.userData;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.NetworkSimulator.Conditions;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetcodeClientFuzzTest {
    private static final int DATAGRAMS = 200_000;

    @Test
    void mutatedDatagramsOfTheRelayChangeNothingAndEachIsCounted() {
        long seed = 99;
        Random random = new Random(seed);
        World world = new World(seed, Conditions.PERFECT);
        World.Relay relay = world.relay(SERVER, 1);
        List<byte[]> corpus = new ArrayList<>();
        world.network.setTap(
                (from, to, datagram) -> {
                    if (from.equals(SERVER)) {
                        corpus.add(datagram);
                    }
                });
        byte[] token =
                ConnectToken.mint102(contents(1, userData(1, 1)), KEY_102, new SeededEntropy(seed));
        World.Player player = world.player(token, CLIENT);
        world.run(500);
        relay.server.send(relay.seats.get(1), World.bytes("payload"), world.nowMs());
        world.run(10);
        player.drops.clear();

        for (int i = 0; i < DATAGRAMS; i++) {
            byte[] mutant = corpus.get(random.nextInt(corpus.size())).clone();
            if (random.nextInt(4) == 0) {
                mutant = Arrays.copyOf(mutant, random.nextInt(1500));
            } else {
                mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
            }
            player.client.onDatagram(SERVER, ByteBuffer.wrap(mutant), world.nowMs());
        }

        int drops = player.drops.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(drops).as("seed %d", seed).isEqualTo(DATAGRAMS);
        assertThat(player.payloads).containsExactly("payload");
        assertThat(player.client.state()).isEqualTo(NetcodeClient.State.CONNECTED);
    }
}
