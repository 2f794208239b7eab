package dev.rallypoint.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyMessage.AllLobbies;
import dev.rallypoint.contract.LobbyMessage.CloseLobby;
import dev.rallypoint.contract.LobbyMessage.Homes;
import dev.rallypoint.contract.LobbyMessage.ListAllLobbies;
import dev.rallypoint.contract.LobbyMessage.RemoveMember;
import dev.rallypoint.contract.LobbyMessage.Seats;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.LoginMessage.AuditLine;
import dev.rallypoint.contract.LoginMessage.AuditLines;
import dev.rallypoint.contract.LoginMessage.ReadAudit;
import dev.rallypoint.contract.NodeMessage.DrainNode;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.OpsConfig;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.ResultMessage.ErasedPlayer;
import dev.rallypoint.contract.ResultMessage.ExportPart;
import dev.rallypoint.contract.ResultMessage.MatchPageReply;
import dev.rallypoint.contract.ResultMessage.MatchReply;
import dev.rallypoint.contract.ResultMessage.VoidMatch;
import dev.rallypoint.contract.SecurityMessage.AddBan;
import dev.rallypoint.contract.SecurityMessage.AdmitCall;
import dev.rallypoint.contract.SecurityMessage.BanReply;
import dev.rallypoint.contract.SecurityMessage.Bans;
import dev.rallypoint.contract.SecurityMessage.CallVerdict;
import dev.rallypoint.contract.SecurityMessage.FailedAttempt;
import dev.rallypoint.contract.SecurityMessage.RemoveBan;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.KnownPlayer;
import dev.rallypoint.contract.StoreMessage.KnownPlayers;
import dev.rallypoint.contract.StoreMessage.ListPlayers;
import dev.rallypoint.edge.VertxEdge;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.OperatorTokens;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.Sha256;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators over real HTTP; the rooms that are asked are stood in for on the bus. */
class AdminRoutesIT {
    static final String TOKEN = "an-operators-token-of-a-test";
    static final String MODERATORS = "a-moderators-token-of-a-test";
    static final String VIEWERS = "a-viewers-token-of-a-test";

    private static final String ADA = Ids.playerId(17);
    private static final String LOBBY_ID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    private static final CallVerdict GO_ON = new CallVerdict(Optional.empty(), Optional.empty(), 0);
    private static final CallVerdict LOCKED_OUT =
            new CallVerdict(
                    Optional.of(new Rejection(ProblemCode.LOCKED_OUT, "wait")),
                    Optional.of("operatorTokenFailures=10"),
                    300);
    private static final List<Ban> BANS =
            List.of(
                    new Ban(7, "player", ADA, "Rude.", 0, "eve", 0),
                    new Ban(7, "device", "d1", "Rude.", 1_000, "eve", 0));
    private static final List<AuditLine> LINES =
            List.of(
                    new AuditLine(9, new AuditEntry(0, "eve", "ban.add", "player/x", "r")),
                    new AuditLine(8, new AuditEntry(0, "eve", "ban.lift", "player/x", "")));

    private final HttpClient http = HttpClient.newHttpClient();
    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final VertxBus bus = new VertxBus(vertx);
    private final Queue<String> drained = new ConcurrentLinkedQueue<>();
    private final Queue<AuditEntry> audited = new ConcurrentLinkedQueue<>();
    private final List<BusMessage> asked = new CopyOnWriteArrayList<>();
    private final List<String> admitted = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile CallVerdict admission = GO_ON;
    private volatile CallVerdict afterFailure = GO_ON;
    private volatile boolean isStoreAway;
    private final OpsVerticle ops =
            new OpsVerticle(
                    new OpsConfig("127.0.0.1", 0, TOKEN),
                    tokens(),
                    registry,
                    ground(registry, bus),
                    edge(vertx, registry));

    static Ground ground(MicrometerRegistry registry, VertxBus bus) {
        return new Ground(bus, registry.metrics(), new EpochClock(), new SecureEntropy());
    }

    /** This machine is a proxy that is trusted. */
    static VertxEdge edge(Vertx vertx, MicrometerRegistry registry) {
        Config config =
                new ConfigLoader()
                        .assignments(List.of("http.trustedProxies=[127.0.0.1/32]"))
                        .load();
        return new VertxEdge(
                vertx, config.http(), config.tls(), registry.metrics(), new EpochClock());
    }

    /** The security room of a node on which nobody is refused before his token is looked at. */
    static Future<Void> serveGuard(VertxBus bus) {
        CallVerdict goOn = new CallVerdict(Optional.empty(), Optional.empty(), 0);
        return bus.serve(BusContract.ADMIT_CALL, call -> Future.succeededFuture(goOn))
                .compose(
                        served ->
                                bus.serve(
                                        BusContract.FAILED_ATTEMPT,
                                        attempt -> Future.succeededFuture(goOn)))
                .mapEmpty();
    }

    /** The admin's, a moderator's and a viewer's. */
    static OperatorTokens tokens() {
        Config config =
                new ConfigLoader()
                        .assignments(
                                List.of(
                                        "ops.token=" + TOKEN,
                                        "ops.tokens=[mo:moderator:"
                                                + hashOf(MODERATORS)
                                                + ", vi:viewer:"
                                                + hashOf(VIEWERS)
                                                + "]"))
                        .load();
        return OperatorTokens.load(config, Path.of("no-directory"), bytes -> {});
    }

    private static String hashOf(String token) {
        return Sha256.hex(token);
    }

    @BeforeEach
    void start() {
        join(vertx.deployVerticle(ops));
        join(
                bus.serve(
                        BusContract.GET_NODES,
                        all ->
                                Future.succeededFuture(
                                        new Nodes(
                                                "a",
                                                List.of(
                                                        ReadinessTest.node("a", false),
                                                        ReadinessTest.node("b", true),
                                                        ReadinessTest.node("dead", false))))));
        join(
                bus.serve(
                        BusContract.GET_HOMES,
                        all -> Future.succeededFuture(new Homes(Map.of("a", 12)))));
        for (String nodeId : List.of("a", "b")) {
            join(bus.serve(BusContract.DRAIN_NODE.at(nodeId), call -> drain(nodeId, call)));
        }
        join(bus.serve(BusContract.AUDIT_LATER, this::audit));
        join(bus.serve(BusContract.ADMIT_CALL, this::admit));
        join(bus.serve(BusContract.FAILED_ATTEMPT, this::countFailure));
        serveBans();
        serveLobbies();
    }

    private Future<CallVerdict> admit(AdmitCall call) {
        admitted.add(call.host());
        return Future.succeededFuture(admission);
    }

    private Future<CallVerdict> countFailure(FailedAttempt attempt) {
        assertThat(attempt.kind()).isEqualTo("operator-token");
        failures.add(attempt.host());
        return Future.succeededFuture(afterFailure);
    }

    private void serveBans() {
        join(bus.serve(BusContract.GET_BANS, all -> Future.succeededFuture(new Bans(BANS))));
        join(
                bus.serve(
                        BusContract.ADD_BAN,
                        wish -> {
                            asked.add(wish);
                            return Future.succeededFuture(new BanReply(BANS.get(0)));
                        }));
        join(
                bus.serve(
                        BusContract.REMOVE_BAN,
                        wish -> {
                            asked.add(wish);
                            return wish.banId() == 7
                                    ? Future.succeededFuture(new Bans(BANS))
                                    : Future.failedFuture(
                                            new RejectedException(ProblemCode.BAN_NOT_FOUND));
                        }));
        join(
                bus.serve(
                        BusContract.READ_AUDIT,
                        question -> {
                            asked.add(question);
                            return Future.succeededFuture(new AuditLines(LINES));
                        }));
    }

    private void serveLobbies() {
        join(
                bus.serve(
                        BusContract.FIND_SEATS,
                        all -> Future.succeededFuture(new Seats(Map.of(ADA, List.of(LOBBY_ID))))));
        join(
                bus.serve(
                        BusContract.LIST_PLAYERS,
                        question -> {
                            asked.add(question);
                            return Future.succeededFuture(
                                    new KnownPlayers(
                                            List.of(new KnownPlayer(ADA, "Ada", 0, 1_000, true))));
                        }));
        join(
                bus.serve(
                        BusContract.REMOVE_MEMBER,
                        wish -> {
                            asked.add(wish);
                            return Future.failedFuture(
                                    new RejectedException(ProblemCode.LOBBY_NOT_FOUND));
                        }));
        join(
                bus.serve(
                        BusContract.CLOSE_LOBBY,
                        wish -> {
                            asked.add(wish);
                            return Future.succeededFuture(new Done());
                        }));
        join(
                bus.serve(
                        BusContract.LIST_ALL_LOBBIES,
                        question -> {
                            asked.add(question);
                            return Future.succeededFuture(
                                    new AllLobbies(List.of(), Optional.of("next")));
                        }));
    }

    private Future<Done> drain(String nodeId, DrainNode call) {
        drained.add(nodeId + " " + call.draining());
        return Future.succeededFuture(new Done());
    }

    private Future<Done> audit(AuditEntry entry) {
        if (isStoreAway) {
            return Future.failedFuture(new RejectedException(ProblemCode.STORE_UNAVAILABLE));
        }
        audited.add(entry);
        return Future.succeededFuture(new Done());
    }

    @AfterEach
    void stop() {
        join(vertx.close());
        registry.close();
    }

    @Test
    void nobodyWithoutTheTokenSeesOrDoesAnything() throws Exception {
        for (String path : List.of("/nodes", "/nodes/a/drain", "/no/such/call")) {
            for (String method : List.of("GET", "POST", "DELETE")) {
                assertProblem(call(method, path), 401, "unauthenticated");
                for (String wrong :
                        List.of(
                                "Bearer ",
                                "Bearer x",
                                "Bearer " + TOKEN + "x",
                                "Bearer " + TOKEN.toUpperCase())) {
                    HttpResponse<String> answer = call(method, path, "Authorization", wrong);
                    assertThat(answer.statusCode()).isEqualTo(401);
                    assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
                }
                assertProblem(
                        call(method, path, "Authorization", "Bearer wrong"), 401, "invalid_token");
                assertProblem(
                        call(method, path, "Authorization", "Basic " + TOKEN),
                        401,
                        "unauthenticated");
            }
        }
        assertThat(drained).isEmpty();
        assertThat(audited).isEmpty();
    }

    @Test
    void listsTheNodesOfTheCluster() throws Exception {
        HttpResponse<String> answer = asOperator("GET", "/nodes");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonArray nodes = new JsonArray(answer.body());
        assertThat(nodes).hasSize(3);
        JsonObject a = nodes.getJsonObject(0);
        assertThat(a.getMap())
                .containsEntry("nodeId", "a")
                .containsEntry("self", true)
                .containsEntry("draining", false)
                .containsEntry("lobbies", 12)
                .containsEntry("sessions", 0)
                .containsEntry("maxSessions", 1)
                .containsEntry("region", "local")
                .containsEntry("version", "0")
                .containsEntry("startedAt", "1970-01-01T00:00:00Z");
        assertThat(a.getJsonArray("relays")).containsExactly("192.0.2.1:25565");
        assertThat(nodes.getJsonObject(1).getMap())
                .containsEntry("draining", true)
                .containsEntry("lobbies", 0)
                .containsEntry("self", false);
    }

    @Test
    void drainsANodeAndTakesItBackAndNotesWhoDidIt() throws Exception {
        HttpResponse<String> answer = asOperator("POST", "/nodes/b/drain");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(new JsonObject().put("nodeId", "b").put("draining", true));
        assertThat(new JsonObject(asOperator("DELETE", "/nodes/b/drain").body()).getMap())
                .containsEntry("draining", false);
        assertThat(drained).containsExactly("b true", "b false");
        await().untilAsserted(
                        () ->
                                assertThat(audited)
                                        .extracting(
                                                e ->
                                                        e.actor()
                                                                + " "
                                                                + e.action()
                                                                + " "
                                                                + e.subject())
                                        .containsExactly(
                                                "operator node.drain b",
                                                "operator node.undrain b"));
        assertThat(audited).allMatch(entry -> entry.detail().contains("127.0.0.1"));
    }

    @Test
    void aDatabaseThatIsAwayKeepsNobodyFromDraining() throws Exception {
        isStoreAway = true;
        assertThat(asOperator("POST", "/nodes/a/drain").statusCode()).isEqualTo(200);
        assertThat(drained).containsExactly("a true");
    }

    @Test
    void nobodyIsErasedOrExportedWithoutATrace() throws Exception {
        join(
                bus.serve(
                        BusContract.FORGET_PLAYER,
                        order -> {
                            asked.add(order);
                            return Future.succeededFuture(new ErasedPlayer(true));
                        }));
        join(
                bus.serve(
                        BusContract.EXPORT_PLAYER,
                        question -> {
                            asked.add(question);
                            return Future.succeededFuture(
                                    new ExportPart("player", List.of(), Optional.empty()));
                        }));
        isStoreAway = true;
        assertProblem(asOperator("DELETE", "/players/" + ADA), 503, "store_unavailable");
        assertProblem(asOperator("GET", "/players/" + ADA + "/export"), 503, "store_unavailable");
        assertThat(asked).isEmpty();
        isStoreAway = false;
        assertThat(asOperator("DELETE", "/players/" + ADA).statusCode()).isEqualTo(200);
        assertThat(audited).extracting(AuditEntry::action).containsExactly("player.erase");
    }

    @Test
    void anUnknownNodeAndOneThatDoesNotAnswerAreProblems() throws Exception {
        assertProblem(asOperator("POST", "/nodes/nobody/drain"), 404, "node_not_found");
        assertProblem(asOperator("DELETE", "/nodes/nobody/drain"), 404, "node_not_found");
        assertProblem(asOperator("POST", "/nodes/dead/drain"), 503, "timeout");
        assertProblem(asOperator("GET", "/nodes/a/drain"), 405, "method_not_allowed");
        assertProblem(asOperator("GET", "/no/such/call"), 404, "not_found");
        assertThat(audited).isEmpty();
    }

    @Test
    void aRoleIsEnoughForItsCallsAndNoOthers() throws Exception {
        assertThat(as(VIEWERS, "GET", "/nodes").statusCode()).isEqualTo(200);
        assertThat(as(MODERATORS, "GET", "/nodes").statusCode()).isEqualTo(200);
        for (String token : List.of(VIEWERS, MODERATORS)) {
            assertProblem(as(token, "POST", "/nodes/b/drain"), 403, "forbidden");
            assertProblem(as(token, "POST", "/bans/../nodes/b/drain"), 403, "forbidden");
            assertProblem(as(token, "PUT", "/no/such/call"), 403, "forbidden");
        }
        assertThat(drained).isEmpty();
        assertThat(audited).isEmpty();
    }

    @Test
    void aModeratorBansAndLiftsBans() throws Exception {
        String until = "2030-01-01T01:00:00+01:00";
        HttpResponse<String> answer =
                post(
                        "/bans",
                        new JsonObject()
                                .put("playerId", ADA)
                                .put("reason", "Rude.")
                                .put("until", until));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(
                        new JsonObject()
                                .put("banId", 7)
                                .put("playerId", ADA)
                                .put("reason", "Rude.")
                                .put("by", "eve")
                                .put("createdAt", "1970-01-01T00:00:00Z"));
        post("/bans", new JsonObject().put("cidr", "192.0.2.0/24").put("reason", "Flood."));
        post("/bans", new JsonObject().put("deviceId", "secret").put("reason", "Rude."));
        assertThat(as(MODERATORS, "DELETE", "/bans/7").statusCode()).isEqualTo(200);
        assertThat(asked)
                .containsExactly(
                        new AddBan(
                                "player",
                                ADA,
                                "Rude.",
                                Instant.parse("2030-01-01T00:00:00Z").toEpochMilli(),
                                "mo"),
                        new AddBan("cidr", "192.0.2.0/24", "Flood.", 0, "mo"),
                        new AddBan("device", hashOf("secret"), "Rude.", 0, "mo"),
                        new RemoveBan(7, "mo"));
        assertProblem(as(MODERATORS, "DELETE", "/bans/8"), 404, "ban_not_found");
        assertProblem(as(MODERATORS, "DELETE", "/bans/-1"), 404, "ban_not_found");
        assertProblem(as(VIEWERS, "DELETE", "/bans/7"), 403, "forbidden");
        JsonArray list = new JsonObject(as(VIEWERS, "GET", "/bans").body()).getJsonArray("bans");
        assertThat(list).hasSize(2);
        assertThat(list.getJsonObject(1).getString("until")).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(list.getJsonObject(1).getString("deviceHash")).isEqualTo("d1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "nonsense",
                "{\"reason\":\"r\"}",
                "{\"playerId\":\"p\",\"cidr\":\"c\",\"reason\":\"r\"}",
                "{\"playerId\":7,\"reason\":\"r\"}",
                "{\"playerId\":\"p\"}",
                "{\"playerId\":\"p\",\"reason\":\" \"}",
                "{\"playerId\":\"p\",\"reason\":\"r\",\"until\":\"tomorrow\"}",
                "{\"playerId\":\"p\",\"reason\":\"r\",\"until\":1}",
                "{\"playerId\":\"p\",\"reason\":\"r\",\"voidMatchesSince\":\"today\"}",
                "{\"cidr\":\"c\",\"reason\":\"r\",\"voidMatchesSince\":\"2030-01-01T00:00:00Z\"}",
                "{\"playerId\":\"p\",\"reason\":\"r\",\"untill\":\"2030-01-01T00:00:00Z\"}"
            })
    void aBanThatIsNotWhatTheCallExpectsIsAProblem(String body) throws Exception {
        assertProblem(send(MODERATORS, "POST", "/bans", body), 400, "invalid_body");
        assertThat(asked).isEmpty();
    }

    @Test
    void aCheatersMatchesAreVoidedWithHisBanFromAMomentOn() throws Exception {
        join(
                bus.serve(
                        BusContract.LIST_MATCHES_OF_ANYBODY,
                        wanted ->
                                Future.succeededFuture(
                                        new MatchPageReply(
                                                wanted.cursor().isEmpty()
                                                        ? new Api.MatchPage(
                                                                List.of(
                                                                        raced("m5", "racing", 5),
                                                                        raced("m4", "settled", 4),
                                                                        raced("m3", "voided", 3)),
                                                                Optional.of("next"))
                                                        : new Api.MatchPage(
                                                                List.of(
                                                                        raced("m2", "disputed", 2),
                                                                        raced("m1", "settled", 1)),
                                                                Optional.of("more"))))));
        join(
                bus.serve(
                        BusContract.VOID_MATCH,
                        order -> {
                            asked.add(order);
                            return Future.succeededFuture(
                                    new MatchReply(voided(order.matchId()), Optional.empty()));
                        }));
        JsonObject wish =
                new JsonObject()
                        .put("playerId", ADA)
                        .put("reason", "Speed hack.")
                        .put("voidMatchesSince", "2026-06-02T00:00:00Z");
        HttpResponse<String> answer = post("/bans", wish);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(new JsonObject(answer.body()).getJsonArray("voidedMatches"))
                .containsExactly("m4", "m2");
        assertThat(asked.stream().filter(VoidMatch.class::isInstance))
                .extracting(order -> ((VoidMatch) order).matchId())
                .containsExactly("m4", "m2");
        assertThat(audited)
                .filteredOn(line -> line.action().equals("match.void"))
                .extracting(AuditEntry::subject)
                .containsExactly("m4", "m2");
    }

    @Test
    void thatACheaterIsUnknownIsToldWhenHisMatchesAreToBeVoided() throws Exception {
        join(
                bus.serve(
                        BusContract.LIST_MATCHES_OF_ANYBODY,
                        wanted ->
                                Future.failedFuture(
                                        new RejectedException(ProblemCode.PLAYER_NOT_FOUND))));
        JsonObject wish =
                new JsonObject()
                        .put("playerId", ADA)
                        .put("reason", "Speed hack.")
                        .put("voidMatchesSince", "2026-06-02T00:00:00Z");
        HttpResponse<String> answer = post("/bans", wish);
        assertProblem(answer, 404, "player_not_found");
        assertThat(answer.body()).contains("the ban stands").contains("7 days");
        assertThat(asked).hasSize(1).first().isInstanceOf(AddBan.class);
    }

    private static Api.PlayedMatch raced(String matchId, String state, int day) {
        return new Api.PlayedMatch(
                matchId,
                "race",
                Optional.empty(),
                "local",
                "2026-06-0" + day + "T12:00:00Z",
                state,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Api.Match voided(String matchId) {
        return new Api.Match(
                matchId,
                "race",
                Optional.empty(),
                "local",
                "2026-06-01T12:00:00Z",
                Optional.empty(),
                "voided",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                false,
                Optional.empty());
    }

    @Test
    void aBodyIsReadOfNobodyWhoIsNotLetInAndNeverALargeOne() throws Exception {
        String large = "x".repeat(5_000_000);
        assertProblem(send(VIEWERS, "POST", "/bans", large), 403, "forbidden");
        assertProblem(send(MODERATORS, "POST", "/bans", large), 413, "body_too_large");
    }

    @Test
    void whoIsLockedOutLearnsNothingAboutTokens() throws Exception {
        afterFailure = LOCKED_OUT;
        assertLockedOut(as("wrong-token-of-somebody", "GET", "/nodes"));
        assertThat(failures).containsExactly("127.0.0.1");
        admission = LOCKED_OUT;
        assertLockedOut(as(TOKEN, "GET", "/nodes"));
        assertLockedOut(as("wrong-token-of-somebody", "POST", "/nodes/b/drain"));
        assertThat(failures).hasSize(1);
        assertThat(drained).isEmpty();
    }

    @Test
    void behindAProxyOfOursTheClientIsMeant() throws Exception {
        String[] from = {"X-Forwarded-For", "127.0.0.1, 203.0.113.9"};
        call("GET", "/nodes", "Authorization", "Bearer wrong", from[0], from[1]);
        assertThat(failures).containsExactly("203.0.113.9");
        call("POST", "/nodes/b/drain", "Authorization", "Bearer " + TOKEN, from[0], from[1]);
        await().until(() -> audited.size() == 1);
        assertThat(audited).extracting(AuditEntry::detail).containsExactly("host=203.0.113.9");
        assertThat(admitted).containsOnly("203.0.113.9");
    }

    private static void assertLockedOut(HttpResponse<String> answer) {
        assertProblem(answer, 429, "locked_out");
        assertThat(answer.headers().firstValue("Retry-After")).contains("300");
        assertThat(new JsonObject(answer.body()).getMap())
                .containsEntry("limit", "operatorTokenFailures=10")
                .containsEntry("retryAfterSeconds", 300);
    }

    @Test
    void playersAreListedWithTheirLobbiesAndBansAndKicked() throws Exception {
        JsonObject page = new JsonObject(as(VIEWERS, "GET", "/players?name=a&limit=1").body());
        JsonObject ada = page.getJsonArray("players").getJsonObject(0);
        assertThat(ada.getMap())
                .containsEntry("playerId", ADA)
                .containsEntry("hasDevice", true)
                .containsEntry("lastSeenAt", "1970-01-01T00:00:01Z");
        assertThat(ada.getJsonArray("lobbies")).containsExactly(LOBBY_ID);
        assertThat(ada.getJsonArray("bans")).hasSize(1);
        assertThat(asked).containsExactly(new ListPlayers(Optional.of("a"), "", 2));
        assertProblem(as(VIEWERS, "GET", "/players?limit=501"), 400, "invalid_parameter");
        assertProblem(as(VIEWERS, "GET", "/players?cursor=x"), 400, "invalid_cursor");
        assertProblem(as(MODERATORS, "POST", "/players/x/kick"), 404, "player_not_found");
        asked.clear();
        assertProblem(as(MODERATORS, "POST", "/players/" + ADA + "/kick"), 404, "lobby_not_found");
        assertThat(asked).containsExactly(new RemoveMember(LOBBY_ID, ADA, "removed"));
    }

    @Test
    void lobbiesAreListedAndClosed() throws Exception {
        JsonObject page = new JsonObject(as(VIEWERS, "GET", "/lobbies?cursor=c").body());
        assertThat(page.getString("nextCursor")).isEqualTo("next");
        assertThat(as(MODERATORS, "DELETE", "/lobbies/" + LOBBY_ID).statusCode()).isEqualTo(200);
        assertThat(asked)
                .containsExactly(
                        new ListAllLobbies(50, Optional.of("c")),
                        new CloseLobby(LOBBY_ID, "operator"));
        assertProblem(as(MODERATORS, "DELETE", "/lobbies/x"), 404, "lobby_not_found");
        assertThat(audited)
                .extracting(e -> e.actor() + " " + e.action() + " " + e.subject())
                .containsExactly("mo lobby.close " + LOBBY_ID);
    }

    @Test
    void theAuditTrailIsReadInPages() throws Exception {
        JsonObject page =
                new JsonObject(as(VIEWERS, "GET", "/audit?limit=1&cursor=44&actor=eve").body());
        assertThat(page.getJsonArray("lines")).hasSize(1);
        assertThat(page.getJsonArray("lines").getJsonObject(0).getString("action"))
                .isEqualTo("ban.add");
        assertThat(page.getString("nextCursor")).isEqualTo("9");
        assertThat(asked)
                .containsExactly(
                        new ReadAudit(
                                2, 44, Optional.of("eve"), Optional.empty(), Optional.empty()));
        assertProblem(as(VIEWERS, "GET", "/audit?cursor=-1"), 400, "invalid_cursor");
    }

    @Test
    void theSecurityReportIsOfThisNodeAndOfAllThatAnswer() throws Exception {
        for (String nodeId : List.of("a", "b")) {
            join(
                    bus.serve(
                            BusContract.SECURITY_REPORT.at(nodeId),
                            question ->
                                    Future.succeededFuture(SecuritySummaryTest.report(nodeId, 3))));
        }
        JsonObject report = new JsonObject(as(VIEWERS, "GET", "/security").body());
        assertThat(report.getJsonObject("node").getInteger("sessions")).isEqualTo(3);
        assertThat(report.getJsonObject("cluster").getInteger("sessions")).isEqualTo(6);
        assertThat(report.getJsonArray("silentNodes")).containsExactly("dead");
        assertThat(report.getJsonObject("bans").getInteger("total")).isEqualTo(2);
        assertThat(report.getJsonArray("suspiciousPlayers")).hasSize(1);
    }

    private HttpResponse<String> post(String path, JsonObject body) throws Exception {
        return send(MODERATORS, "POST", path, body.encode());
    }

    private HttpResponse<String> send(String token, String method, String path, String body)
            throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + ops.port() + "/admin/v1" + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + token)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> as(String token, String method, String path) throws Exception {
        return call(method, path, "Authorization", "Bearer " + token);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code);
    }

    private HttpResponse<String> asOperator(String method, String path) throws Exception {
        return as(TOKEN, method, path);
    }

    private HttpResponse<String> call(String method, String path, String... headers)
            throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + ops.port() + "/admin/v1" + path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
