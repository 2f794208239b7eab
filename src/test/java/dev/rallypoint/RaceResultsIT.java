package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.client.BoardQuery;
import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RallypointException;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.Api.MatchReport;
import dev.rallypoint.contract.Api.Placing;
import dev.rallypoint.support.LiveApi;
import dev.rallypoint.support.NodeProcess;
import dev.rallypoint.support.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the end of a race to the leaderboard and back, as players and operators see it. */
class RaceResultsIT {
    private static final String OPERATOR = "an-operators-token-of-a-test";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OLD_MATCHES = 3_000;

    @TempDir Path directory;
    private PostgresServer server;
    private String url;
    private NodeProcess node;
    private final List<RallypointClient> players = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private String lobbyId;

    @BeforeEach
    void start() throws Exception {
        server = PostgresServer.start();
        url = server.createDatabase();
        node =
                NodeProcess.start(
                        directory,
                        Map.of("RALLYPOINT_STORE_PASSWORD", PostgresServer.PASSWORD),
                        "--set",
                        "store.url=" + url,
                        "--set",
                        "store.user=" + PostgresServer.ROLE,
                        "--set",
                        "ops.token=" + OPERATOR,
                        "--set",
                        "rating.provisionalMatches=1",
                        "--set",
                        "matchmaking.intervalMs=100",
                        "--set",
                        "matchmaking.startWith=[0=3]",
                        "--set",
                        "matchmaking.backfillSeats=0",
                        "--set",
                        "matchmaking.tracks=[hill, bay]",
                        "--set",
                        "rating.seasons=[first=2020-01-01]");
        for (String name : List.of("Ada", "Ben", "\uFF23yd")) {
            RallypointClient player = new RallypointClient(URI.create(node.apiUrl()));
            ids.add(player.loginAsGuest(name).join().playerId());
            players.add(player);
        }
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        server.close();
    }

    private RallypointClient player(int number) {
        return players.get(number);
    }

    /** A race of all, by tickets that ask for the hill. */
    private String race() {
        List<String> tickets = new ArrayList<>();
        for (RallypointClient player : players) {
            Api.TicketRequest wish =
                    new Api.TicketRequest(
                            "race",
                            List.of(new Api.RegionRtt("local", 15)),
                            List.of(),
                            Map.of("track", "hill"));
            tickets.add(player.tickets().create(wish).join().ticketId());
        }
        await().atMost(PATIENCE).until(() -> ticket(tickets.get(2)).match().isPresent());
        Api.Lobby lobby = player(0).lobby(ticket(tickets.get(2)).lobbyId().orElseThrow()).join();
        assertThat(lobby.track()).contains("hill");
        lobbyId = lobby.lobbyId();
        return lobby.matchId().orElseThrow();
    }

    private Api.Ticket ticket(String ticketId) {
        return player(2).tickets().ticket(ticketId).join();
    }

    /** Two agree on anything in a lobby of their own, and it is worth nothing. */
    private void racesOfFriendsCountNothing() {
        Api.Lobby lobby =
                player(0)
                        .createLobby(
                                new Api.CreateLobby(
                                        "Evening race",
                                        "race",
                                        Optional.of("hill"),
                                        4,
                                        "public",
                                        Optional.empty(),
                                        Optional.empty(),
                                        "framed"))
                        .join();
        player(1).joinLobby(lobby.lobbyId()).join();
        assertThat(lobby.matchId()).isEmpty();
        player(0).startLobby(lobby.lobbyId()).join();
        String matchId = player(1).lobby(lobby.lobbyId()).join().matchId().orElseThrow();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> player(0).races().match(matchId).join().state().equals("racing"));
        report(0, matchId, order(0, 1));
        report(1, matchId, order(0, 1));
        Api.Match match = player(0).races().match(matchId).join();
        assertThat(match.state()).isEqualTo("settled");
        assertThat(match.unratedBecause()).contains("lobby");
        assertThat(player(0).me().join().rating()).isEmpty();
        assertThat(player(0).races().leaderboard(BoardQuery.times("race", "hill")).join().rows())
                .isEmpty();
    }

    /** Somebody who got hold of the lobby's id. */
    private void whoWalksInSaysNothing(String matchId) {
        RallypointClient stranger = new RallypointClient(URI.create(node.apiUrl()));
        stranger.loginAsGuest("Stranger").join();
        stranger.joinLobby(lobbyId).join();
        await().atMost(PATIENCE)
                .until(() -> player(0).races().match(matchId).join().members().size() == 4);
        refused("not_member", () -> stranger.races().report(matchId, order(1, 0, 2)).join());
    }

    private MatchReport order(int... numbers) {
        List<Placing> placings = new ArrayList<>();
        for (int number : numbers) {
            placings.add(
                    new Placing(
                            ids.get(number),
                            Optional.of(placings.size() + 1),
                            Optional.of(1_000L + placings.size()),
                            Optional.empty()));
        }
        return new MatchReport(placings, Optional.of("https://replays.example/1"));
    }

    private String report(int number, String matchId, MatchReport report) {
        return player(number).races().report(matchId, report).join();
    }

    private LiveApi.Answer operator(String method, String call, String body) {
        LiveApi port =
                new LiveApi(URI.create(node.operatorUrl()), RallypointClient.newHttpClient());
        return port.call(method, "/admin/v1" + call, OPERATOR, body);
    }

    @Test
    void aRaceIsReportedRatedRankedVoidedAndForgotten() throws SQLException {
        racesOfFriendsCountNothing();
        String matchId = race();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> player(0).races().match(matchId).join().state().equals("racing"));
        refused("implausible_result", () -> report(0, matchId, order(0, 0)));
        whoWalksInSaysNothing(matchId);
        assertThat(report(0, matchId, order(2, 0, 1))).isEqualTo("open");
        assertThat(report(1, matchId, order(2, 0, 1))).isEqualTo("settled");
        assertThat(report(2, matchId, order(0, 1, 2))).isEqualTo("settled");
        Api.Match match = player(2).races().match(matchId).join();
        assertThat(match.reason()).contains("contradicted by 1");
        assertThat(operator("GET", "/matches?state=contradicted", "").body().toString())
                .contains("contradicted by " + ids.get(2));
        assertThat(match.rated()).isTrue();
        assertThat(match.results())
                .extracting(place -> place.displayName().orElseThrow())
                .containsExactly("Cyd", "Ada", "Ben");
        assertThat(player(2).me().join().rating().orElseThrow()).isPositive();
        assertThat(player(2).races().mine(Optional.empty()).join().matches()).hasSize(1);
        refused(
                "invalid_body",
                () ->
                        player(0)
                                .tickets()
                                .create(
                                        new Api.TicketRequest(
                                                "race",
                                                List.of(),
                                                List.of(),
                                                Map.of("track", "moon")))
                                .join());

        boardsShowIt(matchId);
        othersSeeAndAvoidEachOther();
        operatorsVoidIt(matchId);
        whatIsStoredIsGivenWhole();
        aPlayerLeavesForEver(matchId);
    }

    private void whatIsStoredIsGivenWhole() throws SQLException {
        addOldMatches(ids.get(2));
        JsonNode ofOperator =
                operator("GET", "/players/" + ids.get(2) + "/export", "").body().path("sections");
        assertThat(ofOperator.path("lobbies")).isNotEmpty();
        assertThat(ofOperator.path("bans").isArray()).isTrue();
        LiveApi.Answer ban =
                operator(
                        "POST",
                        "/bans",
                        "{\"playerId\":\""
                                + ids.get(2)
                                + "\",\"reason\":\"test\",\"voidMatchesSince\":\"2020-01-01T00:00:00Z\"}");
        assertThat(ban.body().path("voidedMatches")).as(ban.toString()).hasSize(1);
        String voided = ban.body().path("voidedMatches").path(0).asText();
        assertThat(player(1).races().match(voided).join().state()).isEqualTo("voided");
        assertThat(player(1).me().join().rating()).as("as if not raced").isEmpty();
        long banId =
                operator("GET", "/bans", "").body().path("bans").path(0).path("banId").asLong();
        operator("DELETE", "/bans/" + banId, "");

        LiveApi api = new LiveApi(node);
        String token = player(2).session().orElseThrow().accessToken();
        await().atMost(PATIENCE).until(() -> api.call("GET", "/v1/me", token, "").status() == 200);
        JsonNode own = api.call("GET", "/v1/me/export", token, "").body().path("sections");
        assertThat(own.path("bans")).hasSize(1);
        assertThat(own.path("audit").findValuesAsText("action"))
                .contains("player.export", "ban.add", "ban.lift");
        assertThat(own.path("audit").findValuesAsText("detail"))
                .noneMatch(detail -> detail.contains("host="));
        for (JsonNode sections : List.of(ofOperator, own)) {
            assertThat(sections.path("matches").findValuesAsText("match_id"))
                    .hasSize(OLD_MATCHES + 2)
                    .doesNotHaveDuplicates();
            assertThat(sections.path("reports").findValuesAsText("match_id"))
                    .hasSize(OLD_MATCHES + 1)
                    .doesNotHaveDuplicates();
            assertThat(sections.path("player").findValuesAsText("player_id"))
                    .containsExactly(ids.get(2));
            assertThat(sections.path("logins")).isNotEmpty();
            assertThat(sections.path("tickets").isArray()).isTrue();
            assertThat(sections.path("recentPlayers").findValuesAsText("player_id"))
                    .contains(ids.get(0));
        }
        assertThat(api.call("HEAD", "/v1/me/export", token, "").status()).isEqualTo(200);
        LiveApi.Answer third = api.call("GET", "/v1/me/export", token, "");
        third.assertProblem(429, "rate_limited");
        assertThat(third.body().path("limit").asText()).startsWith("exportsPerPlayerPerMinute");
        assertThat(api.call("GET", "/v1/me", token, "").status()).isEqualTo(200);
        operator("GET", "/players/p0000000000001/export", "")
                .assertProblem(404, "player_not_found");
    }

    private void addOldMatches(String playerId) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                url, PostgresServer.ROLE, PostgresServer.PASSWORD);
                Statement statement = connection.createStatement()) {
            String series = " FROM generate_series(1, " + OLD_MATCHES + ") AS i";
            statement.execute(
                    "INSERT INTO matches (match_id, lobby_id, game_mode, region, started_at_ms)"
                            + " SELECT 'old-' || i, 'l', 'race', 'local', 1 + i % 7"
                            + series);
            statement.execute(
                    "INSERT INTO match_members (match_id, started_at_ms, player_id)"
                            + " SELECT 'old-' || i, 1 + i % 7, '"
                            + playerId
                            + "'"
                            + series);
            statement.execute(
                    "INSERT INTO result_reports (match_id, reporter, reported_at_ms, document)"
                            + " SELECT 'old-' || i, '"
                            + playerId
                            + "', i, '{}'"
                            + series);
        }
    }

    private void boardsShowIt(String matchId) {
        Api.Leaderboard times =
                player(0)
                        .races()
                        .leaderboard(BoardQuery.times("race", "hill").ofSeason("current"))
                        .join();
        assertThat(times.season()).contains("first");
        assertThat(times.rows())
                .extracting(Api.LeaderboardRow::playerId)
                .containsExactly(ids.get(2), ids.get(0), ids.get(1));
        assertThat(times.rows().get(0).matchId()).contains(matchId);
        assertThat(times.rows().get(0).evidence()).contains("https://replays.example/1");
        assertThat(times.me().orElseThrow().rank()).isEqualTo(2);
        assertThat(player(1).races().leaderboard(BoardQuery.ratings("race").around()).join().rows())
                .hasSize(3);
        refused(
                "board_not_found",
                () ->
                        player(0)
                                .races()
                                .leaderboard(BoardQuery.times("race", "hill").ofSeason("never"))
                                .join());
        assertThat(player(0).races().seasons().join().current()).contains("first");
    }

    private void othersSeeAndAvoidEachOther() {
        player(0).races().block(ids.get(1)).join();
        refused("player_not_found", () -> player(0).races().block("nobody").join());
        String token = player(0).session().orElseThrow().accessToken();
        LiveApi api = new LiveApi(node);
        assertThat(
                        api.call("GET", "/v1/me/blocks", token, "")
                                .body()
                                .path("players")
                                .path(0)
                                .path("displayName")
                                .asText())
                .isEqualTo("Ben");
        assertThat(api.call("GET", "/v1/me/recent-players", token, "").body().path("players"))
                .hasSize(3);
        assertThat(
                        api.call("GET", "/v1/me/export", token, "")
                                .body()
                                .path("sections")
                                .path("blocks"))
                .hasSize(1);
        player(0).races().unblock(ids.get(1)).join();
        assertThat(api.call("GET", "/v1/me/blocks", token, "").body().path("players")).isEmpty();
    }

    private void operatorsVoidIt(String matchId) {
        assertThat(operator("GET", "/matches?state=settled", "").body().path("matches")).hasSize(2);
        operator("POST", "/matches/" + matchId + "/void", "{}").assertProblem(400, "invalid_body");
        LiveApi.Answer voided =
                operator("POST", "/matches/" + matchId + "/void", "{\"reason\":\"cheating\"}");
        assertThat(voided.body().path("state").asText()).isEqualTo("voided");
        assertThat(player(2).me().join().rating()).isEmpty();
        assertThat(player(0).races().leaderboard(BoardQuery.times("race", "hill")).join().rows())
                .isEmpty();
        String second = race();
        assertThat(second).isNotEqualTo(matchId);
        String placings =
                "{\"placings\":[{\"playerId\":\""
                        + ids.get(1)
                        + "\",\"place\":1,\"timeMs\":900},{\"playerId\":\""
                        + ids.get(0)
                        + "\"}]}";
        await().atMost(PATIENCE)
                .until(
                        () ->
                                operator("POST", "/matches/" + second + "/results", placings)
                                                .status()
                                        == 200);
        assertThat(player(1).races().match(second).join().decidedBy()).contains("operator");
        operator("POST", "/matches/" + matchId + "/results", placings)
                .assertProblem(409, "match_voided");
        assertThat(operator("GET", "/audit?action=match.decide", "").body().toString())
                .contains(second)
                .as("nothing was decided there")
                .doesNotContain(matchId);
    }

    private void aPlayerLeavesForEver(String matchId) {
        String token = player(2).session().orElseThrow().accessToken();
        LiveApi api = new LiveApi(node);
        assertThat(api.call("DELETE", "/v1/me", token, "").status()).isEqualTo(204);
        assertThat(api.call("GET", "/v1/me", token, "").status()).isEqualTo(401);
        refused("player_not_found", () -> player(0).player(ids.get(2)).join());
        Api.Match match = player(0).races().match(matchId).join();
        assertThat(match.members()).hasSize(4).doesNotContain(ids.get(2));
        assertThat(operator("GET", "/audit?action=player.erase", "").body().toString())
                .contains(ids.get(2));
        assertThat(operator("DELETE", "/players/" + ids.get(2), "").status())
                .as("asked again")
                .isEqualTo(200);
        operator("DELETE", "/players/p0000000000001", "").assertProblem(404, "player_not_found");
    }

    @Test
    void reportsWaitWhileTheDatabaseIsAwayAndCountOnce() throws Exception {
        String matchId = race();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> player(0).races().match(matchId).join().state().equals("racing"));
        server.kill();
        assertThat(report(1, matchId, order(0, 1, 2))).isEqualTo("waiting");
        assertThat(report(0, matchId, order(0, 1, 2))).isEqualTo("waiting");
        assertThat(report(0, matchId, order(0, 1, 2))).isEqualTo("waiting");
        refused(
                "store_unavailable",
                () -> report(0, "00000000-0000-4000-8000-000000000000", order(0, 1, 2)));
        server.resume();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> player(0).races().match(matchId).join().state().equals("settled"));
        assertThat(report(2, matchId, order(0, 1, 2))).isEqualTo("settled");
        Api.ModeRating rating = player(0).me().join().ratings().get(0);
        assertThat(rating.matches()).isEqualTo(1);
        assertThat(rating.mu()).isGreaterThan(25);
    }

    private static void refused(String code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RallypointException.class,
                        problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
