package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What comes after a race. Calls fail with {@link RallypointException}, as those of the client. */
public final class Races {
    private final HttpCalls calls;

    Races(HttpCalls calls) {
        this.calls = calls;
    }

    /**
     * Says how the race went: every member does, once, when it is over for him to see. Harmless to
     * say again.
     *
     * @param matchId {@link Api.Lobby#matchId()}
     * @return what became of it: open, settled, disputed, voided; or waiting, until the server has
     *     its database back
     */
    public CompletableFuture<String> report(String matchId, Api.MatchReport report) {
        return calls.ensure(
                "POST",
                "v1/matches/" + RallypointClient.encode(matchId) + "/results",
                toJson(report),
                json -> json.get("state").text());
    }

    private static Json toJson(Api.MatchReport report) {
        List<Json> placings = report.placings().stream().map(Races::toJson).toList();
        return Json.object()
                .with("placings", Json.array(placings))
                .withText("evidence", report.evidence());
    }

    private static Json toJson(Api.Placing placing) {
        Json json = Json.object().with("playerId", placing.playerId());
        json = with(json, "place", placing.place().map(Integer::longValue));
        json = with(json, "timeMs", placing.timeMs());
        return with(json, "team", placing.team().map(Integer::longValue));
    }

    private static Json with(Json json, String name, Optional<Long> number) {
        return number.map(value -> json.with(name, value)).orElse(json);
    }

    public CompletableFuture<Api.Match> match(String matchId) {
        return calls.get("v1/matches/" + RallypointClient.encode(matchId), Races::match);
    }

    /** Mine, the newest first. */
    public CompletableFuture<Api.MatchPage> mine(Optional<String> cursor) {
        String query = cursor.map(text -> "?cursor=" + RallypointClient.encode(text)).orElse("");
        return calls.get("v1/me/matches" + query, Races::matchPage);
    }

    public CompletableFuture<Api.Leaderboard> leaderboard(BoardQuery query) {
        return calls.get(query.path(), Races::leaderboard);
    }

    public CompletableFuture<Api.Seasons> seasons() {
        return calls.get("v1/seasons", Races::seasons);
    }

    /** From now on I am not matched with this player. */
    public CompletableFuture<Void> block(String playerId) {
        return calls.ensure("PUT", blockPath(playerId), Json.object(), json -> null);
    }

    public CompletableFuture<Void> unblock(String playerId) {
        return calls.ensure("DELETE", blockPath(playerId), Json.object(), json -> null);
    }

    private static String blockPath(String playerId) {
        return "v1/me/blocks/" + RallypointClient.encode(playerId);
    }

    private static Api.Match match(Json json) {
        return new Api.Match(
                json.get("matchId").text(),
                json.get("gameMode").text(),
                json.findText("track"),
                json.get("region").text(),
                json.get("startedAt").text(),
                json.findText("endedAt"),
                json.get("state").text(),
                json.findText("decidedBy"),
                json.findText("reason"),
                json.findText("evidence"),
                ApiJson.list(json, "members", Json::text),
                ApiJson.list(json, "results", Races::matchPlace),
                json.find("rated").map(Json::truth).orElse(true),
                json.findText("unratedBecause"));
    }

    private static Api.MatchPlace matchPlace(Json json) {
        return new Api.MatchPlace(
                json.get("playerId").text(),
                json.findText("displayName"),
                json.find("place").map(Json::intValue),
                json.find("timeMs").map(Json::longValue),
                json.find("team").map(Json::intValue),
                json.find("rating").map(Json::doubleValue),
                json.find("ratingChange").map(Json::doubleValue));
    }

    private static Api.MatchPage matchPage(Json json) {
        return new Api.MatchPage(
                ApiJson.list(json, "matches", Races::played), json.findText("nextCursor"));
    }

    private static Api.PlayedMatch played(Json json) {
        return new Api.PlayedMatch(
                json.get("matchId").text(),
                json.get("gameMode").text(),
                json.findText("track"),
                json.get("region").text(),
                json.get("startedAt").text(),
                json.get("state").text(),
                json.find("place").map(Json::intValue),
                json.find("timeMs").map(Json::longValue),
                json.find("ratingChange").map(Json::doubleValue));
    }

    private static Api.Leaderboard leaderboard(Json json) {
        return new Api.Leaderboard(
                json.get("board").text(),
                json.get("gameMode").text(),
                json.findText("track"),
                json.findText("season"),
                json.findText("region"),
                ApiJson.list(json, "rows", Races::row),
                json.find("me").map(Races::row),
                json.findText("nextCursor"));
    }

    private static Api.LeaderboardRow row(Json json) {
        return new Api.LeaderboardRow(
                json.get("rank").longValue(),
                json.get("playerId").text(),
                json.findText("displayName"),
                json.get("tag").text(),
                json.find("timeMs").map(Json::longValue),
                json.find("rating").map(Json::doubleValue),
                json.findText("matchId"),
                json.findText("evidence"),
                json.get("achievedAt").text());
    }

    private static Api.Seasons seasons(Json json) {
        return new Api.Seasons(
                ApiJson.list(json, "seasons", Races::season), json.findText("current"));
    }

    private static Api.Season season(Json json) {
        return new Api.Season(
                json.get("id").text(), json.get("startsAt").text(), json.findText("endsAt"));
    }
}
