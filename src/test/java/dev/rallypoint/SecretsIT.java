package dev.rallypoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.support.LiveApi;
import dev.rallypoint.support.NodeProcess;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node at its most talkative, whose database is away, goes through errors of every kind; then all
 * that it and its commands ever said is searched for the secrets it knows.
 */
class SecretsIT {
    private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

    /** So long a piece of a secret is no accident. */
    private static final int PIECE = 16;

    private static final int DUMPED_THREADS = 20;

    @TempDir Path data;
    private final Map<String, byte[]> secrets = new TreeMap<>();
    private final StringBuilder said = new StringBuilder();
    private final HttpClient http = HttpClient.newHttpClient();
    private NodeProcess node;
    private LiveApi api;

    private String key(String name) {
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        secrets.put(name, secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    private String text(String name) {
        String text = "secret-" + Long.toHexString(RANDOM.nextLong()) + "-of-" + name + "-xxxxxxx";
        return remember(name, text);
    }

    private String remember(String name, String text) {
        secrets.put(name, text.getBytes(UTF_8));
        return text;
    }

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(data.resolve("keys"));
        Files.writeString(data.resolve("keys/accessToken.key"), key("signing key") + "\n");
        node =
                NodeProcess.start(
                        data,
                        environment(),
                        "--set",
                        "log.level=trace",
                        "--set",
                        "store.url=jdbc:postgresql://127.0.0.1:1/none",
                        "--set",
                        "store.user=rally");
        api = new LiveApi(node);
    }

    private final Map<String, String> environment = new TreeMap<>();

    private Map<String, String> environment() {
        environment.put("RALLYPOINT_KEYS_NETCODE102", key("1.02 key") + "," + key("next") + soon());
        environment.put("RALLYPOINT_KEYS_NETCODE101", key("1.01 key"));
        environment.put("RALLYPOINT_OPS_TOKEN", text("operator"));
        environment.put("RALLYPOINT_STORE_PASSWORD", text("database"));
        return environment;
    }

    private static String soon() {
        return " 2999-01-01T00:00:00Z";
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
    }

    private String secret(String name) {
        return new String(secrets.get(name), UTF_8);
    }

    private LiveApi.Answer refused(String method, String path, String token, String body) {
        LiveApi.Answer answer = api.call(method, path, token, body);
        assertThat(answer.status()).as(path).isGreaterThanOrEqualTo(400);
        said.append(answer).append('\n');
        return answer;
    }

    @Test
    void nothingSecretIsEverSaid() throws Exception {
        players();
        operators();
        packets();
        damagedKeyFile();
        commands();
        said.append(api.metrics(node));
        threads();
        assertThat(node.stop()).isZero();
        said.append(node.errors());

        assertThat(said.toString())
                .as("the search would find what is there")
                .contains("DEBUG", "WARN", "ERROR", "127.0.0.1");
        secrets.forEach(this::assertNotSaid);
    }

    private void players() {
        JsonNode login = api.guest("Ada");
        String access = remember("access token", login.get("accessToken").asText());
        remember("signature", access.substring(access.lastIndexOf('.') + 1));
        String refresh = remember("refresh token", login.get("refreshToken").asText());
        String device = text("device");
        refused(
                "POST",
                "/v1/auth/guest",
                "",
                "{\"displayName\":\"Bo\",\"deviceId\":\"" + device + "\"}");
        refused("POST", "/v1/auth/guest", "", "{\"deviceId\":\"" + device + "\"}");
        refused("POST", "/v1/auth/guest", "", "{\"displayName\":\"" + device + "\u0001\"}");
        refused("GET", "/v1/me", access + "x", "");
        refused("GET", "/v1/nothing?accessToken=" + access, access, "");
        refused("GET", "/v1/lobbies/x/events?accessToken=" + access, "", "");
        exchange(access, refresh);
        joins(access);
    }

    private void exchange(String access, String refresh) {
        String body = "{\"refreshToken\":\"" + refresh + "\"}";
        LiveApi.Answer renewed = api.call("POST", "/v1/auth/refresh", "", body);
        assertThat(renewed.status()).isEqualTo(200);
        String second = remember("next refresh token", renewed.body().get("refreshToken").asText());
        String third = "{\"refreshToken\":\"" + second + "\"}";
        assertThat(api.call("POST", "/v1/auth/refresh", "", third).status()).isEqualTo(200);
        refused("POST", "/v1/auth/refresh", "", body);
        refused("POST", "/v1/auth/refresh", "", "{\"refreshToken\":\"" + refresh + " \"}");
        refused("POST", "/v1/auth/refresh", "", "{\"refresh\":\"" + refresh + "\"}");
        await().untilAsserted(
                        () ->
                                refused("GET", "/v1/me", access, "")
                                        .assertProblem(401, "token_revoked"));
    }

    private void joins(String revoked) {
        String access = remember("another access token", api.token("Cy"));
        String password = text("lobby");
        String lobby = "/v1/lobbies/" + api.lobby(access, 2, "\"password\":\"" + password + "\"");
        String other = remember("a third access token", api.token("Di"));
        String wrong = text("wrong");
        refused("POST", lobby + "/members", other, "{\"password\":\"" + wrong + "\"}");
        refused("POST", lobby + "/members", other, "{\"password\":[\"" + password + "\"]}");
        refused("POST", lobby + "/connections", revoked, "{}");
        LiveApi.Answer token = api.call("POST", lobby + "/connections", access, "{}");
        assertThat(token.status()).isEqualTo(201);
        byte[] connect = Base64.getDecoder().decode(token.body().get("connectToken").asText());
        // The keys of a session: behind the address list, at the end of what is not zero.
        int end = connect.length;
        while (connect[end - 1] == 0) {
            end--;
        }
        secrets.put("session keys", Arrays.copyOfRange(connect, end - 64, end));
    }

    private void operators() throws Exception {
        for (String token : List.of(secret("operator"), text("wrong operator"))) {
            for (String call :
                    List.of("GET nodes", "DELETE players/p0000000000001/tokens", "GET x")) {
                String[] words = call.split(" ");
                HttpRequest request =
                        HttpRequest.newBuilder(
                                        URI.create(node.operatorUrl() + "/admin/v1/" + words[1]))
                                .method(words[0], HttpRequest.BodyPublishers.noBody())
                                .header("Authorization", "Bearer " + token)
                                .build();
                said.append(http.send(request, BodyHandlers.ofString()).body()).append('\n');
            }
        }
    }

    private void packets() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int size : new int[] {0, 1, 25, 1_062, 1_078, 1_300}) {
                byte[] garbage = new byte[size];
                RANDOM.nextBytes(garbage);
                if (size > 0) {
                    garbage[0] = 0;
                }
                socket.send(
                        new DatagramPacket(
                                garbage,
                                size,
                                InetAddress.getLoopbackAddress(),
                                node.port("relay")));
            }
        }
    }

    /** Half of an edit, with a key in it. */
    private void damagedKeyFile() throws IOException {
        Path file = data.resolve("keys/accessToken.key");
        String good = Files.readString(file);
        Files.writeString(file, good.strip() + " " + key("key behind a key") + "\n");
        await().until(() -> node.errors().contains("the keys stay as they are"));
        Files.writeString(file, good);
    }

    private void commands() throws Exception {
        String dataDirectory = "node.dataDirectory=" + data;
        run("config", "--print", "--set", "keys.netcode101=" + key("on the command line"));
        run("keys", "list", "--set", dataDirectory);
        run("keys", "rotate", "accessToken", "--set", dataDirectory);
        List<String> lines = Files.readAllLines(data.resolve("keys/accessToken.key"));
        assertThat(lines).hasSize(2);
        secrets.put("rotated", Base64.getDecoder().decode(lines.get(1).split(" ")[0]));
        run("keys", "rotate", "netcode102", "--set", dataDirectory);
        run("serve", "--set", "keys.netcode102=" + text("no key"), "--set", "relay.port=0");
        run("serve", "--set", "relay.port=" + "x", "--set", "ops.token=" + text("unused"));
        run("serve", "--set", "ops.token=sh\u00f6rt-" + text("of another alphabet"));
    }

    private void run(String... words) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(NodeProcess.program(words)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.directory(data.toFile()).start();
        said.append(new String(process.getInputStream().readAllBytes(), UTF_8));
        process.waitFor();
    }

    /** A thread dump, as SIGQUIT makes it. */
    private void threads() throws Exception {
        new ProcessBuilder("kill", "-QUIT", String.valueOf(node.pid())).start().waitFor();
        await().until(
                        () ->
                                node.errors().split("java.lang.Thread.State", -1).length
                                        > DUMPED_THREADS);
    }

    private void assertNotSaid(String name, byte[] secret) {
        String all = said.toString();
        for (String form : forms(secret)) {
            for (int at = 0; at + PIECE <= form.length(); at += PIECE / 2) {
                String piece = form.substring(at, at + PIECE);
                assertThat(all.contains(piece)).as("a piece of %s: %s", name, piece).isFalse();
            }
        }
    }

    private static List<String> forms(byte[] secret) {
        return List.of(
                new String(secret, UTF_8),
                new String(secret, ISO_8859_1),
                Base64.getEncoder().encodeToString(secret),
                Base64.getUrlEncoder().encodeToString(secret),
                HexFormat.of().formatHex(secret),
                HexFormat.of().withUpperCase().formatHex(secret),
                Arrays.toString(secret));
    }
}
