package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.support.ForgedTokens;
import dev.rallypoint.support.LiveApi;
import dev.rallypoint.support.LiveApi.Answer;
import dev.rallypoint.support.NodeProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What docs/SECURITY.md says that attackers of a node's HTTP ports do not get. Ada owns the lobby,
 * Bo is its member, Eve attacks. The limits are those that a node has by default.
 */
class AttackerIT {
    private static final String OPERATOR = "operator-token-of-the-test";
    private static final String SMUGGLED =
            "GET /v1/smuggled HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");
    private static final Pattern LOG_LINE =
            Pattern.compile("(?:\\d{4}-\\d\\d-\\d\\dT\\S+Z (?:DEBUG|INFO|WARN|ERROR) | {4}\\S).*");

    @TempDir private static Path data;
    private static NodeProcess node;
    private static LiveApi api;
    private static LiveApi operators;
    private static final Map<String, String> TOKENS = new HashMap<>();
    private static JsonNode ada;
    private static JsonNode bo;
    private static String lobby;

    @BeforeAll
    static void start() throws IOException {
        node =
                NodeProcess.start(
                        data, "--set", "log.level=debug", "--set", "ops.token=" + OPERATOR);
        api = new LiveApi(node);
        operators = new LiveApi(URI.create(node.operatorUrl()), client());
        ada = api.guest("Ada");
        bo = api.guest("Bo");
        TOKENS.put("Ada", ada.get("accessToken").asText());
        TOKENS.put("Bo", bo.get("accessToken").asText());
        TOKENS.put("Eve", api.token("Eve"));
        lobby = "/v1/lobbies/" + api.lobby(TOKENS.get("Ada"), 8);
        assertThat(api.call("POST", lobby + "/members", TOKENS.get("Bo"), "").status())
                .isEqualTo(200);
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    /** After all that the others tried. */
    @AfterAll
    static void nothingFailedInsideAndNobodyWroteIntoTheLog() throws Exception {
        try (NodeProcess ended = node) {
            assertThat(api.metrics(ended)).doesNotContain("status=\"500\"");
            assertThat(ended.stop()).isZero();
            List<String> lines = ended.errors().lines().toList();
            int first =
                    lines.indexOf(
                            lines.stream()
                                    .filter(l -> l.contains("DEBUG"))
                                    .findFirst()
                                    .orElseThrow());
            assertThat(lines.subList(first, lines.size() - 1))
                    .hasSizeGreaterThan(100)
                    .allSatisfy(line -> assertThat(line).matches(LOG_LINE))
                    .noneMatch(line -> line.contains(" ERROR "))
                    .noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
        }
    }

    @Test
    void nobodyIsSomebodyElseByATokenHeMade() throws IOException {
        String keyFile = Files.readString(data.resolve("keys/accessToken.key"));
        byte[] key = Base64.getDecoder().decode(keyFile.strip().split(" ")[0]);
        ForgedTokens forged = new ForgedTokens(TOKENS.get("Ada"), key);
        Map<String, String> all = forged.all();
        all.put("refresh token", ada.get("refreshToken").asText());
        all.forEach(
                (how, token) -> {
                    Answer answer = api.call("GET", "/v1/me", token, "");
                    assertThat(answer.status()).as(how).isEqualTo(401);
                    assertThat(answer.code()).as(how).isIn("invalid_token", "token_expired");
                });
        assertThat(api.call("GET", "/v1/me", forged.genuine(), "").status())
                .as("who has the key is who he says")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Eve | PATCH  |                   | {\"name\":\"mine\"}   | 403 | not_owner",
                "Bo  | PATCH  |                   | {\"owner\":\"BO\"}    | 403 | not_owner",
                "Bo  | PATCH  |                   | {\"capacity\":2}      | 403 | not_owner",
                "Eve | POST   | /start            |                       | 403 | not_owner",
                "Bo  | POST   | /start            |                       | 403 | not_owner",
                "Eve | DELETE | /members/ADA      |                       | 403 | not_owner",
                "Bo  | DELETE | /members/ADA      |                       | 403 | not_owner",
                "Eve | DELETE | /members/BO       |                       | 403 | not_owner",
                "Eve | DELETE | /members/me       |                       | 403 | not_member",
                "Eve | DELETE |                   |                       | 405 | method_not_allowed",
                "Ada | DELETE |                   |                       | 405 | method_not_allowed",
                "Eve | PUT    | /members/me/ready | {\"ready\":true}      | 403 | not_member",
                "Bo  | PUT    | /members/ADA/ready | {\"ready\":true}     | 404 | not_found",
                "Eve | POST   | /messages         | {\"text\":\"hi\"}     | 403 | not_member",
                "Eve | POST   | /connections      |                       | 403 | not_member",
                "Eve | GET    | /events           |                       | 403 | not_member",
                "Eve | GET    | /events?lastEventId=0 |                   | 403 | not_member",
                "Eve | GET    | //events/         |                       | 403 | not_member"
            })
    void othersLobbiesAreNotHis(
            String who, String method, String path, String body, int status, String code) {
        String to =
                lobby + (path == null ? "" : path.replace("ADA", id(ada)).replace("BO", id(bo)));
        String sent = body == null ? "" : body.replace("BO", id(bo));
        JsonNode before = api.call("GET", lobby, TOKENS.get("Ada"), "").body();
        api.call(method, to, TOKENS.get(who), sent).assertProblem(status, code);
        assertThat(api.call("GET", lobby, TOKENS.get("Ada"), "").body()).isEqualTo(before);
    }

    private static String id(JsonNode session) {
        return session.get("playerId").asText();
    }

    @Test
    void whoeverGuessesJoinCodesIsStoppedSoonAndLobbyIdsCannotBeGuessed() {
        String token = api.token("Guesser");
        List<Integer> statuses =
                IntStream.range(0, 25)
                        .mapToObj(i -> "/v1/lobbies/code/AAAA" + (char) ('A' + i) + "2")
                        .map(guess -> api.call("GET", guess, token, "").status())
                        .toList();
        assertThat(statuses.subList(0, 19)).containsOnly(404);
        assertThat(statuses.subList(19, 25)).containsOnly(429);
        String code = api.call("GET", lobby, TOKENS.get("Ada"), "").body().get("joinCode").asText();
        api.call("GET", "/v1/lobbies/code/" + code, token, "").assertProblem(429, "locked_out");
        assertThat(lobby).matches(".*/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-.*");
    }

    private static List<Answer> atOnce(List<Supplier<CompletableFuture<Answer>>> calls) {
        List<CompletableFuture<Answer>> answers = calls.stream().map(Supplier::get).toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static Supplier<CompletableFuture<Answer>> later(
            String method, String path, String token, String body) {
        return () -> api.callAsync(method, path, token, body);
    }

    private static long with(int status, List<Answer> answers) {
        return answers.stream().filter(answer -> answer.status() == status).count();
    }

    @Test
    void whatComesAtTheSameTimeHappensOneAfterTheOther() {
        List<String> players = IntStream.range(0, 6).mapToObj(i -> api.token("Racer" + i)).toList();
        String owner = players.get(0);
        String race = "/v1/lobbies/" + api.lobby(owner, 4);
        List<Supplier<CompletableFuture<Answer>>> calls = new ArrayList<>();
        for (String player : players) {
            calls.add(later("POST", race + "/members", player, ""));
            calls.add(later("POST", race + "/members", player, ""));
            if (!player.equals(owner)) {
                calls.add(later("DELETE", race + "/members/me", player, ""));
            }
        }
        assertThat(atOnce(calls)).allMatch(answer -> answer.status() < 500);
        assertSound(race, owner);
        players.forEach(player -> api.call("POST", race + "/members", player, ""));
        List<Supplier<CompletableFuture<Answer>>> starts = new ArrayList<>();
        for (String player : players) {
            starts.addAll(Collections.nCopies(4, later("POST", race + "/start", player, "")));
        }
        assertThat(with(200, atOnce(starts))).as("it starts once").isEqualTo(1);
        String member = assertSound(race, owner).findValuesAsText("playerId").get(0);
        List<Supplier<CompletableFuture<Answer>>> kicks = new ArrayList<>();
        for (String player : players) {
            kicks.add(later("DELETE", race + "/members/" + member, player, ""));
            kicks.add(later("DELETE", race + "/members/me", player, ""));
        }
        assertThat(atOnce(kicks)).allMatch(answer -> answer.status() < 500);
        api.call("GET", race, owner, "").assertProblem(404, "lobby_not_found");
    }

    /** Its members; no seat is two players', no player has two, one of them is the owner. */
    private static JsonNode assertSound(String race, String reader) {
        Answer answer = api.call("GET", race, reader, "");
        if (answer.status() == 404) {
            // All left while others were on their way.
            return answer.body();
        }
        JsonNode members = answer.body().get("members");
        List<String> ids = members.findValuesAsText("playerId");
        assertThat(ids).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(4);
        assertThat(members.findValuesAsText("slot")).doesNotHaveDuplicates();
        assertThat(ids).contains(answer.body().get("owner").asText());
        return members;
    }

    @Test
    void aCopiedRefreshTokenServesOneOfThemOnceAndThenNobody() {
        String stolen = body(api.guest("Victim").get("refreshToken").asText());
        List<Answer> both =
                atOnce(Collections.nCopies(6, later("POST", "/v1/auth/refresh", "", stolen)));
        List<String> children =
                both.stream()
                        .filter(answer -> answer.status() == 200)
                        .map(answer -> body(answer.body().get("refreshToken").asText()))
                        .toList();
        assertThat(new HashSet<>(children)).hasSameSizeAs(children).isNotEmpty();
        List<Answer> next =
                atOnce(
                        children.stream()
                                .map(token -> later("POST", "/v1/auth/refresh", "", token))
                                .toList());
        assertThat(with(200, next)).as("of siblings one is heard").isLessThanOrEqualTo(1);
        api.call("POST", "/v1/auth/refresh", "", stolen)
                .assertProblem(401, "invalid_refresh_token");
        for (Answer answer : next) {
            if (answer.status() == 200) {
                String token = answer.body().get("accessToken").asText();
                api.call("GET", "/v1/me", token, "").assertProblem(401, "token_revoked");
            }
        }
    }

    private static String body(String refreshToken) {
        return "{\"refreshToken\":\"" + refreshToken + "\"}";
    }

    /** In the texts | is a line break; another call follows each of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5|Transfer-Encoding: chunked||0||",
                "Transfer-Encoding: chunked|Content-Length: 5||0||",
                "Content-Length: 0|Content-Length: 5||",
                "Content-Length: 5|Content-Length: 5||{}   ",
                "Content-Length: 5, 5||{}   ",
                "Content-Length: +5||{}   ",
                "Content-Length: 0x5||{}   ",
                "Content-Length : 5||{}   ",
                "Transfer-Encoding: xchunked||0||",
                "Transfer-Encoding: chunked, identity||0||",
                "Transfer-Encoding: chunked|Transfer-Encoding: identity||0||",
                "Transfer-Encoding: \u000bchunked||0||",
                "Transfer-Encoding : chunked||0||",
                "X: a\rTransfer-Encoding: chunked||0||",
                "X: a\nTransfer-Encoding: chunked||0||"
            })
    void whatAProxyMightReadInAnotherWayIsRefusedWithItsConnection(String rest) throws IOException {
        String request =
                "POST /v1/auth/guest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + rest.replace("|", "\r\n");
        for (LiveApi port : List.of(api, operators)) {
            String answer = port.raw(request + SMUGGLED);
            assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("not_found");
            assertThat(statuses(answer)).containsExactly(400);
        }
    }

    private static List<Integer> statuses(String answer) {
        Matcher status = STATUS.matcher(answer);
        return status.results().map(found -> Integer.parseInt(found.group(1))).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1\r\n\r\n",
                "fffffffff\r\nabc",
                "0x5\r\nabcde",
                "5\r\nabcdeXX0\r\n\r\n",
                "5;a\nabcde\r\n0\r\n\r\n"
            })
    void aBrokenChunkEndsTheConnection(String chunks) throws IOException {
        for (LiveApi port : List.of(api, operators)) {
            String request =
                    "POST /v1/auth/guest HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
            assertThat(port.raw(request + chunks + SMUGGLED)).doesNotContain("201 ", "smuggled");
        }
    }

    /** As on every train in a tunnel: the end of this class looks whether it was logged. */
    @Test
    void aConnectionThatIsLostWithinABodyIsNoError() throws IOException {
        for (LiveApi port : List.of(api, operators)) {
            try (Socket socket = port.connect()) {
                String half =
                        "POST /v1/auth/guest HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                + "Content-Type: application/json\r\nContent-Length: 30\r\n\r\n{\"disp";
                socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
                socket.setSoLinger(true, 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../../../etc/passwd",
                "/..\\..\\..\\etc\\passwd",
                "/openapi.json/../../etc/passwd",
                "/openapi.yaml%2f..%2f..%2fetc%2fpasswd",
                "/%2e%2e/META-INF/MANIFEST.MF",
                "/META-INF/MANIFEST.MF",
                "/META-INF/sbom/../../logback.xml",
                "/landing.html",
                "/bench.html",
                "/db/migration/sqlite/V3__bans.sql",
                "/data/keys/accessToken.key",
                "/openapi.yaml%00.html",
                "/%c0%ae%c0%ae/etc/passwd",
                "/%252e%252e/etc/passwd",
                "/file:///etc/passwd"
            })
    void noPathLeadsToAFile(String path) throws IOException {
        for (LiveApi port : List.of(api, operators)) {
            String answer =
                    port.raw(
                            "GET "
                                    + path
                                    + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            assertThat(statuses(answer))
                    .hasSize(1)
                    .allMatch(status -> status == 404 || status == 400);
            assertThat(answer)
                    .contains("application/problem+json")
                    .doesNotContain("passwd", "MANIFEST");
        }
    }

    /** Each of them stands in the log of this node, which is looked at in the end. */
    @Test
    void whatIsTypedStaysWithinItsLineOfTheLog() throws IOException {
        String forged = "2026-01-01T00:00:00.000Z INFO  ops      ban.lift actor=operator";
        for (String separator :
                List.of("\\r\\n", "\\n", "\\u001b[2K\\r", "\\u0085", "\\u2028", "\\u202e")) {
            String name = "{\"displayName\":\"x" + separator + forged.substring(0, 20) + "\"}";
            api.call("POST", "/v1/auth/guest", "", name).assertProblem(400, "invalid_body");
        }
        for (String target :
                List.of("%0d%0a" + forged.replace(' ', '_'), "%1b[2K", "\u009b2K", "\u0085x")) {
            String request = "GET /v1/lobbies/" + target + " HTTP/1.1\r\nHost: x\r\n";
            String more = "User-Agent: a\u009b2K\r\nX-Forwarded-For: \u009b2K\r\n";
            assertThat(statuses(api.raw(request + more + "Connection: close\r\n\r\n")))
                    .hasSize(1)
                    .allMatch(status -> status >= 400 && status < 500);
        }
        String reason =
                "{\"reason\":\"x\\r\\n" + forged + "\\u001b[2K\",\"cidr\":\"192.0.2.0/24\"}";
        operators.call("POST", "/admin/v1/bans", OPERATOR, reason);
    }

    @Test
    void whatAPlayerNamesIsTextOnEveryPageAndNeverMarkup() throws IOException {
        String markup = "<img src=x onerror=alert(1)>";
        String token = api.token(markup);
        String named = api.lobby(token, 2, "\"track\":\"" + markup + "\"");
        for (String path : List.of("/v1/me", "/v1/lobbies?limit=100", "/v1/lobbies/" + named)) {
            String answer =
                    api.raw(
                            "GET "
                                    + path
                                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                    + "Authorization: Bearer "
                                    + token
                                    + "\r\n\r\n");
            assertThat(answer.toLowerCase(Locale.ROOT))
                    .contains("content-type: application/json", "x-content-type-options: nosniff")
                    .contains("onerror");
        }
        assertThat(api.raw("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .contains("Content-Security-Policy: default-src 'none'", "frame-ancestors 'none'");
    }

    @Test
    void onePlayerTakesNoMoreThanHisShare() throws IOException {
        String greedy = api.token("Greedy");
        String body = "{\"name\":\"n\",\"gameMode\":\"m\",\"capacity\":64}";
        List<Answer> lobbies =
                atOnce(Collections.nCopies(30, later("POST", "/v1/lobbies", greedy, body)));
        assertThat(with(201, lobbies)).isBetween(1L, 8L);
        assertThat(with(409, lobbies) + with(429, lobbies) + with(201, lobbies)).isEqualTo(30);
        String own =
                lobbies.stream()
                        .filter(answer -> answer.status() == 201)
                        .map(answer -> "/v1/lobbies/" + answer.body().get("lobbyId").asText())
                        .findFirst()
                        .orElseThrow();
        String line = "{\"text\":\"" + "x".repeat(500) + "\"}";
        List<Answer> lines =
                atOnce(Collections.nCopies(90, later("POST", own + "/messages", greedy, line)));
        assertThat(with(429, lines)).isGreaterThanOrEqualTo(25);
        assertThat(lines).allMatch(answer -> answer.status() == 204 || answer.status() == 429);
        List<Integer> streams = new ArrayList<>();
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            open.add(api.connect());
            streams.add(openStream(open.get(i), own, greedy));
        }
        for (Socket socket : open) {
            socket.close();
        }
        assertThat(streams).containsOnly(200, 429).endsWith(429);
    }

    private static int openStream(Socket socket, String of, String token) throws IOException {
        String request =
                "GET "
                        + of
                        + "/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + token
                        + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] head = socket.getInputStream().readNBytes(12);
        return Integer.parseInt(new String(head, StandardCharsets.US_ASCII).substring(9));
    }
}
