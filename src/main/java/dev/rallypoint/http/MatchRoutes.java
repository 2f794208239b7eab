package dev.rallypoint.http;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyMessage.FindSeats;
import dev.rallypoint.contract.LobbyMessage.GetLobby;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RatingMessage.GetSeasons;
import dev.rallypoint.contract.RatingMessage.SeasonsReply;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.FindMatch;
import dev.rallypoint.contract.ResultMessage.LeaderboardReply;
import dev.rallypoint.contract.ResultMessage.ListMatches;
import dev.rallypoint.contract.ResultMessage.MatchPageReply;
import dev.rallypoint.contract.ResultMessage.MatchReply;
import dev.rallypoint.contract.ResultMessage.ReadLeaderboard;
import dev.rallypoint.contract.ResultMessage.ReportResult;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.openapi.validation.RequestParameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** {@code /v1/matches}, {@code /v1/leaderboards} and {@code /v1/seasons}. */
final class MatchRoutes {
    private static final int DEFAULT_PAGE = 20;
    private static final String CURRENT = "current";

    /** The news of a race may be behind what its players say of it. */
    private static final Set<ProblemCode> NOT_YET =
            Set.of(ProblemCode.STORE_UNAVAILABLE, ProblemCode.TIMEOUT, ProblemCode.MATCH_NOT_FOUND);

    /** The report is sure to be looked at when the database is back, and knows the race. */
    private record Waiting(String matchId, String state) {}

    private final VertxBus bus;
    private final EpochClock clock;

    MatchRoutes(VertxBus bus, EpochClock clock) {
        this.bus = bus;
        this.clock = clock;
    }

    Map<String, Consumer<VertxExchange>> handlers() {
        return Map.of(
                "reportResults", this::report,
                "getMatch", this::get,
                "listMyMatches", this::listMine,
                "getLeaderboard", this::leaderboard,
                "listSeasons", this::seasons);
    }

    private void report(VertxExchange call) {
        ReportResult report =
                new ReportResult(
                        matchId(call),
                        call.caller().playerId(),
                        false,
                        call.body(Api.MatchReport.class),
                        clock.nowMs());
        bus.request(BusContract.REPORT_RESULT, report)
                .onSuccess(reply -> call.answer(200, Future.succeededFuture(reply.match())))
                .onFailure(failure -> reportLater(call, report, failure));
    }

    private void reportLater(VertxExchange call, ReportResult report, Throwable failure) {
        boolean mayBeTaken =
                failure instanceof RejectedException refused
                        && NOT_YET.contains(refused.rejection().code());
        if (!mayBeTaken) {
            call.answer(200, Future.failedFuture(failure));
            return;
        }
        call.answer(
                202,
                isInRace(report)
                        .compose(
                                isThere ->
                                        isThere
                                                ? bus.request(
                                                        BusContract.REPORT_RESULT_LATER, report)
                                                : Future.failedFuture(failure))
                        .map(kept -> new Waiting(report.matchId(), "waiting")));
    }

    /** Nobody may fill what waits for the database with races that he is not in. */
    private Future<Boolean> isInRace(ReportResult report) {
        String playerId = report.reporter();
        return bus.request(BusContract.FIND_SEATS, new FindSeats(List.of(playerId)))
                .compose(
                        seats ->
                                Future.join(
                                                seats
                                                        .lobbies()
                                                        .getOrDefault(playerId, List.of())
                                                        .stream()
                                                        .map(id -> isRace(id, report.matchId()))
                                                        .toList())
                                        .map(all -> all.<Boolean>list().contains(true)));
    }

    private Future<Boolean> isRace(String lobbyId, String matchId) {
        return bus.request(BusContract.GET_LOBBY, new GetLobby(lobbyId))
                .map(reply -> reply.lobby().matchId().equals(Optional.of(matchId)))
                .otherwise(false);
    }

    private void get(VertxExchange call) {
        call.answer(
                200,
                bus.request(BusContract.FIND_MATCH, new FindMatch(matchId(call)))
                        .map(MatchReply::match));
    }

    /** What is no match id names no match. */
    private static String matchId(VertxExchange call) {
        String id = call.path("id");
        if (!Ids.isMatchId(id)) {
            throw new RejectedException(ProblemCode.MATCH_NOT_FOUND);
        }
        return id;
    }

    private void listMine(VertxExchange call) {
        ListMatches question =
                new ListMatches(call.caller().playerId(), limit(call), text(call, "cursor"));
        call.answer(200, bus.request(BusContract.LIST_MATCHES, question).map(MatchPageReply::page));
    }

    private static int limit(VertxExchange call) {
        return call.query("limit").map(RequestParameter::getInteger).orElse(DEFAULT_PAGE);
    }

    private static Optional<String> text(VertxExchange call, String name) {
        return call.query(name).map(RequestParameter::getString);
    }

    private void leaderboard(VertxExchange call) {
        call.answer(
                200,
                season(call)
                        .map(season -> question(call, season))
                        .compose(board -> bus.request(BusContract.READ_LEADERBOARD, board))
                        .map(LeaderboardReply::board));
    }

    private static ReadLeaderboard question(VertxExchange call, Optional<String> season) {
        return new ReadLeaderboard(
                call.path("board"),
                text(call, "gameMode").orElseThrow(),
                text(call, "track"),
                season,
                text(call, "region"),
                call.caller().playerId(),
                call.query("aroundMe").map(RequestParameter::getBoolean).orElse(false),
                limit(call),
                text(call, "cursor"));
    }

    /** Fails with BOARD_NOT_FOUND if there is no such season. */
    private Future<Optional<String>> season(VertxExchange call) {
        Optional<String> wanted = text(call, "season");
        return wanted.isEmpty()
                ? Future.succeededFuture(wanted)
                : bus.request(BusContract.GET_SEASONS, new GetSeasons())
                        .map(reply -> Optional.of(season(wanted.get(), reply.seasons())));
    }

    private static String season(String wanted, Api.Seasons seasons) {
        Optional<String> id = wanted.equals(CURRENT) ? seasons.current() : Optional.of(wanted);
        return id.filter(
                        one ->
                                seasons.seasons().stream()
                                        .anyMatch(season -> season.id().equals(one)))
                .orElseThrow(
                        () ->
                                new RejectedException(
                                        ProblemCode.BOARD_NOT_FOUND,
                                        "there is no season " + wanted));
    }

    private void seasons(VertxExchange call) {
        call.answer(
                200,
                bus.request(BusContract.GET_SEASONS, new GetSeasons()).map(SeasonsReply::seasons));
    }
}
