package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityConfig;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import dev.rallypoint.contract.StoreMessage.SavedBans;
import dev.rallypoint.runtime.Sha256;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpLimitsIT {
    private static final String LOBBY = "/v1/lobbies/" + FakeRooms.LOBBY_ID;
    private HttpNode node;

    /** 5 guests and 8 calls of the address; 7 calls, 4 lobbies, 3 lines and 2 joins of a player. */
    private HttpNode start(String... exempt) {
        node =
                new HttpNode(
                        HttpNode.HTTP,
                        new SecurityConfig(3_600, 3_600, 8, 5, 7, 4, 3, 2, List.of(exempt)));
        return node;
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private HttpResponse<String> lastOf(
            int calls, String method, String path, String token, String body) {
        HttpResponse<String> answer = null;
        for (int i = 0; i < calls; i++) {
            answer = node.send(method, path, token, body);
            assertThat(answer.statusCode()).as("call %d: %s", i, answer.body()).isNotEqualTo(429);
        }
        return node.send(method, path, token, body);
    }

    private void assertLimited(HttpResponse<String> answer, String limit) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("code")).isEqualTo("rate_limited");
        assertThat(problem.getString("limit")).isEqualTo(limit);
        int seconds = problem.getInteger("retryAfterSeconds");
        assertThat(seconds).isBetween(1, 61);
        assertThat(answer.headers().firstValue("Retry-After")).contains("" + seconds);
        String name = limit.substring(0, limit.indexOf('='));
        assertThat(problem.getString("detail")).contains(name);
        assertThat(
                        node.registry
                                .get(Metric.RATE_LIMITED.metricName().replace("_total", ""))
                                .tag("limit", name)
                                .counter()
                                .count())
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8 | GET  | /v1/regions     |       |                   | callsPerAddressPerMinute=8",
                "8 | GET  | /nowhere        |       |                   | callsPerAddressPerMinute=8",
                "8 | GET  | /v1/me          | forged |                  | callsPerAddressPerMinute=8",
                "5 | POST | /v1/auth/guest  |       | {'displayName':'a'} | guestsPerAddressPerMinute=5",
                "7 | GET  | /v1/me          | own   |                   | callsPerPlayerPerMinute=7",
                "4 | POST | /v1/lobbies     | own   | {'name':'n','gameMode':'m','capacity':2} |"
                        + " lobbiesPerPlayerPerMinute=4",
                "3 | POST | LOBBY/messages  | own   | {'text':'hi'}     | messagesPerPlayerPerMinute=3",
                "2 | DELETE | /v1/me        | own   |                   | erasuresPerPlayerPerMinute=2",
                "2 | POST | LOBBY/members   | own   | {'password':'x'}  | joinsPerPlayerPerMinute=2",
            })
    void namesTheLimitThatWasHit(
            int calls, String method, String path, String token, String body, String limit) {
        start();
        String bearer = token == null ? "" : token.equals("own") ? ownToken() : token;
        String json = body == null ? "" : body.replace('\'', '"');
        assertLimited(lastOf(calls, method, path.replace("LOBBY", LOBBY), bearer, json), limit);
    }

    /** Issued by another node with the same key: costs this one no login. */
    private String ownToken() {
        try (HttpNode other = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED)) {
            return other.token("Ada");
        }
    }

    @Test
    void doesNotCountARefusedBodyAsAnAction() {
        start();
        String token = ownToken();
        for (int i = 0; i < 3; i++) {
            assertThat(
                            node.send("POST", LOBBY + "/members", token, "{\"password\":7}")
                                    .statusCode())
                    .isEqualTo(400);
        }
        assertThat(node.send("POST", LOBBY + "/members", token, "").statusCode()).isEqualTo(200);
    }

    @Test
    void hasNoLimitsForExemptAddresses() {
        start("127.0.0.0/8");
        String token = ownToken();
        for (int i = 0; i < 30; i++) {
            assertThat(node.send("GET", "/v1/regions", "", "").statusCode()).isEqualTo(200);
            assertThat(node.send("POST", LOBBY + "/members", token, "").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesTheBannedWithTheReason() {
        JsonObject banned = new JsonObject();
        try (HttpNode other = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED)) {
            banned.mergeIn(other.login("Ada"));
        }
        String playerId = banned.getString("playerId");
        node =
                new HttpNode(
                        HttpNode.HTTP,
                        HttpNode.UNLIMITED,
                        saved(new Ban(1, "player", playerId, "Speed hack.", 0)));
        HttpResponse<String> answer =
                node.send("GET", "/v1/lobbies", banned.getString("accessToken"), "");
        assertThat(answer.statusCode()).isEqualTo(403);
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("code")).isEqualTo("banned");
        assertThat(problem.getString("detail")).isEqualTo("Speed hack.");
        assertThat(node.send("GET", "/v1/lobbies", node.token("Bo"), "").statusCode())
                .isEqualTo(200);
    }

    private static SavedBans saved(Ban ban) {
        return new SavedBans(List.of(new SavedBan(ban, 1, 0)));
    }

    private static String guest(String deviceId) {
        return new JsonObject().put("displayName", "Ada").put("deviceId", deviceId).encode();
    }

    @Test
    void aBannedDeviceGetsNoTokenAndMakesNoPlayer() {
        Ban ban = new Ban(1, "device", Sha256.hex(HttpNode.DEVICE), "Insults.", 0);
        node = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED, saved(ban));
        HttpResponse<String> answer =
                node.send("POST", "/v1/auth/guest", "", guest(HttpNode.DEVICE));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(new JsonObject(answer.body()).getString("detail")).isEqualTo("Insults.");
        assertThat(node.rooms.asked).noneMatch(RegisterGuest.class::isInstance);
        assertThat(node.send("POST", "/v1/auth/guest", "", guest("x".repeat(40))).statusCode())
                .isEqualTo(201);
    }

    @Test
    void nobodyLogsInFromABannedAddress() {
        Ban ban = new Ban(1, "cidr", "127.0.0.0/8", "Flood.", 0);
        node = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED, saved(ban));
        for (String path : List.of("/v1/auth/guest", "/v1/lobbies")) {
            HttpResponse<String> answer = node.send("POST", path, "", guest(HttpNode.DEVICE));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
            assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("banned");
        }
    }

    @Test
    void whoGuessesPasswordsIsLockedOutOfThemAndToldForHowLong() {
        node = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED);
        String token = node.token("Ada");
        String guess = "{\"password\":\"guess\"}";
        for (int i = 0; i < 2; i++) {
            node.rooms.refusals.add(new RejectedException(ProblemCode.INVALID_PASSWORD));
            assertThat(node.send("POST", LOBBY + "/members", token, guess).statusCode())
                    .isEqualTo(403);
        }
        node.rooms.refusals.add(new RejectedException(ProblemCode.INVALID_PASSWORD));
        assertLockedOut(
                node.send("POST", LOBBY + "/members", token, guess), "lobbyPasswordFailures=3");
        assertLockedOut(
                node.send("POST", LOBBY + "/members", token, guess), "lobbyPasswordFailures=3");
        assertThat(node.send("POST", LOBBY + "/members", token, "").statusCode())
                .as("without a password")
                .isEqualTo(200);
        assertThat(node.send("POST", LOBBY + "/members", node.token("Bo"), guess).statusCode())
                .as("another player")
                .isEqualTo(200);
    }

    @Test
    void whoGuessesJoinCodesIsLockedOutOfThemAndNotOfLobbiesHeKnows() {
        node = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED);
        String token = node.token("Ada");
        for (int i = 0; i < 19; i++) {
            node.rooms.refusals.add(new RejectedException(ProblemCode.LOBBY_NOT_FOUND));
            assertThat(node.send("GET", "/v1/lobbies/code/ABCDEF", token, "").statusCode())
                    .isEqualTo(404);
        }
        node.rooms.refusals.add(new RejectedException(ProblemCode.LOBBY_NOT_FOUND));
        assertLockedOut(
                node.send("GET", "/v1/lobbies/code/ABCDEF", token, ""), "joinCodeFailures=20");
        assertLockedOut(
                node.send("GET", "/v1/lobbies/code/ABCDEF", token, ""), "joinCodeFailures=20");
        assertThat(node.send("GET", LOBBY, token, "").statusCode()).isEqualTo(200);
        assertThat(node.send("GET", "/v1/lobbies/code/ABCDEF", node.token("Bo"), "").statusCode())
                .as("another player")
                .isEqualTo(200);
    }

    @Test
    void whoMakesTokensUpIsLockedOutAndOthersAtHisAddressAreNot() {
        node = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED);
        for (int i = 1; i < 300; i++) {
            assertThat(node.send("GET", "/v1/me", "forged", "").statusCode()).isEqualTo(401);
        }
        assertLockedOut(node.send("GET", "/v1/me", "forged", ""), "accessTokenFailures=300");
        assertThat(node.send("GET", "/v1/me", node.token("Ada"), "").statusCode()).isEqualTo(200);
    }

    private static void assertLockedOut(HttpResponse<String> answer, String limit) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("code")).isEqualTo("locked_out");
        assertThat(problem.getString("limit")).isEqualTo(limit);
        assertThat(problem.getInteger("retryAfterSeconds")).isBetween(50, 60);
        assertThat(problem.getString("detail")).contains("lockout.");
    }
}
