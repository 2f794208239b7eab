package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.LobbyMessage;
import dev.rallypoint.contract.LobbyMessage.ChangeLobby;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.FindLobbyByCode;
import dev.rallypoint.contract.LobbyMessage.JoinLobby;
import dev.rallypoint.contract.LobbyMessage.KickMember;
import dev.rallypoint.contract.LobbyMessage.ListLobbies;
import dev.rallypoint.contract.LobbyMessage.OpenConnection;
import dev.rallypoint.contract.LobbyMessage.SetReady;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.ResultMessage.ReportResult;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpApiIT {
    private static final String LOBBY = "/v1/lobbies/" + FakeRooms.LOBBY_ID;
    private static HttpNode node;
    private static JsonObject session;
    private static String token;

    @BeforeAll
    static void start() {
        node = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED);
        session = node.login("Ada");
        token = session.getString("accessToken");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static HttpResponse<String> call(String method, String path, String body) {
        return node.send(method, path, token, body);
    }

    private static <T extends BusMessage> T asked(Class<T> type) {
        return node.rooms.lastAsked(type);
    }

    /** Its row may still wait to be written: the database is there, and does not know it. */
    @Test
    void aReportOfOnesOwnRaceWaitsUntilTheDatabaseKnowsTheRace() {
        String matchId = "00000000-0000-4000-8000-000000000001";
        String playerId = session.getString("playerId");
        String path = "/v1/matches/" + matchId + "/results";
        String report = "{\"placings\":[{\"playerId\":\"" + playerId + "\",\"place\":1}]}";
        assertThat(call("POST", path, report).statusCode()).isEqualTo(404);
        node.rooms.seats = Map.of(playerId, List.of(FakeRooms.LOBBY_ID));
        assertThat(call("POST", path, report).statusCode()).as("of another").isEqualTo(404);
        node.rooms.found = FakeRooms.racing(matchId);
        try {
            HttpResponse<String> answer = call("POST", path, report);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            assertThat(asked(ReportResult.class).matchId()).isEqualTo(matchId);
        } finally {
            node.rooms.seats = Map.of();
            node.rooms.found = FakeRooms.LOBBY;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /v1/me              |                                          | 200",
                "GET    | /v1/regions         |                                          | 200",
                "GET    | /v1/health          |                                          | 200",
                "POST   | /v1/lobbies         | {'name':'S','gameMode':'m','capacity':2} | 201",
                "GET    | /v1/lobbies         |                                          | 200",
                "GET    | LOBBY               |                                          | 200",
                "GET    | /v1/lobbies/code/ab |                                          | 200",
                "PATCH  | LOBBY               | {'capacity':64}                          | 200",
                "POST   | LOBBY/members       |                                          | 200",
                "POST   | LOBBY/members       | {'password':'x'}                         | 200",
                "DELETE | LOBBY/members/me    |                                          | 204",
                "DELETE | LOBBY/members/p00   |                                          | 200",
                "PUT    | LOBBY/members/me/ready | {'ready':false}                       | 200",
                "POST   | LOBBY/start         |                                          | 200",
                "POST   | LOBBY/connections   |                                          | 201",
                "POST   | LOBBY/connections   | {'flavour':'renet'}                      | 201",
                "POST   | LOBBY/messages      | {'text':'hi'}                            | 204",
                "GET    | /                   |                                          | 200",
                "GET    | /openapi.json       |                                          | 200",
                "GET    | /openapi.yaml       |                                          | 200",
            })
    void answersEveryCallWithItsStatus(String method, String path, String body, int status) {
        String json = body == null ? "" : body.replace('\'', '"');
        HttpResponse<String> answer = call(method, path.replace("LOBBY", LOBBY), json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void logsAGuestInAndKnowsHimByHisToken() {
        assertThat(session.getString("playerId")).matches("p[0-9a-z]{13}");
        assertThat(Instant.parse(session.getString("expiresAt")))
                .isBetween(Instant.now().plusSeconds(3_500), Instant.now().plusSeconds(3_601));
        JsonObject me = new JsonObject(call("GET", "/v1/me", "").body());
        assertThat(me.getString("playerId")).isEqualTo(session.getString("playerId"));
        assertThat(me.getString("displayName")).isEqualTo("Ada");
        assertThat(me.containsKey("rating")).isTrue();
        assertThat(me.getValue("rating")).isNull();
    }

    @Test
    void givesTheSameDeviceTheSamePlayerAndStoresOnlyItsHash() {
        String body = "{\"displayName\":\"Bo\",\"deviceId\":\"" + HttpNode.DEVICE + "\"}";
        JsonObject first = new JsonObject(call("POST", "/v1/auth/guest", body).body());
        JsonObject second = new JsonObject(call("POST", "/v1/auth/guest", body).body());
        assertThat(first.getString("playerId")).isEqualTo(second.getString("playerId"));
        assertThat(asked(RegisterGuest.class).deviceHash().orElseThrow()).matches("[0-9a-f]{64}");
    }

    @Test
    void logsInAlsoWithAStaleTokenInTheHeader() {
        assertThat(
                        node.send("POST", "/v1/auth/guest", "stale", "{\"displayName\":\"Cy\"}")
                                .statusCode())
                .isEqualTo(201);
    }

    @Test
    void passesALobbyOnWithTheDefaultsOfTheContract() {
        call("POST", "/v1/lobbies", "{\"name\":\"S\",\"gameMode\":\"m\",\"capacity\":2,\"x\":1}");
        CreateLobby asked = asked(CreateLobby.class);
        assertThat(asked.playerId()).isEqualTo(session.getString("playerId"));
        assertThat(asked.displayName()).isEqualTo("Ada");
        assertThat(asked.settings())
                .isEqualTo(
                        new Api.CreateLobby(
                                        "S",
                                        "m",
                                        Optional.empty(),
                                        2,
                                        "public",
                                        Optional.empty(),
                                        Optional.empty(),
                                        "framed")
                                .withPaths("relay-only"));
    }

    @Test
    void passesMeasuredRoundTripsOnAndNoneWhereNoneWereTold() {
        String measured = "[{\"id\":\"eu-west\",\"rttMs\":20.5},{\"id\":\"asia\",\"rttMs\":0}]";
        List<Api.RegionRtt> regions =
                List.of(new Api.RegionRtt("eu-west", 20.5), new Api.RegionRtt("asia", 0));
        String lobby = "{\"name\":\"S\",\"gameMode\":\"m\",\"capacity\":2,\"regions\":";
        call("POST", "/v1/lobbies", lobby + measured + "}");
        assertThat(asked(CreateLobby.class).settings().regions()).isEqualTo(regions);
        call("POST", "/v1/lobbies", lobby + "null}");
        assertThat(asked(CreateLobby.class).settings().regions()).isEmpty();
        call("POST", LOBBY + "/members", "{\"regions\":" + measured + "}");
        assertThat(asked(JoinLobby.class).regions()).isEqualTo(regions);
        call("POST", LOBBY + "/members", "{\"regions\":[]}");
        assertThat(asked(JoinLobby.class).regions()).isEmpty();
        call("POST", LOBBY + "/members", "");
        assertThat(asked(JoinLobby.class).regions()).isEmpty();
    }

    @Test
    void passesAListOnWithFiltersAndDefaults() {
        call("GET", "/v1/lobbies", "");
        assertThat(asked(ListLobbies.class))
                .isEqualTo(
                        new ListLobbies(
                                Optional.empty(), Optional.empty(), false, 50, Optional.empty()));
        call("GET", "/v1/lobbies?region=eu-west&gameMode=a-1&hasRoom=true&limit=7&cursor=x_-", "");
        assertThat(asked(ListLobbies.class))
                .isEqualTo(
                        new ListLobbies(
                                Optional.of("eu-west"),
                                Optional.of("a-1"),
                                true,
                                7,
                                Optional.of("x_-")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-12", "-1.5", "1e5", "null", "true", "a_-b=", "\"x\"", "a\\b", "{}"})
    void passesACursorOnAsItIsWhateverItLooksLike(String cursor) {
        String encoded = URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        assertThat(call("GET", "/v1/lobbies?gameMode=-5&cursor=" + encoded, "").statusCode())
                .isEqualTo(200);
        assertThat(asked(ListLobbies.class).cursor()).contains(cursor);
        assertThat(asked(ListLobbies.class).gameMode()).contains("-5");
    }

    @Test
    void passesChangesOnAndKeepsAnEmptyPasswordApartFromNone() {
        call("PATCH", LOBBY, "{\"password\":\"\"}");
        assertThat(asked(ChangeLobby.class).changes().password()).contains("");
        call("PATCH", LOBBY, "{\"name\":\"N\"}");
        assertThat(asked(ChangeLobby.class).changes().password()).isEmpty();
        assertThat(asked(ChangeLobby.class).changes().name()).contains("N");
    }

    @Test
    void readsReadyAsTrueWhenNothingIsSaid() {
        call("PUT", LOBBY + "/members/me/ready", "");
        assertThat(asked(SetReady.class).ready()).isTrue();
        call("PUT", LOBBY + "/members/me/ready", "{\"ready\":false}");
        assertThat(asked(SetReady.class).ready()).isFalse();
        call("PUT", LOBBY + "/members/me/ready", "{}");
        assertThat(asked(SetReady.class).ready()).isTrue();
    }

    @Test
    void passesPathsOnAsTheyAreMeant() {
        call("GET", "/v1/lobbies/code/ab-c%20d", "");
        assertThat(asked(FindLobbyByCode.class).joinCode()).isEqualTo("ABCD");
        call("DELETE", LOBBY + "/members/p0000000000002", "");
        assertThat(asked(KickMember.class).playerId()).isEqualTo("p0000000000002");
        call("POST", LOBBY + "/members", "{\"password\":\"pw\"}");
        assertThat(asked(JoinLobby.class).password()).contains("pw");
    }

    @Test
    void readsEveryUuidAsALobbyId() {
        for (long i = 0; i < 100; i++) {
            String id = new UUID(i * 0x9E3779B97F4A7C15L, ~i).toString();
            HttpResponse<String> answer = call("GET", "/v1/lobbies/" + id, "");
            assertThat(answer.statusCode()).as(id + answer.body()).isEqualTo(200);
            assertThat(asked(LobbyMessage.GetLobby.class).lobbyId()).isEqualTo(id);
        }
    }

    @Test
    void namesTheClientsAddressUnlessAProxyStandsBetween() {
        call("POST", LOBBY + "/connections", "");
        assertThat(asked(OpenConnection.class).clientHost()).isEqualTo("127.0.0.1");
        assertThat(asked(OpenConnection.class).flavour()).isEqualTo("netcode-1.02");
        for (String header : new String[] {"X-Forwarded-For", "Forwarded", "Via"}) {
            node.send(
                    node.request("POST", LOBBY + "/connections", token, "")
                            .header(header, "203.0.113.5"));
            assertThat(asked(OpenConnection.class).clientHost()).as(header).isEmpty();
        }
    }

    @Test
    void listsConfiguredRegionsWithTheirNodes() {
        JsonArray regions = new JsonArray(node.send("GET", "/v1/regions", "", "").body());
        assertThat(regions.getJsonObject(0).getString("id")).isEqualTo("local");
        assertThat(regions.getJsonObject(0).getJsonArray("nodes").getJsonObject(0).getMap())
                .containsEntry("relay", "192.0.2.1:25565")
                .containsEntry("stun", "192.0.2.1:3478")
                .containsEntry("load", 0.5);
        assertThat(regions.getJsonObject(1).getString("name")).isEqualTo("Europe West");
        assertThat(regions.getJsonObject(1).getJsonArray("nodes")).isEmpty();
    }

    @Test
    void handsOutIceServersToWhoIsLoggedIn() {
        JsonArray servers = new JsonArray(call("GET", "/v1/ice-servers", "").body());

        assertThat(servers.getJsonObject(0).getMap())
                .containsEntry("username", "1:" + session.getString("playerId"))
                .containsEntry("credential", "secret");
        assertThat(servers.getJsonObject(0).getJsonArray("urls"))
                .containsExactly("turn:192.0.2.1:3478?transport=udp");
        assertThat(servers.getJsonObject(1).getMap()).containsOnlyKeys("urls");
        assertThat(node.send("GET", "/v1/ice-servers", "", "").statusCode()).isEqualTo(401);
    }

    @Test
    void isUnhealthyForBalancersWhileItHandsItsMatchesOver() {
        assertThat(node.send("GET", "/v1/health", "", "").statusCode()).isEqualTo(200);

        node.rooms.draining = true;
        HttpResponse<String> answer = node.send("GET", "/v1/health", "", "");
        node.rooms.draining = false;

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("shutting_down");
    }

    @Test
    void servesAContractThatIsOpenApi31() {
        JsonObject served = new JsonObject(call("GET", "/openapi.json", "").body());
        assertThat(served.getString("openapi")).isEqualTo("3.1.0");
        Vertx vertx = Vertx.vertx();
        try {
            boolean valid =
                    HttpNode.await(
                            OpenAPIVersion.V3_1
                                    .getRepository(vertx, "app://")
                                    .compose(
                                            schemas ->
                                                    OpenAPIVersion.V3_1.validateContract(
                                                            vertx, schemas, served))
                                    .map(result -> result.getValid()));
            assertThat(valid).isTrue();
        } finally {
            HttpNode.await(vertx.close());
        }
    }

    @Test
    void servesAPageThatNeedsNothingFromElsewhere() {
        HttpResponse<String> page = node.send("GET", "/", "", "");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .contains("style-src 'sha256-");
        assertThat(page.body())
                .contains("/openapi.json", "/v1/regions")
                .doesNotContain("http://", "https://", "<script");
    }

    @Test
    void forbidsStoringAnswers() {
        assertThat(call("GET", "/v1/me", "").headers().firstValue("Cache-Control"))
                .contains("no-store");
    }

    @Test
    void measuresCallsByRouteNotByAddress() {
        call("GET", "/v1/players/" + session.getString("playerId"), "");
        call("GET", "/nowhere/" + System.nanoTime(), "");
        String timer = Metric.HTTP_REQUESTS.metricName().replace("_seconds", "");
        assertThat(
                        node.registry
                                .get(timer)
                                .tags("route", "/v1/players/{id}", "method", "GET", "status", "200")
                                .timer()
                                .count())
                .isPositive();
        assertThat(
                        node.registry
                                .get(timer)
                                .tags("route", "other", "method", "other", "status", "404")
                                .timer()
                                .count())
                .isPositive();
    }
}
