package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RelayConnection;
import dev.rallypoint.client.RelayListener;
import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.contract.Api;
import dev.rallypoint.support.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node with three relays as its operator runs it, and players who use the SDK. */
class RelayPortsIT {
    private static final int RELAYS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern THREAD = Pattern.compile("relay is up .*thread=(\\S+)");

    /** Enough that a relay is left out once in a million runs. */
    private static final int LOBBIES = 36;

    @TempDir Path data;
    private final RelayLoop loop = RelayLoop.start("relay-ports-it");
    private final List<RelayConnection> connections = new ArrayList<>();

    /** The two members of one lobby, who race in no other: a player has one session on a relay. */
    private record Members(RallypointClient ann, RallypointClient bob) {
        static Members of(NodeProcess node, int lobby) {
            return new Members(login(node, "Ann" + lobby), login(node, "Bob" + lobby));
        }

        Api.Lobby meet() {
            Api.Lobby lobby = ann.createLobby(wish()).join();
            return bob.joinLobby(lobby.lobbyId()).join();
        }
    }

    private record Pair(Racer ann, Racer bob) {}

    private static final class Racer implements RelayListener {
        final Queue<String> heard = new ConcurrentLinkedQueue<>();
        final Queue<Integer> slots = new ConcurrentLinkedQueue<>();
        RelayConnection connection;

        @Override
        public void onConnected(int slot, int slotCount) {
            slots.add(slot);
        }

        @Override
        public void onResumed(int slot) {
            slots.add(slot);
        }

        @Override
        public void onMessage(int fromSlot, ByteBuffer body) {
            heard.add(fromSlot + " " + StandardCharsets.UTF_8.decode(body));
        }

        void say(String text) {
            connection.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }

        int port() {
            return connection.relay().orElseThrow().port();
        }
    }

    @AfterEach
    void end() {
        connections.forEach(RelayConnection::close);
        loop.close();
    }

    private NodeProcess start() throws IOException {
        return NodeProcess.start(
                data,
                "--set",
                "relay.loops=" + RELAYS,
                "--set",
                "security.exemptRanges=[127.0.0.0/8]");
    }

    private static RallypointClient login(NodeProcess node, String name) {
        RallypointClient client =
                new RallypointClient(
                        List.of(URI.create(node.apiUrl() + "/")), RallypointClient.newHttpClient());
        client.loginAsGuest(name, name.repeat(12)).join();
        return client;
    }

    private Racer race(RallypointClient client, Api.Lobby lobby) {
        Racer racer = new Racer();
        racer.connection = RelayConnection.open(loop, client, lobby, racer);
        connections.add(racer.connection);
        return racer;
    }

    private Pair race(Members members, Api.Lobby lobby) {
        return new Pair(race(members.ann, lobby), race(members.bob, lobby));
    }

    private static Api.CreateLobby wish() {
        return new Api.CreateLobby(
                "Evening race",
                "race",
                Optional.empty(),
                2,
                "public",
                Optional.empty(),
                Optional.empty(),
                "framed");
    }

    private static void awaitRace(Pair pair) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            pair.ann.say("from ann");
                            pair.bob.say("from bob");
                            assertThat(pair.ann.heard).contains("1 from bob");
                            assertThat(pair.bob.heard).contains("0 from ann");
                        });
        assertThat(pair.ann.port()).isEqualTo(pair.bob.port());
    }

    @Test
    void lobbiesSpreadOverItsPortsAndEventLoopsAndRaceThere() throws Exception {
        try (NodeProcess node = start()) {
            List<Integer> ports = node.ports("relay");
            assertThat(ports).hasSize(RELAYS).doesNotHaveDuplicates();
            assertThat(threadsOfRelays(node)).as("%s", node.lines()).hasSize(RELAYS);

            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < LOBBIES; i++) {
                Members members = Members.of(node, i);
                pairs.add(race(members, members.meet()));
            }
            pairs.forEach(RelayPortsIT::awaitRace);

            assertThat(pairs).extracting(pair -> pair.ann.port()).containsAll(ports);
            for (int relay = 0; relay < RELAYS; relay++) {
                int port = ports.get(relay);
                long players = 2 * pairs.stream().filter(p -> p.ann.port() == port).count();
                assertThat(metrics(node))
                        .contains(
                                "rallypoint_relay_sessions{loop=\""
                                        + relay
                                        + "\"} "
                                        + players
                                        + ".0",
                                "rallypoint_event_loop_lag_seconds{loop=\"" + relay + "\"}",
                                "rallypoint_relay_receive_queue_drops_total{loop=\""
                                        + relay
                                        + "\"}");
            }
            assertThat(metrics(node))
                    .contains("rallypoint_relay_handshakes_total " + 2 * LOBBIES + ".0");
            assertThat(node.stop()).isZero();
        }
    }

    private static Set<String> threadsOfRelays(NodeProcess node) {
        Set<String> threads = new TreeSet<>();
        for (String line : node.lines()) {
            Matcher thread = THREAD.matcher(line);
            if (thread.find()) {
                threads.add(thread.group(1));
            }
        }
        return threads;
    }

    private static String metrics(NodeProcess node) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(node.operatorUrl() + "/metrics")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void afterARestartPlayersFindTheirSeatsOnTheSameRelaysAgain() throws Exception {
        List<Api.Lobby> lobbies = new ArrayList<>();
        List<Integer> relays = new ArrayList<>();
        try (NodeProcess node = start()) {
            for (int i = 0; i < RELAYS * 2; i++) {
                Members members = Members.of(node, i);
                Api.Lobby lobby = members.meet();
                Pair pair = race(members, lobby);
                awaitRace(pair);
                pair.bob.connection.close();
                Racer bobAgain = race(members.bob, lobby);
                awaitRace(new Pair(pair.ann, bobAgain));
                assertThat(bobAgain.slots).containsOnly(1);
                lobbies.add(lobby);
                relays.add(node.ports("relay").indexOf(pair.ann.port()));
            }
            connections.forEach(RelayConnection::close);
            connections.clear();
            assertThat(node.stop()).isZero();
        }
        try (NodeProcess node = start()) {
            for (int i = 0; i < lobbies.size(); i++) {
                Pair pair = race(Members.of(node, i), lobbies.get(i));
                awaitRace(pair);
                assertThat(node.ports("relay").indexOf(pair.ann.port())).isEqualTo(relays.get(i));
                assertThat(pair.ann.slots).containsOnly(0);
                assertThat(pair.bob.slots).containsOnly(1);
            }
            assertThat(node.stop()).isZero();
        }
    }
}
