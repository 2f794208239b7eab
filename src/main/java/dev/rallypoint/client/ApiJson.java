package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Between the records of the contract and JSON. Members it does not know are ignored. */
final class ApiJson {
    private ApiJson() {}

    static Json toJson(Api.GuestRequest request) {
        return Json.object()
                .with("displayName", request.displayName())
                .withText("deviceId", request.deviceId());
    }

    static Json toJson(Api.CreateLobby lobby) {
        Json json =
                Json.object()
                        .with("name", lobby.name())
                        .with("gameMode", lobby.gameMode())
                        .withText("track", lobby.track())
                        .with("capacity", lobby.capacity())
                        .with("visibility", lobby.visibility())
                        .withText("password", lobby.password())
                        .withText("region", lobby.region())
                        .with("forwarding", lobby.forwarding())
                        .withText("paths", lobby.paths());
        return withRegions(json, lobby.regions());
    }

    /** Left out where nothing was measured. */
    static Json withRegions(Json json, List<Api.RegionRtt> measured) {
        List<Json> regions = measured.stream().map(ApiJson::toJson).toList();
        return regions.isEmpty() ? json : json.with("regions", Json.array(regions));
    }

    private static Json toJson(Api.RegionRtt region) {
        return Json.object().with("id", region.id()).with("rttMs", Json.of(region.rttMs()));
    }

    static Json toJson(Api.ChangeLobby changes) {
        Json json =
                Json.object()
                        .withText("name", changes.name())
                        .withText("gameMode", changes.gameMode())
                        .withText("track", changes.track())
                        .withText("visibility", changes.visibility())
                        .withText("password", changes.password());
        return changes.capacity().map(seats -> json.with("capacity", seats)).orElse(json);
    }

    static Api.Session session(Json json) {
        return new Api.Session(
                json.get("playerId").text(),
                json.get("accessToken").text(),
                json.get("expiresAt").text(),
                json.find("expiresInSeconds").map(Json::intValue),
                json.findText("refreshToken"),
                json.findText("refreshExpiresAt"));
    }

    static Api.Player player(Json json) {
        return new Api.Player(
                json.get("playerId").text(),
                json.get("displayName").text(),
                json.get("createdAt").text(),
                json.find("rating").map(Json::doubleValue),
                list(json, "recentMatches", ApiJson::matchSummary),
                json.find("ratings").isPresent()
                        ? list(json, "ratings", ApiJson::modeRating)
                        : List.of(),
                json.findText("tag"),
                json.findText("region"),
                json.findText("lastSeenAt"));
    }

    private static Api.ModeRating modeRating(Json json) {
        return new Api.ModeRating(
                json.get("gameMode").text(),
                json.get("rating").doubleValue(),
                json.get("mu").doubleValue(),
                json.get("sigma").doubleValue(),
                json.get("matches").intValue(),
                json.get("provisional").truth());
    }

    private static Api.MatchSummary matchSummary(Json json) {
        return new Api.MatchSummary(
                json.get("matchId").text(),
                json.get("gameMode").text(),
                json.findText("track"),
                json.get("startedAt").text());
    }

    static List<Api.Region> regions(Json json) {
        return json.items().stream().map(ApiJson::region).toList();
    }

    private static Api.Region region(Json json) {
        return new Api.Region(
                json.get("id").text(),
                json.get("name").text(),
                list(json, "nodes", ApiJson::regionNode));
    }

    private static Api.RegionNode regionNode(Json json) {
        return new Api.RegionNode(
                json.get("nodeId").text(),
                json.get("relay").text(),
                json.get("stun").text(),
                json.get("load").doubleValue(),
                json.get("draining").truth());
    }

    static Api.LobbyPage lobbyPage(Json json) {
        return new Api.LobbyPage(
                list(json, "lobbies", ApiJson::lobby), json.findText("nextCursor"));
    }

    static Api.Lobby lobby(Json json) {
        return new Api.Lobby(
                json.get("lobbyId").text(),
                json.get("joinCode").text(),
                json.get("name").text(),
                json.get("gameMode").text(),
                json.findText("track"),
                json.get("capacity").intValue(),
                json.get("visibility").text(),
                json.get("hasPassword").truth(),
                json.get("region").text(),
                json.findText("forwarding").orElse("framed"),
                json.get("state").text(),
                json.get("owner").text(),
                list(json, "members", ApiJson::member),
                json.get("version").longValue(),
                json.findText("paths").orElse("relay-only"),
                json.findText("matchId"));
    }

    private static Api.Member member(Json json) {
        return new Api.Member(
                json.get("playerId").text(),
                json.get("displayName").text(),
                json.get("slot").intValue(),
                json.get("ready").truth(),
                json.get("connected").truth());
    }

    static Api.Connection connection(Json json) {
        return new Api.Connection(
                json.get("connectToken").text(),
                list(json, "servers", Json::text),
                json.get("slot").intValue(),
                json.get("expiresAt").text(),
                json.findText("webSocketUrl"));
    }

    static Api.PlayerConnections playerConnections(Json json) {
        return new Api.PlayerConnections(
                json.get("playerId").text(),
                json.get("serverTime").text(),
                list(json, "attempts", ApiJson::connectionAttempt),
                list(json, "fromAddress", ApiJson::addressDrops),
                list(json, "silentNodes", Json::text));
    }

    private static Api.ConnectionAttempt connectionAttempt(Json json) {
        return new Api.ConnectionAttempt(
                json.get("lobbyId").text(),
                json.findText("tokenGivenAt"),
                json.get("outcome").text(),
                json.get("cause").text(),
                json.get("nextStep").text(),
                list(json, "servers", Json::text),
                list(json, "steps", ApiJson::connectionStep));
    }

    private static Api.ConnectionStep connectionStep(Json json) {
        return new Api.ConnectionStep(
                json.get("at").text(),
                json.find("offsetMs").map(Json::longValue),
                json.find("lastOffsetMs").map(Json::longValue),
                json.get("count").longValue(),
                json.get("step").text(),
                json.get("nodeId").text(),
                json.find("relay").map(Json::intValue),
                json.findText("address"),
                json.findText("reason"),
                json.get("text").text());
    }

    private static Api.AddressDrops addressDrops(Json json) {
        return new Api.AddressDrops(
                json.get("nodeId").text(),
                json.get("host").text(),
                json.get("reason").text(),
                json.get("count").longValue(),
                json.get("lastAt").text(),
                json.get("text").text());
    }

    static Api.Problem problem(Json json) {
        return new Api.Problem(
                json.findText("type").orElse("about:blank"),
                json.findText("title").orElse(""),
                json.find("status").map(Json::intValue).orElse(0),
                json.get("code").text(),
                json.findText("detail"),
                json.findText("limit"),
                json.find("retryAfterSeconds").map(Json::intValue));
    }

    static <T> List<T> list(Json json, String name, Function<Json, T> each) {
        Optional<Json> found = json.find(name);
        return found.map(array -> array.items().stream().map(each).toList()).orElse(List.of());
    }
}
