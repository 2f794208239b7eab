package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER_B;
import static dev.rallypoint.protocol.netcode.Fixtures.contents;
import static dev.rallypoint.protocol.netcode.Fixtures.userData;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.netcode.NetcodeClient.State;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import dev.rallypoint.support.SeededEntropy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eight players who probe, two relays and a bad network, in virtual time. */
class ProbingSimTest {
    private static final int SEEDS = 20;
    private static final long SILENCE_MS = 500;
    private static final long TALK_MS = 50;

    /** One seed's world: the match is at home, and the standby waits until it is told. */
    private static final class Match {
        final World world;
        final World.Relay home;
        final World.Relay standby;
        final Map<Integer, Set<String>> nonces = new HashMap<>();
        final List<String> repeated = new ArrayList<>();

        Match(long seed, Conditions conditions) {
            world = new World(seed, conditions);
            home = world.relay(SERVER, 1);
            standby = world.relay(SERVER_B, 2);
            world.network.detach(SERVER_B);
            world.network.setTap(
                    (from, to, datagram) -> {
                        if (from.host().equals(CLIENT.host()) && datagram[0] != 0) {
                            note(from.port(), datagram);
                        }
                    });
            SeededEntropy entropy = new SeededEntropy(seed);
            for (int slot = 0; slot < World.SLOTS; slot++) {
                byte[] token =
                        ConnectToken.mint102(
                                contents(slot, userData(slot, 1), SERVER, SERVER_B),
                                KEY_102,
                                entropy);
                world.player(token, CLIENT.withPort(1 + slot)).client.probeAfter(SILENCE_MS);
            }
        }

        /** The clear bytes in front of the ciphertext say the sequence; the key is the token's. */
        private void note(int port, byte[] datagram) {
            long sequence = 0;
            for (int i = (datagram[0] & 0xF0) >>> 4; i > 0; i--) {
                sequence = sequence << 8 | datagram[i] & 0xFF;
            }
            if (!nonces.computeIfAbsent(port, key -> new HashSet<>()).add("" + sequence)) {
                repeated.add(port + ":" + sequence);
            }
        }

        /** Everybody talks twenty times a second, relays only when they have somebody. */
        void talk(long forMs) {
            for (long end = world.nowMs() + forMs; world.nowMs() < end; ) {
                for (World.Player player : world.players) {
                    player.client.send(World.bytes("state"), world.nowMs());
                }
                for (World.Relay relay : world.relays) {
                    for (NetcodeSession session : relay.seats.values()) {
                        relay.server.send(session, World.bytes("state"), world.nowMs());
                    }
                }
                world.run(TALK_MS);
            }
        }

        void silence(World.Relay relay) {
            world.network.detach(relay.address);
            world.relays.remove(relay);
        }

        void tellStandby() {
            world.network.attach(SERVER_B, standby.server::onDatagram);
        }

        long playersAt(World.Relay relay) {
            return world.players.stream()
                    .filter(player -> player.client.state() == State.CONNECTED)
                    .filter(player -> player.client.serverAddress().equals(relay.address))
                    .count();
        }
    }

    private static Conditions lossy(int percent) {
        return new Conditions(percent / 100.0, 0.05, 10, 60);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void lossAloneMovesNobody(int lossPercent) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Match match = new Match(seed, lossy(lossPercent));
            match.talk(5_000);
            // Even if somebody asked, the standby would let him in.
            match.tellStandby();
            match.talk(60_000);

            assertThat(match.playersAt(match.home)).as("seed %d", seed).isEqualTo(World.SLOTS);
            assertThat(match.standby.events).as("seed %d", seed).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5})
    void whenTheHomeFallsSilentEverybodyIsAtTheStandbySoonAfterItIsTold(int lossPercent) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Match match = new Match(seed, lossy(lossPercent));
            match.talk(5_000);
            match.silence(match.home);
            match.talk(SILENCE_MS + 200);
            match.tellStandby();
            // A beat, four ways of at most 70 ms, and two beats for each datagram that got lost.
            match.talk(100 + 4 * 70 + 4 * 100);

            assertThat(match.playersAt(match.standby)).as("seed %d", seed).isEqualTo(World.SLOTS);
            assertFair(match, seed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void aHandOverMovesEverybody(int lossPercent) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Match match = new Match(seed, lossy(lossPercent));
            match.talk(5_000);
            match.tellStandby();
            for (NetcodeSession session : List.copyOf(match.home.seats.values())) {
                match.home.server.disconnect(
                        session, NetcodeServer.End.CLOSED, match.world.nowMs());
            }
            match.talk(1_000);

            assertThat(match.playersAt(match.standby)).as("seed %d", seed).isEqualTo(World.SLOTS);
            assertFair(match, seed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void aHomeThatIsSilentForAWhileOnlyLosesNobody(int lossPercent) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Match match = new Match(seed, lossy(lossPercent));
            match.talk(5_000);
            match.world.network.detach(SERVER);
            match.talk(2_000);
            match.world.network.attach(SERVER, match.home.server::onDatagram);
            match.talk(1_000);

            assertThat(match.playersAt(match.home)).as("seed %d", seed).isEqualTo(World.SLOTS);
            assertThat(match.home.events).as("seed %d", seed).hasSize(World.SLOTS);
            assertFair(match, seed);
        }
    }

    private static void assertFair(Match match, long seed) {
        assertThat(match.repeated).as("nonces used twice, seed %d", seed).isEmpty();
        for (World.Player player : match.world.players) {
            assertThat(player.drops).as("seed %d", seed).doesNotContainKey(DropReason.BAD_TAG);
        }
    }
}
