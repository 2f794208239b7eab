package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.client.LobbyEvents;
import dev.rallypoint.client.LobbyFilter;
import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RallypointException;
import dev.rallypoint.client.RelayConnection;
import dev.rallypoint.client.RelayListener;
import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.ForeignTool;
import dev.rallypoint.support.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes as their operator runs them: processes that join by the project's cluster.xml. */
class ClusterIT {
    private static final int MAX_NODES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LOBBIES = 8;
    private static final String DEVICE = "0123456789abcdef0123456789abcdef";

    @TempDir Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private final RelayLoop loop = RelayLoop.start("cluster-it");
    private final List<NodeProcess> nodes = new ArrayList<>();

    @BeforeEach
    void writeClusterFiles() throws IOException {
        String xml = Files.readString(Path.of("cluster.xml"));
        List<Integer> ports = freePorts();
        for (int number = 1; number <= 5; number++) {
            String member = "<member>127.0.0.1:570" + number + "</member>";
            assertThat(xml).contains(member);
            xml =
                    xml.replace(
                            member,
                            number > MAX_NODES
                                    ? ""
                                    : member.replace(
                                            "570" + number, String.valueOf(ports.get(number - 1))));
        }
        xml = xml.replace(">rallypoint<", ">rallypoint-test-" + UUID.randomUUID() + "<");
        for (int node = 0; node < MAX_NODES; node++) {
            String own = xml.replaceFirst(">5701<", ">" + ports.get(node) + "<");
            Files.writeString(clusterFile(node), own);
        }
    }

    private Path clusterFile(int node) {
        return directory.resolve("cluster-" + node + ".xml");
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < MAX_NODES; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    /** Each has data of its own; all have the first one's keys. */
    private NodeProcess start(int number, String... settings) throws IOException {
        List<String> more = new ArrayList<>();
        Stream.of(settings).forEach(setting -> more.addAll(List.of("--set", setting)));
        more.addAll(List.of("--cluster", clusterFile(number).toString()));
        more.addAll(List.of("--set", "security.exemptRanges=[127.0.0.0/8]"));
        more.addAll(List.of("--set", "lobby.emptyTimeoutSeconds=600"));
        if (number > 0) {
            more.addAll(
                    List.of(
                            "--set",
                            "keys.directory=" + directory.resolve("node-0").resolve("keys")));
        }
        NodeProcess node =
                NodeProcess.start(directory.resolve("node-" + number), more.toArray(String[]::new));
        nodes.add(node);
        return node;
    }

    @AfterEach
    void end() throws IOException {
        loop.close();
        for (NodeProcess node : nodes) {
            node.close();
        }
    }

    private static RallypointClient clientOf(NodeProcess... servers) {
        return new RallypointClient(
                Stream.of(servers).map(server -> URI.create(server.apiUrl() + "/")).toList(),
                RallypointClient.newHttpClient());
    }

    private static Api.CreateLobby wish() {
        return new Api.CreateLobby(
                "Evening race",
                "race",
                Optional.empty(),
                4,
                "public",
                Optional.empty(),
                Optional.empty(),
                "framed");
    }

    /** A racer's ear. */
    private static final class Ear implements RelayListener {
        final Queue<String> heard = new ConcurrentLinkedQueue<>();
        final Queue<Integer> slots = new ConcurrentLinkedQueue<>();

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
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void raceTogether(
            RelayConnection ann, Ear annHears, RelayConnection bob, Ear bobHears) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            ann.send(bytes("from ann"));
                            bob.send(bytes("from bob"));
                            assertThat(annHears.heard).contains("1 from bob");
                            assertThat(bobHears.heard).contains("0 from ann");
                        });
    }

    private static LobbyEvents chatOf(
            RallypointClient player, Api.Lobby lobby, Queue<String> reads) {
        return player.events(
                lobby.lobbyId(), event -> event.data().findText("text").ifPresent(reads::add));
    }

    /** RFC 5780 needs two addresses: those of two nodes will do. */
    private static void assertThatTheSecondLendsItsAddress(int port, int alternatePort)
            throws IOException, InterruptedException {
        ForeignTool tool = ForeignTool.require("turnutils_natdiscovery", "coturn");
        ForeignTool.Run run =
                tool.run(
                        PATIENCE,
                        "-m",
                        "-f",
                        "-L",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(port),
                        "127.0.0.1");

        assertThat(run.output())
                .contains(
                        "Other addr: : 127.0.0.2:" + alternatePort,
                        "NAT with Endpoint Independent Filtering!");
    }

    @Test
    void playersOfTwoNodesMeetRaceAndOutliveTheNodeTheyRacedOn() throws Exception {
        List<Integer> stunPorts = freePorts();
        String stunPort = "stun.port=" + stunPorts.get(0);
        String alternatePort = "stun.alternatePort=" + stunPorts.get(1);
        NodeProcess first = start(0, "relay.loops=2", stunPort, alternatePort);
        NodeProcess second =
                start(
                        1,
                        "relay.loops=3",
                        stunPort,
                        alternatePort,
                        "stun.host=127.0.0.2",
                        "relay.host=127.0.0.2",
                        "relay.publicAddress=127.0.0.2");
        assertThat(first.ports("relay")).hasSize(2);
        assertThat(second.ports("relay")).hasSize(3);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThatTheSecondLendsItsAddress(
                                        stunPorts.get(0), stunPorts.get(1)));
        RallypointClient ann = clientOf(first, second);
        RallypointClient bob = clientOf(second, first);
        String annId = ann.loginAsGuest("Ann").join().playerId();
        String bobId = bob.loginAsGuest("Bob").join().playerId();
        Api.Lobby lobby = ann.createLobby(wish()).join();

        Queue<String> annReads = new ConcurrentLinkedQueue<>();
        Queue<String> bobReads = new ConcurrentLinkedQueue<>();
        assertThat(bob.joinLobby(lobby.lobbyId()).join().members()).hasSize(2);
        LobbyEvents annsStream = chatOf(ann, lobby, annReads);
        LobbyEvents bobsStream = chatOf(bob, lobby, bobReads);
        // A stream tells what happens from its opening on: knock until both are open.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            ann.say(lobby.lobbyId(), "knock").join();
                            assertThat(annReads).isNotEmpty();
                            assertThat(bobReads).isNotEmpty();
                        });
        ann.say(lobby.lobbyId(), "hello from the first node").join();
        bob.say(lobby.lobbyId(), "hello from the second").join();
        for (Queue<String> reads : List.of(annReads, bobReads)) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(reads)
                                            .containsOnlyOnce(
                                                    "hello from the first node",
                                                    "hello from the second"));
        }
        annsStream.close();
        bobsStream.close();
        assertThat(ann.player(bobId).join().displayName()).isEqualTo("Bob");
        assertThat(bob.player(annId).join().displayName()).isEqualTo("Ann");

        Ear annHears = new Ear();
        Ear bobHears = new Ear();
        try (RelayConnection annRaces = RelayConnection.open(loop, ann, lobby, annHears);
                RelayConnection bobRaces = RelayConnection.open(loop, bob, lobby, bobHears)) {
            raceTogether(annRaces, annHears, bobRaces, bobHears);
            PeerAddress home = annRaces.relay().orElseThrow();
            assertThat(bobRaces.relay()).contains(home);

            NodeProcess dies = first.ports("relay").contains(home.port()) ? first : second;
            assertThat(dies.ports("relay")).contains(home.port());
            NodeProcess lives = dies == first ? second : first;
            dies.kill();
            annHears.heard.clear();
            bobHears.heard.clear();
            raceTogether(annRaces, annHears, bobRaces, bobHears);
            assertThat(lives.ports("relay")).contains(annRaces.relay().orElseThrow().port());
            assertThat(bobRaces.relay()).isEqualTo(annRaces.relay());
            assertThat(annHears.slots).containsOnly(0);
            assertThat(bobHears.slots).containsOnly(1);
            assertThat(lives.stop()).as("exit status of the survivor").isZero();
        }
    }

    @Test
    void oneNodeKeepsTheDatabaseSoThatNobodyIsTwoPlayers() throws Exception {
        NodeProcess keeper = start(0);
        NodeProcess other = start(1);
        assertThat(other.lines()).anyMatch(line -> line.contains("leaves its own file closed"));
        assertThat(directory.resolve("node-1").resolve("rallypoint.db")).doesNotExist();
        List<String> players =
                IntStream.range(0, 6)
                        .mapToObj(login -> clientOf(login % 2 == 0 ? keeper : other))
                        .map(client -> client.loginAsGuest("Ann", DEVICE).join().playerId())
                        .distinct()
                        .toList();
        assertThat(players).hasSize(1);

        for (NodeProcess node : nodes) {
            assertThat(node.listeningTo())
                    .as(
                            "API, health, STUN, Hazelcast and event bus on loopback, as cluster.xml says")
                    .hasSize(5)
                    .allMatch(address -> address.matches(".*0100007F:.*"));
        }

        keeper.kill();
        assertThatThrownBy(() -> clientOf(other).loginAsGuest("Ann", DEVICE).join())
                .isInstanceOf(CompletionException.class)
                .extracting(failure -> ((RallypointException) failure.getCause()).status())
                .isEqualTo(503);

        NodeProcess again = start(0);
        for (NodeProcess node : List.of(other, again)) {
            assertThat(clientOf(node).loginAsGuest("Ann", DEVICE).join().playerId())
                    .isEqualTo(players.get(0));
        }
    }

    @Test
    void operatorsDrainNodesAndAStoppedOneHandsItsLobbiesOver() throws Exception {
        NodeProcess first = start(0);
        NodeProcess second = start(1);
        RallypointClient ann = clientOf(second);
        ann.loginAsGuest("Ann").join();
        for (int i = 0; i < LOBBIES; i++) {
            ann.createLobby(wish()).join();
        }
        await().atMost(PATIENCE).until(() -> lobbiesBySize(second).size() == 2);

        String idOfFirst = nodeIdOf(first);
        assertThat(operator("POST", second, "/nodes/" + idOfFirst + "/drain").statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> lobbiesBySize(second), List.of(0, LOBBIES)::equals);
        assertThat(get(first.operatorUrl() + "/health/ready")).isEqualTo(503);
        assertThat(get(second.operatorUrl() + "/health/ready")).isEqualTo(200);
        operator("DELETE", second, "/nodes/" + idOfFirst + "/drain");
        await().atMost(PATIENCE).until(() -> get(first.operatorUrl() + "/health/ready") == 200);

        assertThat(second.stop()).isZero();
        assertThat(lobbiesBySize(first)).as("of the only node left").containsExactly(LOBBIES);
        RallypointClient bob = clientOf(first);
        bob.loginAsGuest("Bob").join();
        assertThat(bob.lobbies(LobbyFilter.ALL).join().lobbies()).hasSize(LOBBIES);
    }

    private String nodeIdOf(NodeProcess node) throws Exception {
        return nodesOf(node).findParents("self").stream()
                .filter(one -> one.get("self").asBoolean())
                .map(one -> one.get("nodeId").asText())
                .findFirst()
                .orElseThrow();
    }

    /** How many lobbies live on each node, the fewest first. */
    private List<Integer> lobbiesBySize(NodeProcess asked) throws Exception {
        return nodesOf(asked).findValues("lobbies").stream().map(JsonNode::asInt).sorted().toList();
    }

    private JsonNode nodesOf(NodeProcess asked) throws Exception {
        return new ObjectMapper().readTree(operator("GET", asked, "/nodes").body());
    }

    private HttpResponse<String> operator(String method, NodeProcess node, String call)
            throws Exception {
        Path file = directory.resolve("node-0").resolve("keys").resolve("operator-token");
        URI uri = URI.create(node.operatorUrl() + "/admin/v1" + call);
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + Files.readString(file).strip())
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private int get(String uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @Test
    void aLobbyClosedWhileItsDatabaseWasAwayStaysClosed() throws Exception {
        NodeProcess keeper = start(0);
        NodeProcess other = start(1);
        RallypointClient ann = clientOf(other);
        ann.loginAsGuest("Ann").join();
        String closed = ann.createLobby(wish()).join().lobbyId();
        String open = ann.createLobby(wish()).join().lobbyId();
        assertThat(keeper.stop()).isZero();

        ann.leaveLobby(closed).join();
        NodeProcess again = start(0);
        RallypointClient bob = clientOf(again);
        bob.loginAsGuest("Bob").join();
        assertThat(bob.lobby(open).join().members()).hasSize(1);
        assertThatThrownBy(() -> bob.lobby(closed).join())
                .extracting(failure -> ((RallypointException) failure.getCause()).code())
                .isEqualTo("lobby_not_found");
    }
}
