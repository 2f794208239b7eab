package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.support.LiveApi;
import dev.rallypoint.support.LiveApi.Answer;
import dev.rallypoint.support.NodeProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a whole node answers to calls that are wrong, hostile, late or all at once. */
class BadInputIT {
    private static final int IDLE_SECONDS = 5;
    private static final String ID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    private static final Map<String, String> WORDS = new HashMap<>();
    @TempDir private static Path data;
    private static NodeProcess node;
    private static LiveApi api;
    private static String ada;

    /** Ada owns all lobbies, Bo is a member of OPEN, FULL and RACING, Cy of none. */
    @BeforeAll
    static void start() throws Exception {
        node =
                NodeProcess.start(
                        data,
                        "--set",
                        "http.idleTimeoutSeconds=" + IDLE_SECONDS,
                        "--set",
                        "lobby.emptyTimeoutSeconds=3600",
                        "--set",
                        "security.exemptRanges=[127.0.0.0/8]");
        api = new LiveApi(node);
        JsonNode owner = api.guest("Ada");
        ada = owner.get("accessToken").asText();
        WORDS.put("Ada", ada);
        WORDS.put("Bo", api.token("Bo"));
        WORDS.put("Cy", api.token("Cy"));
        WORDS.put("nobody", "");
        WORDS.put("ADA", owner.get("playerId").asText());
        WORDS.put("OPEN", "/v1/lobbies/" + api.lobby(ada, 4));
        WORDS.put("FULL", "/v1/lobbies/" + api.lobby(ada, 2));
        WORDS.put("LOCKED", "/v1/lobbies/" + api.lobby(ada, 4, "\"password\":\"pw\""));
        WORDS.put("RACING", "/v1/lobbies/" + api.lobby(ada, 4));
        for (String joined : List.of("OPEN", "FULL", "RACING")) {
            succeed(api.call("POST", WORDS.get(joined) + "/members", WORDS.get("Bo"), ""));
        }
        succeed(api.call("POST", WORDS.get("RACING") + "/start", ada, ""));
    }

    @AfterAll
    static void noCallFailedInside() throws Exception {
        try (NodeProcess ended = node) {
            String metrics = api.metrics(ended);
            assertThat(metrics).contains("status=\"400\"").doesNotContain("status=\"500\"");
        }
    }

    private static void succeed(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 204);
    }

    private static List<JsonNode> lobbies() {
        return Stream.of("OPEN", "FULL", "LOCKED", "RACING")
                .map(name -> api.call("GET", WORDS.get(name), ada, "").body())
                .toList();
    }

    private static String fill(String text) {
        String filled =
                text == null ? "" : text.replace('\'', '"').replace("ADA", WORDS.get("ADA"));
        for (String lobby : List.of("OPEN", "FULL", "LOCKED", "RACING")) {
            filled = filled.replace(lobby, WORDS.get(lobby));
        }
        return Pattern.compile("#(\\d+);")
                .matcher(filled)
                .replaceAll(count -> "x".repeat(Integer.parseInt(count.group(1))));
    }

    /** In bodies ' stands for ", and #n; for n letters. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // malformed JSON
                "Cy  | POST /v1/auth/guest      | {'displayName'              | 400 | invalid_body",
                "Cy  | POST /v1/lobbies         | {'name':'n',}               | 400 | invalid_body",
                "Cy  | POST /v1/lobbies         | []                          | 400 | invalid_body",
                "Cy  | POST /v1/lobbies         | null                        | 400 | invalid_body",
                "Ada | POST OPEN/messages       | {'text':'a'} b              | 400 | invalid_body",
                // wrong types and ranges
                "Cy  | POST /v1/auth/guest      | {'displayName':7}           | 400 | invalid_body",
                "Cy  | POST /v1/auth/guest      | {'displayName':null}        | 400 | invalid_body",
                "Cy  | POST /v1/auth/guest      | {'displayName':'a\\n'}      | 400 | invalid_body",
                "Cy  | POST /v1/auth/guest      | {'displayName':'a\\u2028'}  | 400 | invalid_body",
                "Cy  | POST /v1/auth/guest      | {'displayName':'a\\r\\n'}   | 400 | invalid_body",
                "Cy  | POST /v1/auth/guest      | {'displayName':'a\\u0000'}  | 400 | invalid_body",
                "Cy  | POST /v1/auth/guest      | {'displayName':'\\ud800'}   | 400 | invalid_body",
                "Cy  | POST /v1/auth/guest      | {'displayName':'\\u00a0'}   | 400 | invalid_body",
                "Cy  | POST /v1/auth/guest      | {'displayName':'\\u200b'}   | 400 | invalid_body",
                "Cy  | POST /v1/auth/guest      | {'displayName':'#33;'}      | 400 | invalid_body",
                "Cy  | POST /v1/lobbies         | {'name':'n','gameMode':'m'} | 400 | invalid_body",
                "Cy  | POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':'2'} | 400 |"
                        + " invalid_body",
                "Cy  | POST /v1/lobbies | {'name':'n','gameMode':'m\\n','capacity':2} | 400 |"
                        + " invalid_body",
                "Cy  | POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':4294967298} | 400 |"
                        + " invalid_body",
                "Ada | PATCH OPEN               | {'capacity':65}             | 400 | invalid_body",
                "Ada | PATCH OPEN               | {'name':['n']}              | 400 | invalid_body",
                "Bo  | POST OPEN/messages       | {'text':'#501;'}            | 400 | invalid_body",
                "Bo  | PUT OPEN/members/me/ready | {'ready':1}                | 400 | invalid_body",
                "Bo  | POST OPEN/connections    | {'flavour':'quic'}          | 400 | invalid_body",
                "Cy  | GET /v1/lobbies?limit=0  |                        | 400 | invalid_parameter",
                "Cy  | GET /v1/lobbies?cursor=x |                           | 400 | invalid_cursor",
                "Cy  | POST OPEN/messages       | {'text':'#70000;'}         | 413 | body_too_large",
                // unknown ids
                "Cy  | GET /v1/lobbies/nope          |                     | 404 | lobby_not_found",
                "Cy  | POST /v1/lobbies/" + ID + "/members |               | 404 | lobby_not_found",
                "Cy  | GET /v1/lobbies/code/AAAAAA   |                     | 404 | lobby_not_found",
                "Cy  | GET /v1/players/p0000000000000 |                   | 404 | player_not_found",
                "Ada | DELETE OPEN/members/p0000000000000 |               | 404 | player_not_found",
                "Cy  | POST /v1/lobbies | {'name':'n','gameMode':'m','capacity':2,'region':'x'} |"
                        + " 404 | region_not_found",
                // not his
                "Bo  | PATCH OPEN               | {'name':'n'}                | 403 | not_owner",
                "Bo  | POST OPEN/start          |                             | 403 | not_owner",
                "Bo  | DELETE OPEN/members/ADA  |                             | 403 | not_owner",
                "Cy  | DELETE OPEN/members/me   |                             | 403 | not_member",
                "Cy  | POST OPEN/messages       | {'text':'hi'}               | 403 | not_member",
                "Cy  | POST OPEN/connections    |                             | 403 | not_member",
                "Cy  | GET OPEN/events          |                             | 403 | not_member",
                "Cy  | PUT OPEN/members/me/ready |                            | 403 | not_member",
                "Cy  | POST LOCKED/members      |                         | 403 | invalid_password",
                "Cy  | POST LOCKED/members      | {'password':'PW'}       | 403 | invalid_password",
                "Cy  | POST FULL/members        |                             | 409 | lobby_full",
                "Ada | POST RACING/start        |                        | 409 | already_started",
                "Ada | PATCH RACING             | {'capacity':8}          | 409 | lobby_not_open",
                "nobody | POST OPEN/members     |                         | 401 | unauthenticated",
                "nobody | GET /v1/me            |                         | 401 | unauthenticated",
                "nobody | GET /v1/lobbies/      |                         | 401 | unauthenticated",
                "nobody | GET OPEN/             |                         | 401 | unauthenticated",
                // another way to call
                "Cy  | PUT /v1/lobbies          |                      | 405 | method_not_allowed",
                "Cy  | BREW /v1/regions         |                      | 405 | method_not_allowed",
                "Cy  | OPTIONS /v1/lobbies      |                      | 405 | method_not_allowed",
                "Cy  | GET /v1/nowhere          |                             | 404 | not_found",
            })
    void refusesNamesTheCodeAndChangesNothing(
            String caller, String call, String body, int status, String code) {
        List<JsonNode> before = lobbies();
        String[] words = fill(call).split(" ");
        api.call(words[0], words[1], WORDS.get(caller), fill(body)).assertProblem(status, code);
        assertThat(lobbies()).isEqualTo(before);
    }

    @Test
    void aSecondJoinAnswersTheLobbyUnchanged() {
        List<JsonNode> before = lobbies();
        Answer again = api.call("POST", WORDS.get("FULL") + "/members", WORDS.get("Bo"), "");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(before.get(1));
        assertThat(lobbies()).isEqualTo(before);
    }

    @Test
    void nullIsTheSameAsAbsentInBothDirections() {
        String id = api.lobby(ada, 2, "\"track\":null,\"visibility\":null,\"password\":null");
        JsonNode lobby = api.call("GET", "/v1/lobbies/" + id, ada, "").body();
        assertThat(lobby.get("track").isNull()).isTrue();
        assertThat(lobby.get("visibility").asText()).isEqualTo("public");
        assertThat(lobby.get("hasPassword").asBoolean()).isFalse();
    }

    private static String signed(String header, String claims, String algorithm, byte[] key)
            throws Exception {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String text =
                base64.encodeToString(header.getBytes(StandardCharsets.UTF_8))
                        + "."
                        + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return text + "." + base64.encodeToString(mac.doFinal(text.getBytes()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'alg':'HS256'} | {'sub':'ADA','iss':'rallypoint','exp':9} | token_expired",
                "{'alg':'HS256'} | {'sub':'ADA','iss':'rallypoint'} | invalid_token",
                "{'alg':'HS256'} | {'sub':'ADA','iss':'other','exp':99999999999} | invalid_token",
                "{'alg':'HS256'} | {'sub':'x','iss':'rallypoint','exp':99999999999} | invalid_token",
                "{'alg':'HS256'} | {'sub':{},'iss':'rallypoint','exp':99999999999} | invalid_token",
                "{'alg':'HS256'} | {'sub':'ADA','iss':'rallypoint','exp':'x'} | invalid_token",
                "{'alg':'HS512'} | {'sub':'ADA','iss':'rallypoint','exp':99999999999} | invalid_token",
                "{'alg':'none'}  | {'sub':'ADA','iss':'rallypoint','exp':99999999999} | invalid_token",
                "{'alg':['HS256']} | {'sub':'ADA','iss':'rallypoint','exp':9} | invalid_token",
                "{} | {'sub':'ADA','iss':'rallypoint','exp':99999999999} | invalid_token",
                "[] | {'sub':'ADA','iss':'rallypoint','exp':99999999999} | invalid_token",
            })
    void refusesTokensThatItsKeySignedButThisNodeDidNotIssue(
            String header, String claims, String code) throws Exception {
        String keyAndTime = Files.readString(data.resolve("keys/accessToken.key"));
        byte[] key = Base64.getDecoder().decode(keyAndTime.split(" ")[0]);
        String algorithm = header.contains("512") ? "HmacSHA512" : "HmacSHA256";
        String token = signed(fill(header), fill(claims), algorithm, key);
        api.call("GET", "/v1/me", token, "").assertProblem(401, code);
        String withoutSignature = token.substring(0, token.lastIndexOf('.') + 1);
        api.call("GET", "/v1/me", withoutSignature, "").assertProblem(401, "invalid_token");
        String foreign = signed(fill(header), fill(claims), algorithm, new byte[32]);
        api.call("GET", "/v1/me", foreign, "").assertProblem(401, "invalid_token");
    }

    /** In requests \r\n is written out; # stands for 20,000 letters. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /v1/regions HTTP/1.1\\r\\nHost: x\\r\\nBad name: 1 | 400 | malformed_request",
                "GET /v1/regions HTTP/1.1\\r\\nHost: x\\r\\nX: a\\0b | 400 | malformed_request",
                "GET /v1/regions HTTP/1.1\\r\\nX: no host | 400 | malformed_request",
                "POST /v1/auth/guest HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: -1 | 400 |"
                        + " malformed_request",
                "POST /v1/auth/guest HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 2\\r\\n"
                        + "Content-Length: 3 | 400 | malformed_request",
                "POST /v1/auth/guest HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 2\\r\\n"
                        + "Transfer-Encoding: chunked | 400 | malformed_request",
                "GET /# HTTP/1.1\\r\\nHost: x | 414 | uri_too_long",
                "GET /v1/regions HTTP/1.1\\r\\nHost: x\\r\\nX: # | 431 | headers_too_large",
                "nonsense | 400 | malformed_request",
                "GET /v1/lobbies?limit=%zz HTTP/1.1\\r\\nHost: x | 400 | invalid_parameter",
                "GET /v1/regions?%zz HTTP/1.1\\r\\nHost: x | 400 | invalid_parameter",
                "GET /v1/lobbies/"
                        + ID
                        + "/events?accessToken=%zz HTTP/1.1\\r\\nHost: x | 400 |"
                        + " invalid_parameter",
                "HEAD /%zz HTTP/1.1\\r\\nHost: x | 400 |",
                "GET /%zz HTTP/1.1\\r\\nHost: x | 400 | invalid_parameter",
                "GET /../../etc/passwd HTTP/1.1\\r\\nHost: x | 404 | not_found",
                "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\\r\\nHost: x | 404 | not_found",
                "GET /..%2f..%2fetc%2fpasswd HTTP/1.1\\r\\nHost: x | 404 | not_found",
                "GET /v1/players/%0d%0aX-Injected:1 HTTP/1.1\\r\\nHost: x | 401 | unauthenticated",
                "GET http://x/v1/lobbies HTTP/1.1\\r\\nHost: x | 401 | unauthenticated",
                "GET /v1/lobbies/%2e/ HTTP/1.1\\r\\nHost: x | 401 | unauthenticated",
                "GET /v1//lobbies// HTTP/1.1\\r\\nHost: x | 401 | unauthenticated",
                "TRACE /v1/regions HTTP/1.1\\r\\nHost: x | 405 | method_not_allowed",
                "OPTIONS * HTTP/1.1\\r\\nHost: x | 404 | not_found",
            })
    void answersHostileHttpWithAProblem(String request, int status, String code)
            throws IOException {
        String bytes =
                request.replace("\\r\\n", "\r\n")
                        .replace("\\0", "\0")
                        .replace("#", "x".repeat(20_000));
        String answer = api.raw(bytes + "\r\nConnection: close\r\n\r\n");
        assertThat(answer).matches("(?s)HTTP/1\\.[01] " + status + " .*");
        assertThat(answer).containsIgnoringCase("content-type: application/problem+json");
        assertThat(answer).contains(code == null ? "" : "\"code\":\"" + code + "\"");
        assertThat(answer).doesNotContain("\nX-Injected");
    }

    @Test
    void survivesDeepAndHugeJson() {
        String guest = "{\"displayName\":\"a\",\"x\":%s}";
        for (String x :
                List.of("[".repeat(30_000), "[".repeat(900) + "]".repeat(900), "9".repeat(5_000))) {
            Answer answer = api.call("POST", "/v1/auth/guest", "", guest.formatted(x));
            assertThat(answer.status()).isIn(201, 400);
        }
    }

    @Test
    void answersHeadAsGetWithoutTheBody() throws IOException {
        for (String path : List.of("/", "/v1/regions", "/openapi.json")) {
            String head =
                    api.raw("HEAD " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(head).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
            assertThat(head).doesNotContain("content-length: 0");
        }
        assertThat(api.raw("HEAD /v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 401")
                .endsWith("\r\n\r\n");
    }

    @Test
    void answersPipelinedCallsInTheirOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            String path = i % 2 == 0 ? "/v1/regions" : "/nowhere";
            requests.append("GET ").append(path).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        requests.append("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        List<String> statuses =
                Pattern.compile("HTTP/1\\.1 (\\d+)")
                        .matcher(api.raw(requests.toString()))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertThat(statuses).hasSize(21);
        assertThat(IntStream.range(0, 20))
                .allSatisfy(i -> assertThat(statuses.get(i)).isEqualTo(i % 2 == 0 ? "200" : "404"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HT",
                "POST /v1/auth/guest HTTP/1.1\r\nHost: x\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{"
            })
    void closesAConnectionWhoseCallDripsIn(String beginning) throws IOException {
        try (Socket socket = api.connect()) {
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
            await().atMost(Duration.ofSeconds(4 * IDLE_SECONDS))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> isClosedOnWriting(socket));
        }
    }

    private static boolean isClosedOnWriting(Socket socket) {
        try {
            socket.getOutputStream().write('a');
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    @Test
    void letsExactlyAsManyInAsThereAreSeatsWhenAllComeAtOnce() {
        String lobby = "/v1/lobbies/" + api.lobby(ada, 8);
        List<String> tokens = IntStream.range(0, 100).mapToObj(i -> api.token("P" + i)).toList();
        List<Answer> answers =
                all(
                        tokens.stream()
                                .map(token -> api.callAsync("POST", lobby + "/members", token, ""))
                                .toList());
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(7);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .allSatisfy(answer -> answer.assertProblem(409, "lobby_full"));
        JsonNode members = api.call("GET", lobby, ada, "").body().get("members");
        assertThat(members.findValuesAsText("slot"))
                .containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5", "6", "7");
        List<Answer> starts =
                all(
                        Stream.generate(() -> api.callAsync("POST", lobby + "/start", ada, ""))
                                .limit(20)
                                .toList());
        assertThat(starts).filteredOn(answer -> answer.status() == 200).hasSize(1);
    }

    @Test
    void makesOnePlayerOfADeviceThatLogsInManyTimesAtOnce() {
        String body = "{\"displayName\":\"D\",\"deviceId\":\"" + "d".repeat(40) + "\"}";
        List<Answer> answers =
                all(
                        Stream.generate(() -> api.callAsync("POST", "/v1/auth/guest", "", body))
                                .limit(50)
                                .toList());
        assertThat(answers)
                .extracting(answer -> answer.body().get("playerId").asText())
                .containsOnly(answers.get(0).body().get("playerId").asText());
    }

    private static List<Answer> all(List<CompletableFuture<Answer>> calls) {
        return calls.stream().map(CompletableFuture::join).toList();
    }
}
