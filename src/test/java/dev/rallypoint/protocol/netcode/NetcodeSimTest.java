package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_101;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER_B;
import static dev.rallypoint.protocol.netcode.Fixtures.contents;
import static dev.rallypoint.protocol.netcode.Fixtures.userData;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Client and server cores over bad networks, in virtual time. */
class NetcodeSimTest {
    private static final int SEEDS = 25;

    private final SeededEntropy entropy = new SeededEntropy(1);

    private byte[] token102(int player, int slot, PeerAddress... servers) {
        return ConnectToken.mint102(contents(player, userData(slot, 1), servers), KEY_102, entropy);
    }

    private byte[] token101(int player, int slot) {
        return ConnectToken.mint101(contents(player, userData(slot, 1)), player, KEY_101, entropy);
    }

    private static World world() {
        return new World(1, Conditions.PERFECT);
    }

    @Test
    void aPlayerConnectsWithA102TokenAndPayloadsFlowBothWays() {
        connectsAndTalks(token102(7, 3));
    }

    @Test
    void aPlayerConnectsWithA101TokenAndPayloadsFlowBothWays() {
        connectsAndTalks(token101(7, 3));
    }

    private static void connectsAndTalks(byte[] token) {
        World world = world();
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
        assertThat(player.client.state()).isEqualTo(NetcodeClient.State.DISCONNECTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 20, 30})
    void everyConnectEndsConnectedOrInANamedErrorAndNoPayloadComesTwice(int lossPercent) {
        int connected = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            connected += race(seed, new Conditions(lossPercent / 100.0, 0.2, 5, 120));
        }
        // Five seconds of ten tries each: even at 30 % loss hardly anybody fails.
        assertThat(connected).isGreaterThan(SEEDS * World.SLOTS * 98 / 100);
    }

    /** Eight players talk for a while, and a replayer sends everything it sniffed again. */
    private int race(long seed, Conditions conditions) {
        World world = new World(seed, conditions);
        World.Relay relay = world.relay(SERVER, 1);
        replayEverything(world, seed);
        for (int slot = 0; slot < World.SLOTS; slot++) {
            byte[] token = slot % 2 == 0 ? token102(slot, slot) : token101(slot, slot);
            world.player(token, CLIENT.withPort(1000 + slot));
        }
        world.run(11_000);
        int sent = 0;
        for (; sent < 60; sent++) {
            for (World.Player player : world.players) {
                player.client.send(World.bytes("" + sent), world.nowMs());
            }
            for (NetcodeSession session : relay.seats.values()) {
                relay.server.send(session, World.bytes("" + sent), world.nowMs());
            }
            world.run(50);
        }
        world.run(1_000);
        return assertFair(world, relay, seed);
    }

    private static int assertFair(World world, World.Relay relay, long seed) {
        int connected = 0;
        assertThat(relay.payloads).as("seed %d", seed).doesNotHaveDuplicates().isNotEmpty();
        for (World.Player player : world.players) {
            NetcodeClient.State state = player.client.state();
            boolean isConnected = state == NetcodeClient.State.CONNECTED;
            assertThat(isConnected || state.isError()).as("seed %d: %s", seed, state).isTrue();
            assertThat(player.payloads).as("seed %d", seed).doesNotHaveDuplicates();
            connected += isConnected ? 1 : 0;
        }
        assertThat(relay.drops(DropReason.REPLAYED)).as("seed %d", seed).isPositive();
        assertThat(relay.drops(DropReason.BAD_TAG)).as("seed %d", seed).isZero();
        return connected;
    }

    private static void replayEverything(World world, long seed) {
        Random random = new Random(seed);
        List<Runnable> sniffed = new ArrayList<>();
        boolean[] isReplaying = new boolean[1];
        world.network.setTap(
                (from, to, datagram) -> {
                    if (isReplaying[0]) {
                        return;
                    }
                    sniffed.add(() -> world.network.send(from, to, ByteBuffer.wrap(datagram)));
                    if (random.nextInt(3) == 0) {
                        isReplaying[0] = true;
                        sniffed.get(random.nextInt(sniffed.size())).run();
                        isReplaying[0] = false;
                    }
                });
    }

    @Test
    void payloadsAreAllDeliveredOverAPerfectNetwork() {
        World world = world();
        World.Relay relay = world.relay(SERVER, 1);
        World.Player player = world.player(token102(1, 1), CLIENT);
        world.run(50);
        for (int i = 0; i < 1_000; i++) {
            player.client.send(World.bytes("" + i), world.nowMs());
            relay.server.send(relay.seats.get(1), World.bytes("" + i), world.nowMs());
            world.run(5);
        }
        assertThat(relay.payloads).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(player.payloads).hasSize(1_000).doesNotHaveDuplicates();
    }

    @Test
    void theNextRelayIsTriedWhenTheFirstIsSilent() {
        World world = world();
        world.relay(SERVER_B, 1);
        World.Player player = world.player(token102(1, 1, SERVER, SERVER_B), CLIENT);
        world.run(4_990);
        assertThat(player.client.serverAddress()).isEqualTo(SERVER);
        world.run(100);
        assertThat(player.client.serverAddress()).isEqualTo(SERVER_B);
        assertThat(player.states)
                .containsExactly("SENDING_REQUEST", "SENDING_RESPONSE", "CONNECTED");
    }

    @Test
    void theNextRelayIsTriedWhenTheFirstIsFull() {
        World world = world();
        World.Relay full = world.relay(SERVER, 1);
        full.maxClients = 1;
        World.Relay other = world.relay(SERVER_B, 1);
        World.Player player = world.player(token102(1, 1, SERVER, SERVER_B), CLIENT);
        world.run(100);
        assertThat(player.client.state()).isEqualTo(NetcodeClient.State.CONNECTED);
        assertThat(other.events).containsExactly("connected 1/1");
    }

    @Test
    void aPlannedHandOverMovesThePlayerToTheNextRelayAtOnce() {
        World world = world();
        World.Relay first = world.relay(SERVER, 1);
        World.Relay second = world.relay(SERVER_B, 1);
        World.Player player = world.player(token102(1, 1, SERVER, SERVER_B), CLIENT);
        world.run(2_000);
        first.server.disconnect(first.seats.get(1), NetcodeServer.End.CLOSED, world.nowMs());
        world.run(20);
        assertThat(player.client.state()).isEqualTo(NetcodeClient.State.CONNECTED);
        assertThat(second.events).containsExactly("connected 1/1");
        player.client.send(World.bytes("moved"), world.nowMs());
        second.server.send(second.seats.get(1), World.bytes("welcome"), world.nowMs());
        world.run(20);
        assertThat(second.payloads).containsExactly("1:moved");
        assertThat(player.payloads).containsExactly("welcome");
    }

    @Test
    void aDisconnectByTheLastRelayEndsDisconnected() {
        World world = world();
        World.Relay relay = world.relay(SERVER, 1);
        World.Player player = world.player(token102(1, 1), CLIENT);
        world.run(100);
        relay.server.disconnect(relay.seats.get(1), NetcodeServer.End.CLOSED, world.nowMs());
        world.run(20);
        assertThat(player.client.state()).isEqualTo(NetcodeClient.State.DISCONNECTED);
        assertThat(player.client.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(player.client.send(World.bytes("x"), world.nowMs())).isFalse();
    }

    @Test
    void aFullMatchEndsDenied() {
        World world = world();
        world.relay(SERVER, 1);
        world.player(token102(1, 1), CLIENT);
        world.run(50);
        World.Player late = world.player(token102(2, 1), CLIENT.withPort(2));
        world.run(50);
        assertThat(late.client.state()).isEqualTo(NetcodeClient.State.DENIED);
    }

    @Test
    void aSilentRelayEndsInRequestTimedOut() {
        World world = world();
        World.Player player = world.player(token102(1, 1), CLIENT);
        world.run(5_100);
        assertThat(player.client.state()).isEqualTo(NetcodeClient.State.REQUEST_TIMED_OUT);
    }

    @Test
    void aRelayThatFallsSilentAfterTheChallengeEndsInResponseTimedOut() {
        World world = world();
        world.relay(SERVER, 1);
        World.Player player = world.player(token102(1, 1), CLIENT);
        player.client.onTimer(world.nowMs());
        world.network.advanceTo(world.nowMs() + 2);
        world.network.detach(SERVER);
        world.run(5_100);
        assertThat(player.states).containsExactly("SENDING_RESPONSE", "RESPONSE_TIMED_OUT");
    }

    @Test
    void aRelayThatFallsSilentInSessionEndsInTimedOutOnBothSides() {
        World world = world();
        World.Relay relay = world.relay(SERVER, 1);
        World.Player player = world.player(token102(1, 1), CLIENT);
        world.run(100);
        world.network.setConditions(new Conditions(1, 0, 1, 0));
        world.run(5_200);
        assertThat(player.client.state()).isEqualTo(NetcodeClient.State.TIMED_OUT);
        assertThat(relay.events).endsWith("TIMED_OUT 1");
    }

    @Test
    void aTokenWhoseTimeRunsOutBeforeAnyRelayAnswersEndsExpired() {
        World world = world();
        PeerAddress[] silent = new PeerAddress[12];
        for (int i = 0; i < silent.length; i++) {
            silent[i] = SERVER.withPort(1 + i);
        }
        World.Player player = world.player(token102(1, 1, silent), CLIENT);
        world.run(44_900);
        assertThat(player.client.state()).isEqualTo(NetcodeClient.State.SENDING_REQUEST);
        world.run(200);
        assertThat(player.client.state()).isEqualTo(NetcodeClient.State.TOKEN_EXPIRED);
    }

    @Test
    void aTokenThatExpiredAtTheRelayIsRefusedThere() {
        World world = world();
        World.Relay relay = world.relay(SERVER, 1);
        world.run(45_000);
        World.Player player = world.player(token102(1, 1), CLIENT);
        world.run(1_000);
        assertThat(relay.drops).containsOnlyKeys(DropReason.EXPIRED_TOKEN);
        assertThat(player.client.state()).isEqualTo(NetcodeClient.State.SENDING_REQUEST);
    }

    @Test
    void anUnreadableTokenEndsInInvalidToken() {
        World world = world();
        byte[] token = token102(1, 1);
        token[3] = 'X';
        World.Player player = world.player(token, CLIENT);
        world.run(200);
        assertThat(player.client.state()).isEqualTo(NetcodeClient.State.INVALID_TOKEN);
        player.client.onDatagram(SERVER, ByteBuffer.allocate(40), world.nowMs());
        assertThat(player.drops).containsOnlyKeys(DropReason.NO_SESSION);
    }

    @Test
    void packetsFromAnyAddressButTheRelaysAreIgnored() {
        World world = world();
        World.Relay relay = world.relay(SERVER, 1);
        World.Player player = world.player(token102(1, 1), CLIENT);
        world.run(50);
        world.network.setTap(
                (from, to, datagram) -> {
                    if (from.equals(SERVER)) {
                        player.client.onDatagram(
                                SERVER_B, ByteBuffer.wrap(datagram), world.nowMs());
                    }
                });
        world.network.setConditions(new Conditions(1, 0, 1, 0));
        relay.server.send(relay.seats.get(1), World.bytes("x"), world.nowMs());
        assertThat(player.payloads).isEmpty();
        assertThat(player.drops).containsOnlyKeys(DropReason.NO_SESSION);
    }

    @Test
    void aNewerTokenTakesOverFromALivingSession() {
        World world = world();
        World.Relay relay = world.relay(SERVER, 1);
        World.Player old = world.player(token102(1, 1), CLIENT);
        world.run(500);
        byte[] newer = ConnectToken.mint102(contents(1, userData(1, 2)), KEY_102, entropy);
        World.Player again = world.player(newer, CLIENT.withPort(2));
        world.run(500);
        assertThat(again.client.state()).isEqualTo(NetcodeClient.State.CONNECTED);
        assertThat(old.client.state()).isEqualTo(NetcodeClient.State.DISCONNECTED);
        assertThat(relay.events).containsExactly("connected 1/1", "REPLACED 1", "connected 1/2");
    }

    @Test
    void theTenStatesHaveTheNumbersOfTheStandard() {
        int expected = -6;
        for (NetcodeClient.State state : NetcodeClient.State.values()) {
            assertThat(state.number()).isEqualTo(expected++);
        }
        assertThat(expected).isEqualTo(4);
    }
}
