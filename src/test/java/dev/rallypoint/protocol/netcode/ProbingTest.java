package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.netcode.Fixtures.CLIENT;
import static dev.rallypoint.protocol.netcode.Fixtures.KEY_102;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER;
import static dev.rallypoint.protocol.netcode.Fixtures.SERVER_B;
import static dev.rallypoint.protocol.netcode.Fixtures.contents;
import static dev.rallypoint.protocol.netcode.Fixtures.userData;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.NetcodeClient.State;
import dev.rallypoint.support.NetworkSimulator.Conditions;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A client that probes, over a perfect network in virtual time. */
class ProbingTest {
    private static final long SILENCE_MS = 500;

    /** One step of the world. */
    private static final long STEP_MS = 5;

    private record Sent(long atMs, PeerAddress to, byte[] datagram) {
        boolean isRequest() {
            return datagram[0] == 0;
        }
    }

    private final SeededEntropy entropy = new SeededEntropy(1);
    private final World world = new World(1, Conditions.PERFECT);
    private final List<Sent> sent = new ArrayList<>();
    private final World.Relay home = world.relay(SERVER, 1);
    private final World.Relay standby = world.relay(SERVER_B, 1);
    private long lastSpokenMs;

    ProbingTest() {
        // A standby says nothing until the match is its own.
        world.network.detach(SERVER_B);
        world.network.setTap(
                (from, to, datagram) -> {
                    if (from.equals(CLIENT)) {
                        sent.add(new Sent(world.nowMs(), to, datagram));
                    } else if (from.equals(SERVER)) {
                        lastSpokenMs = world.nowMs();
                    }
                });
    }

    private byte[] token(PeerAddress... servers) {
        return ConnectToken.mint102(contents(1, userData(1, 1), servers), KEY_102, entropy);
    }

    private World.Player player(PeerAddress... servers) {
        World.Player player = world.player(token(servers), CLIENT);
        player.client.probeAfter(SILENCE_MS);
        return player;
    }

    private World.Player connected(PeerAddress... servers) {
        World.Player player = player(servers);
        world.run(700);
        assertThat(player.client.state()).isEqualTo(State.CONNECTED);
        player.states.clear();
        sent.clear();
        return player;
    }

    private void silence(World.Relay relay) {
        world.network.detach(relay.address);
        world.relays.remove(relay);
    }

    private void speakAgain(World.Relay relay) {
        world.network.attach(relay.address, relay.server::onDatagram);
        world.relays.add(relay);
    }

    private List<Sent> requestsTo(PeerAddress server) {
        return sent.stream().filter(s -> s.isRequest() && s.to().equals(server)).toList();
    }

    private static long sequence(byte[] datagram) {
        long sequence = 0;
        for (int i = (datagram[0] & 0xF0) >>> 4; i > 0; i--) {
            sequence = sequence << 8 | datagram[i] & 0xFF;
        }
        return sequence;
    }

    private void assertNoNonceTwice() {
        List<Long> sequences =
                sent.stream().filter(s -> !s.isRequest()).map(s -> sequence(s.datagram())).toList();
        assertThat(sequences).isNotEmpty().doesNotHaveDuplicates().isSorted();
    }

    @Test
    void asksTheOthersAfterHalfASecondOfSilenceAndNotBefore() {
        World.Player player = connected(SERVER, SERVER_B);
        silence(home);
        long silentFromMs = lastSpokenMs + 1;

        world.run(silentFromMs + SILENCE_MS - world.nowMs() - STEP_MS);
        assertThat(player.client.isSilent()).isFalse();
        assertThat(requestsTo(SERVER_B)).isEmpty();

        world.run(2 * STEP_MS);
        assertThat(player.client.isSilent()).isTrue();
        assertThat(requestsTo(SERVER_B)).hasSize(1);
        assertThat(player.states).isEmpty();
    }

    @Test
    void asksTenTimesASecondAndKeepsTheSessionAlive() {
        connected(SERVER, SERVER_B);
        silence(home);
        world.run(SILENCE_MS + 100);
        sent.clear();
        world.run(1_000);

        assertThat(requestsTo(SERVER_B)).hasSizeBetween(9, 10);
        assertThat(requestsTo(SERVER)).isEmpty();
        assertThat(sent).filteredOn(s -> s.to().equals(SERVER)).hasSizeBetween(9, 10);
    }

    @Test
    void asksAlsoWhileTheGameSendsAllTheTime() {
        World.Player player = connected(SERVER, SERVER_B);
        silence(home);
        for (int i = 0; i < 30; i++) {
            assertThat(player.client.send(World.bytes("" + i), world.nowMs())).isTrue();
            world.run(50);
        }
        assertThat(requestsTo(SERVER_B)).hasSizeBetween(9, 11);
    }

    @Test
    void forgetsTheMatterWhenTheRelaySpeaksAgain() {
        World.Player player = connected(SERVER, SERVER_B);
        silence(home);
        world.run(1_000);
        assertThat(player.client.isSilent()).isTrue();
        speakAgain(home);
        world.run(200);
        sent.clear();
        world.run(1_000);

        assertThat(player.client.isSilent()).isFalse();
        assertThat(requestsTo(SERVER_B)).isEmpty();
        assertThat(player.states).isEmpty();
        assertThat(home.events).containsExactly("connected 1/1");
    }

    @Test
    void turnsToTheFirstThatChallengesAndGoesOnCounting() {
        World.Player player = connected(SERVER, SERVER_B);
        player.client.send(World.bytes("before"), world.nowMs());
        silence(home);
        world.run(2_000);
        speakAgain(standby);
        // At most one beat until the next request, then a round trip for each half.
        world.run(110);

        assertThat(player.states).containsExactly("SENDING_RESPONSE", "CONNECTED");
        assertThat(player.client.serverAddress()).isEqualTo(SERVER_B);
        assertThat(player.client.clientIndex()).isEqualTo(1);
        player.client.send(World.bytes("after"), world.nowMs());
        standby.server.send(standby.seats.get(1), World.bytes("welcome"), world.nowMs());
        world.run(10);
        assertThat(standby.payloads).containsExactly("1:after");
        assertThat(player.payloads).containsExactly("welcome");
        assertNoNonceTwice();
    }

    @Test
    void whatTheOldRelaySaysAfterTheMoveIsNotHeard() {
        World.Player player = connected(SERVER, SERVER_B);
        silence(home);
        world.run(600);
        speakAgain(standby);
        world.run(110);
        speakAgain(home);
        home.server.send(home.seats.get(1), World.bytes("ghost"), world.nowMs());
        world.run(100);

        assertThat(player.payloads).isEmpty();
        assertThat(player.client.serverAddress()).isEqualTo(SERVER_B);
    }

    @Test
    void aDisconnectAsksAllOthersAtOnceAndAroundTheList() {
        PeerAddress dead = SERVER.withPort(1);
        World.Player player = connected(dead, SERVER, SERVER_B);
        home.server.disconnect(home.seats.get(1), NetcodeServer.End.CLOSED, world.nowMs());
        world.run(10);
        assertThat(requestsTo(dead)).hasSize(1);
        assertThat(requestsTo(SERVER_B)).hasSize(1);
        assertThat(requestsTo(SERVER)).isEmpty();

        world.run(1_100);
        // A relay that was left is asked again, too: the match may come back.
        assertThat(requestsTo(SERVER)).isNotEmpty();
        assertThat(player.states).containsExactly("SENDING_REQUEST");
        speakAgain(standby);
        world.run(120);
        assertThat(player.client.state()).isEqualTo(State.CONNECTED);
        assertThat(player.client.serverAddress()).isEqualTo(SERVER_B);
        assertNoNonceTwice();
    }

    @Test
    void wrapsAroundToTheFirstRelayOfTheList() {
        World.Player player = connected(SERVER_B, SERVER);
        assertThat(player.client.serverAddress()).isEqualTo(SERVER);
        speakAgain(standby);
        home.server.disconnect(home.seats.get(1), NetcodeServer.End.CLOSED, world.nowMs());
        world.run(20);
        assertThat(player.client.serverAddress()).isEqualTo(SERVER_B);
        assertThat(player.client.state()).isEqualTo(State.CONNECTED);
    }

    @Test
    void aRelayThatDeniesIsLeftAloneForASecond() {
        World.Player player = connected(SERVER, SERVER_B);
        standby.maxClients = 1;
        silence(home);
        speakAgain(standby);
        world.run(SILENCE_MS + 900);
        assertThat(requestsTo(SERVER_B)).hasSize(1);
        standby.maxClients = World.SLOTS;
        world.run(300);
        assertThat(requestsTo(SERVER_B)).hasSize(2);
        assertThat(player.client.serverAddress()).isEqualTo(SERVER_B);
    }

    @Test
    void endsDeniedWhenAllDeny() {
        standby.maxClients = 1;
        home.maxClients = 1;
        speakAgain(standby);
        World.Player player = player(SERVER, SERVER_B);
        world.run(200);
        assertThat(player.client.state()).isEqualTo(State.DENIED);
    }

    @Test
    void aHandshakeThatStallsIsGivenUpAfterASecondForAllOthers() {
        PeerAddress third = SERVER.withPort(3);
        World.Player player = connected(SERVER, SERVER_B, third);
        silence(home);
        speakAgain(standby);
        // The challenge arrives 400 ms after the request, the response never.
        world.network.setConditions(new Conditions(0, 0, 200, 0));
        world.run(SILENCE_MS + 450);
        assertThat(player.client.state()).isEqualTo(State.SENDING_RESPONSE);
        silence(standby);
        world.run(800);
        assertThat(player.states).containsExactly("SENDING_RESPONSE");
        sent.clear();
        world.run(200);
        assertThat(player.states).containsExactly("SENDING_RESPONSE", "SENDING_REQUEST");
        assertThat(requestsTo(third)).isNotEmpty();
        assertThat(requestsTo(SERVER)).isNotEmpty();
        assertThat(requestsTo(SERVER_B)).isEmpty();
        world.run(1_100);
        assertThat(requestsTo(SERVER_B)).isNotEmpty();
    }

    @Test
    void neitherExpiryNorTimeoutEndsTheSearch() {
        World.Player player = connected(SERVER, SERVER_B);
        silence(home);
        world.run(120_000);
        assertThat(player.client.state()).isEqualTo(State.SENDING_REQUEST);
        sent.clear();
        world.run(1_000);
        assertThat(requestsTo(SERVER)).hasSizeBetween(9, 11);
        assertThat(requestsTo(SERVER_B)).hasSizeBetween(9, 11);
    }

    @Test
    void theFirstConnectDoesNotWaitForADeadRelayEither() {
        PeerAddress dead = SERVER.withPort(1);
        PeerAddress alsoDead = SERVER.withPort(2);
        World.Player player = player(dead, alsoDead, SERVER);
        world.run(SILENCE_MS - STEP_MS);
        assertThat(requestsTo(SERVER)).isEmpty();
        world.run(30);
        assertThat(player.client.state()).isEqualTo(State.CONNECTED);
        assertThat(player.client.serverAddress()).isEqualTo(SERVER);
    }

    @Test
    void asksNoMoreThanEightABeatAndEverybodyInTurn() {
        PeerAddress[] servers = new PeerAddress[32];
        servers[0] = SERVER;
        for (int i = 1; i < servers.length; i++) {
            servers[i] = SERVER_B.withPort(i);
        }
        connected(servers);
        silence(home);
        world.run(SILENCE_MS);
        sent.clear();
        world.run(3_100);

        Map<Long, Integer> perMoment = new TreeMap<>();
        Map<PeerAddress, Integer> perServer = new HashMap<>();
        for (Sent one : sent) {
            if (one.isRequest()) {
                perMoment.merge(one.atMs(), 1, Integer::sum);
                perServer.merge(one.to(), 1, Integer::sum);
            }
        }
        assertThat(perMoment.values()).allMatch(count -> count <= 8);
        assertThat(perServer).hasSize(31).doesNotContainKey(SERVER);
        assertThat(perServer.values()).allMatch(count -> count >= 6 && count <= 9);
    }

    @Test
    void withASingleRelaySilenceIsNoticedAndTheStandardsTimeoutEndsIt() {
        World.Player player = connected(SERVER);
        silence(home);
        world.run(SILENCE_MS + 100);
        assertThat(player.client.isSilent()).isTrue();
        assertThat(sent).noneMatch(Sent::isRequest);
        world.run(5_000);
        assertThat(player.client.state()).isEqualTo(State.TIMED_OUT);
        assertThat(player.client.isSilent()).isFalse();
    }

    @Test
    void aCallerThatStoodStillHasNotListenedSoNothingWasSilent() {
        World.Player player = connected(SERVER, SERVER_B);
        long laterMs = world.nowMs() + 4_000;
        player.client.onTimer(laterMs);
        assertThat(player.client.isSilent()).isFalse();
        assertThat(requestsTo(SERVER_B)).isEmpty();
        player.client.send(World.bytes("x"), laterMs + 4_000);
        player.client.onTimer(laterMs + 4_000);
        assertThat(player.client.isSilent()).isFalse();
        // But one that calls in time hears the silence.
        for (long ms = laterMs + 4_000; ms <= laterMs + 4_600; ms += 20) {
            player.client.onTimer(ms);
        }
        assertThat(player.client.isSilent()).isTrue();
    }

    @Test
    void withoutTheOptionTheStandardHolds() {
        World.Player player = world.player(token(SERVER, SERVER_B), CLIENT);
        world.run(300);
        silence(home);
        speakAgain(standby);
        world.run(4_500);
        assertThat(player.client.state()).isEqualTo(State.CONNECTED);
        assertThat(player.client.isSilent()).isFalse();
        assertThat(requestsTo(SERVER_B)).isEmpty();
        world.run(1_000);
        assertThat(player.client.state()).isEqualTo(State.TIMED_OUT);
    }

    @Test
    void aStrangersChallengeCountsForNothing() {
        World.Player player = connected(SERVER, SERVER_B);
        silence(home);
        world.run(600);
        byte[] forged = new byte[333];
        forged[0] = (byte) (1 | 8 << 4);
        player.client.onDatagram(SERVER_B, ByteBuffer.wrap(forged), world.nowMs());
        player.client.onDatagram(SERVER.withPort(9), ByteBuffer.wrap(forged), world.nowMs());
        assertThat(player.drops).containsOnlyKeys(DropReason.BAD_TAG, DropReason.NO_SESSION);
        assertThat(player.client.serverAddress()).isEqualTo(SERVER);
        assertThat(player.states).isEmpty();
    }
}
