package dev.rallypoint;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.runtime.Sha256;
import dev.rallypoint.support.LiveApi;
import dev.rallypoint.support.LiveApi.Answer;
import dev.rallypoint.support.NodeProcess;
import dev.rallypoint.support.WirePlayer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What docs/SECURITY.md says that attackers of a node's other ports do not get: those who listen on
 * the wire, strangers with UDP, pages in an operator's browser, and the machine's other users.
 */
class AttackedPortsIT {
    private static final String OPERATOR = "operator-token-of-the-test";
    private static final String MODERATOR = "moderator-token-of-the-test";
    private static final String VIEWER = "viewer-token-of-the-test";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");

    /** Within which a relay answers what it answers at all. */
    private static final int ANSWER_MS = 250;

    @TempDir private static Path data;
    private static NodeProcess node;
    private static LiveApi api;
    private static LiveApi operators;
    private static InetSocketAddress relay;

    @BeforeAll
    static void start() throws IOException {
        String named =
                "[%s, %s]".formatted(hashed("moderator", MODERATOR), hashed("viewer", VIEWER));
        node =
                NodeProcess.start(
                        data, "--set", "ops.token=" + OPERATOR, "--set", "ops.tokens=" + named);
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        api = new LiveApi(node);
        operators = new LiveApi(URI.create(node.operatorUrl()), client);
        relay = new InetSocketAddress("127.0.0.1", node.port("relay"));
    }

    private static String hashed(String role, String token) {
        return "the-" + role + ":" + role + ":" + Sha256.hex(token);
    }

    @AfterAll
    static void stop() throws Exception {
        try (NodeProcess ended = node) {
            assertThat(ended.stop()).isZero();
            assertThat(ended.errors()).doesNotContain(" ERROR ");
        }
    }

    private static List<Integer> statuses(String answer) {
        Stream<MatchResult> found = STATUS.matcher(answer).results();
        return found.map(status -> Integer.parseInt(status.group(1))).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example:25567",
                "Host: 127.0.0.1.evil.example",
                "Host: 127.0.0.1\\r\\nHost: evil.example",
                "Host: HERE\\r\\nOrigin: http://evil.example",
                "Host: HERE\\r\\nOrigin: null",
                "Host: HERE\\r\\nSec-Fetch-Site: cross-site\\r\\nSec-Fetch-Mode: no-cors",
                "Host: HERE\\r\\nSec-Fetch-Site: same-site\\r\\nSec-Fetch-Mode: no-cors"
            })
    void aPageInAnOperatorsBrowserGetsNothingOfTheOperatorPort(String headers) throws IOException {
        String host = "127.0.0.1:" + node.port("operator");
        for (String call : List.of("GET /metrics", "GET /health/ready", "POST /admin/v1/bans")) {
            String answer =
                    operators.raw(
                            call
                                    + " HTTP/1.1\r\n"
                                    + headers.replace("\\r\\n", "\r\n").replace("HERE", host)
                                    + "\r\nAuthorization: Bearer "
                                    + OPERATOR
                                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            assertThat(statuses(answer)).containsExactly(403);
            assertThat(answer).doesNotContain("jvm_", "Access-Control", "UP");
        }
    }

    /** Paths that are a moderator's in one reader's eyes and an admin's in another's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /admin/v1/filter",
                "PUT /admin/v1/bans/../filter",
                "PUT /admin/v1/bans/%2e%2e/filter",
                "PUT /admin/v1/bans/..%2ffilter",
                "PUT /admin/v1/bans/..;/filter",
                "PUT //admin//v1//filter",
                "PUT /admin/v1/filter/",
                "PUT /admin/v1/filter;/bans",
                "PUT /admin/v1/%66ilter",
                "PUT /admin/v1/filter%2f..%2fbans",
                "DELETE /admin/v1/bans/../filter",
                "POST /admin/v1/players/../nodes/x/drain",
                "POST /health/../admin/v1/nodes/x/drain"
            })
    void aRoleIsNotWidenedByHowAPathIsSpelt(String call) throws IOException {
        for (String token : List.of(MODERATOR, VIEWER, "wrong-token-of-nobody", "")) {
            String request =
                    " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 2\r\n"
                            + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                            + "\r\n{}";
            if (!token.startsWith("wrong") || call.equals("PUT /admin/v1/filter")) {
                assertThat(statuses(operators.raw(call + request)))
                        .hasSize(1)
                        .isSubsetOf(401, 403, 404, 405);
            }
        }
        Answer filter = operators.call("GET", "/admin/v1/filter", VIEWER, "");
        assertThat(filter.body().at("/changes/keys").size()).as(filter.toString()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..%2f..%2fkeys%2foperator-token",
                "..%2f..%2fnode.properties",
                "%2fetc%2fpasswd",
                "..%5c..%5cnode.properties",
                "x%00.json"
            })
    void evidenceIsFoundByItsIdAndNotByAPath(String id) {
        operators
                .call("GET", "/admin/v1/evidence/" + id, OPERATOR, "")
                .assertProblem(404, "not_found");
    }

    /** Ada and Bo of one race, connected. */
    private record Race(String lobby, String owner, JsonNode bo, List<byte[]> tokens)
            implements AutoCloseable {
        private static final List<WirePlayer> ON_THE_WIRE = new ArrayList<>();

        static Race start() throws IOException {
            String ada = api.token("Ada");
            JsonNode bo = api.guest("Bo");
            String lobby = "/v1/lobbies/" + api.lobby(ada, 4, "\"forwarding\":\"raw\"");
            String other = bo.get("accessToken").asText();
            assertThat(api.call("POST", lobby + "/members", other, "").status()).isEqualTo(200);
            Race race = new Race(lobby, ada, bo, List.of(token(lobby, ada), token(lobby, other)));
            for (byte[] token : race.tokens) {
                ON_THE_WIRE.add(new WirePlayer(token));
            }
            turnUntil(() -> ON_THE_WIRE.stream().allMatch(WirePlayer::isConnected));
            return race;
        }

        private static byte[] token(String lobby, String player) {
            Answer answer = api.call("POST", lobby + "/connections", player, "");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
            return Base64.getDecoder().decode(answer.body().get("connectToken").asText());
        }

        WirePlayer adaOnTheWire() {
            return ON_THE_WIRE.get(0);
        }

        WirePlayer boOnTheWire() {
            return ON_THE_WIRE.get(1);
        }

        static void turnUntil(BooleanSupplier done) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .pollInSameThread()
                    .until(
                            () -> {
                                ON_THE_WIRE.forEach(WirePlayer::turn);
                                return done.getAsBoolean();
                            });
        }

        @Override
        public void close() throws IOException {
            for (WirePlayer player : ON_THE_WIRE) {
                player.close();
            }
            ON_THE_WIRE.clear();
        }
    }

    /** What somebody without a session gets for a datagram, from an address of his own. */
    private static List<byte[]> answers(byte[] datagram, InetSocketAddress to, int waitMs)
            throws IOException {
        try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getByName("127.0.0.3"))) {
            stranger.setSoTimeout(waitMs);
            stranger.send(new DatagramPacket(datagram, datagram.length, to));
            List<byte[]> answers = new ArrayList<>();
            byte[] buffer = new byte[2_048];
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                try {
                    stranger.receive(packet);
                } catch (SocketTimeoutException silence) {
                    return answers;
                }
                answers.add(Arrays.copyOf(buffer, packet.getLength()));
            }
        }
    }

    @Test
    void whoOverhearsARaceCanNeitherTakeASeatNorSayAnythingTwice() throws IOException {
        try (Race race = Race.start()) {
            WirePlayer ada = race.adaOnTheWire();
            WirePlayer bo = race.boOnTheWire();
            for (int i = 0; i < 20; i++) {
                ada.say("lap " + i);
            }
            Race.turnUntil(() -> bo.heard().size() >= 20);
            List<byte[]> tape = ada.tape();
            assertThat(tape).hasSizeGreaterThan(21);
            for (byte[] overheard : tape) {
                assertThat(answers(overheard, relay, 20)).as("to a stranger").isEmpty();
                ada.resend(overheard, relay);
                byte[] changed = overheard.clone();
                changed[changed.length - 1] ^= 1;
                ada.resend(changed, relay);
            }
            ada.say("the end");
            Race.turnUntil(() -> bo.heard().contains("the end"));
            assertThat(bo.heard()).hasSize(21).doesNotHaveDuplicates();
            assertThat(ada.isConnected()).isTrue();
        }
    }

    @Test
    void whoWasKickedIsOutOfTheRaceAndHisTokenIsGoodForNothing() throws IOException {
        try (Race race = Race.start()) {
            String bo = race.bo().get("accessToken").asText();
            String kick = race.lobby() + "/members/" + race.bo().get("playerId").asText();
            try (Socket events = api.connect()) {
                openEvents(events, race.lobby(), bo);
                assertThat(api.call("DELETE", kick, race.owner(), "").status()).isEqualTo(200);
                assertThat(new String(events.getInputStream().readAllBytes(), US_ASCII))
                        .as("his stream ends with his own leaving")
                        .contains("member-left");
            }
            Race.turnUntil(() -> !race.boOnTheWire().isConnected());
            api.call("POST", race.lobby() + "/connections", bo, "")
                    .assertProblem(403, "not_member");
            try (WirePlayer again = new WirePlayer(race.tokens().get(1))) {
                long untilNanos = System.nanoTime() + Duration.ofMillis(600).toNanos();
                Race.turnUntil(
                        () -> {
                            again.turn();
                            return again.isConnected() || System.nanoTime() > untilNanos;
                        });
                assertThat(again.isConnected()).isFalse();
            }
            assertThat(race.adaOnTheWire().isConnected()).isTrue();
        }
    }

    private static void openEvents(Socket socket, String lobby, String token) throws IOException {
        String request =
                ("GET %s/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                + "Authorization: Bearer %s\r\n\r\n")
                        .formatted(lobby, token);
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII)).endsWith("200");
    }

    /** A genuine request is answered, or nothing would be shown by the others' silence. */
    @Test
    void theRelayAnswersNothingMadeUpAndNothingWithMoreThanItGot() throws IOException {
        String ada = api.token("Ada");
        String lobby = "/v1/lobbies/" + api.lobby(ada, 2);
        byte[] request = request(Race.token(lobby, ada));
        for (int at : new int[] {1, 14, 22, 30, 53, 54, 500, request.length - 1}) {
            byte[] changed = request.clone();
            changed[at] ^= 1;
            assertThat(answers(changed, relay, 20)).as("changed at " + at).isEmpty();
        }
        for (int bytes : new int[] {0, 1, 20, 300, 1_077, 1_079, 1_400}) {
            byte[] noise = new byte[bytes];
            ThreadLocalRandom.current().nextBytes(noise);
            assertThat(answers(noise, relay, 20)).as(bytes + " random bytes").isEmpty();
        }
        assertThat(answers(Arrays.copyOf(request, 500), relay, 20)).isEmpty();
        List<byte[]> genuine = answers(request, relay, ANSWER_MS);
        assertThat(genuine).hasSize(1);
        assertThat(genuine.get(0).length).isLessThan(request.length / 3);
    }

    /** The first packet of a client, of what a token says in clear (docs/protocol/netcode.md). */
    private static byte[] request(byte[] token) {
        return ByteBuffer.allocate(1_078)
                .put((byte) 0)
                .put(token, 0, 13)
                .put(token, 13, 8)
                .put(token, 29, 8)
                .put(token, 37, 24)
                .put(token, 61, 1_024)
                .array();
    }

    /** Whoever forges his victim's address makes STUN send this much there, and no more. */
    @Test
    void stunMultipliesByThreeAtMostAndAddsUpToLittle() throws IOException {
        InetSocketAddress stun = new InetSocketAddress("127.0.0.1", node.port("stun"));
        byte[] binding = stunRequest(1, new byte[0]);
        assertThat(answers(binding, stun, ANSWER_MS)).hasSize(1);
        for (byte[] request :
                List.of(
                        binding,
                        stunRequest(1, new byte[] {0, 3, 0, 4, 0, 0, 0, 6}),
                        stunRequest(1, new byte[] {0x7F, 1, 0, 0}),
                        stunRequest(3, new byte[0]),
                        stunRequest(0x11, new byte[0]),
                        stunRequest(0x101, new byte[0]))) {
            int sum = answers(request, stun, 50).stream().mapToInt(answer -> answer.length).sum();
            assertThat(sum).isLessThanOrEqualTo(3 * request.length);
        }
        long startNanos = System.nanoTime();
        int answered = answersOfOneAddress(binding, stun, 2_000);
        long seconds = 1 + Duration.ofNanos(System.nanoTime() - startNanos).toSeconds();
        assertThat(answered).isBetween(100, (int) seconds * 200 + 200);
    }

    private static byte[] stunRequest(int type, byte[] attributes) {
        byte[] id = new byte[12];
        ThreadLocalRandom.current().nextBytes(id);
        return ByteBuffer.allocate(20 + attributes.length)
                .putShort((short) type)
                .putShort((short) attributes.length)
                .putInt(0x2112A442)
                .put(id)
                .put(attributes)
                .array();
    }

    private static int answersOfOneAddress(byte[] request, InetSocketAddress to, int times)
            throws IOException {
        int answered = 0;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.4"))) {
            socket.setSoTimeout(1);
            for (int i = 0; i < times; i++) {
                socket.send(new DatagramPacket(request, request.length, to));
                answered += hasAnswer(socket);
            }
            socket.setSoTimeout(ANSWER_MS);
            while (hasAnswer(socket) == 1) {
                answered++;
            }
        }
        return answered;
    }

    private static int hasAnswer(DatagramSocket socket) throws IOException {
        try {
            socket.receive(new DatagramPacket(new byte[200], 200));
            return 1;
        } catch (SocketTimeoutException silence) {
            return 0;
        }
    }

    /** Hazelcast's port of a node alone: on loopback, no client, no REST, no other protocol. */
    @Test
    void aNodeAloneListensForMembersOnLoopbackOnlyAndSpeaksToNobody() throws IOException {
        List<String> listening = new ArrayList<>(node.listeningTo());
        assertThat(listening).allMatch(address -> address.matches("0*(FFFF0000)?0100007F:.*"));
        listening.removeIf(
                address ->
                        isPort(address, "matchmaking")
                                || isPort(address, "operator")
                                || isPort(address, "stun-tcp"));
        assertThat(listening).hasSize(1);
        int port = Integer.parseInt(listening.get(0).replaceFirst(".*:", ""), 16);
        for (String greeting :
                List.of(
                        "GET /hazelcast/rest/cluster HTTP/1.1\r\n\r\n",
                        "stats\r\n",
                        "CP2",
                        "XXX")) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(5_000);
                socket.getOutputStream().write(greeting.getBytes(US_ASCII));
                byte[] answer = socket.getInputStream().readNBytes(3);
                assertThat(new String(answer, US_ASCII)).as("to " + greeting).isIn("", "HZX");
            }
        }
    }

    private static boolean isPort(String address, String name) {
        return Integer.parseInt(address.replaceFirst(".*:", ""), 16) == node.port(name);
    }
}
