package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.GetRatings;
import dev.rallypoint.contract.BusMessage.JoinLobby;
import dev.rallypoint.contract.BusMessage.ListLobbies;
import dev.rallypoint.contract.BusMessage.LobbyReply;
import dev.rallypoint.contract.BusMessage.PlayerRating;
import dev.rallypoint.contract.BusMessage.QuickJoin;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Seats a player in the open lobby that fits him best. One loop's. */
final class VertxQuickJoin {
    private static final int LOOKED_AT = 100;

    /** Somebody else may take the last seat of the best ones. */
    private static final int TRIES = 4;

    private static final int MAX_RTT_MS = 150;
    private static final String ANY_MODE = "";

    private static final Set<ProblemCode> TAKEN_MEANWHILE =
            Set.of(
                    ProblemCode.LOBBY_FULL,
                    ProblemCode.LOBBY_CLOSED,
                    ProblemCode.LOBBY_NOT_FOUND,
                    ProblemCode.INVALID_PASSWORD,
                    ProblemCode.CONFLICT);

    private final TicketTerms terms;
    private final VertxBus bus;

    VertxQuickJoin(TicketTerms terms, VertxBus bus) {
        this.terms = terms;
        this.bus = bus;
    }

    Future<LobbyReply> join(QuickJoin call) {
        Optional<Rejection> refusal = terms.refusal(call.request().regions());
        if (refusal.isPresent()) {
            return Future.failedFuture(new RejectedException(refusal.get()));
        }
        ListLobbies question =
                new ListLobbies(
                        Optional.empty(),
                        call.request().gameMode(),
                        true,
                        LOOKED_AT,
                        Optional.empty());
        return bus.request(BusContract.LIST_LOBBIES, question)
                .map(reply -> reply.page().lobbies())
                .compose(lobbies -> rank(call, lobbies))
                .compose(ranked -> tryInTurn(call, ranked, 0));
    }

    private Future<List<Api.Lobby>> rank(QuickJoin call, List<Api.Lobby> lobbies) {
        List<String> players =
                Stream.concat(
                                Stream.of(call.playerId()),
                                lobbies.stream()
                                        .flatMap(lobby -> lobby.members().stream())
                                        .map(Api.Member::playerId))
                        .distinct()
                        .toList();
        String mode = call.request().gameMode().orElse(ANY_MODE);
        return bus.request(BusContract.GET_RATINGS, new GetRatings(players, mode))
                .map(
                        answer -> {
                            Map<String, Double> mus =
                                    answer.ratings().stream()
                                            .collect(
                                                    Collectors.toMap(
                                                            PlayerRating::playerId,
                                                            PlayerRating::mu));
                            LobbyFit fit =
                                    new LobbyFit(
                                            terms.roundTrips(call.request().regions()),
                                            mus.get(call.playerId()),
                                            mus);
                            return fit.rank(
                                    lobbies,
                                    call.playerId(),
                                    call.request().maxRttMs().orElse(MAX_RTT_MS));
                        });
    }

    private Future<LobbyReply> tryInTurn(QuickJoin call, List<Api.Lobby> ranked, int place) {
        if (place >= Math.min(TRIES, ranked.size())) {
            return Future.failedFuture(new RejectedException(ProblemCode.NO_FITTING_LOBBY));
        }
        JoinLobby join =
                new JoinLobby(
                        ranked.get(place).lobbyId(),
                        call.playerId(),
                        call.displayName(),
                        Optional.empty(),
                        call.request().regions());
        return bus.request(BusContract.JOIN_LOBBY, join)
                .recover(
                        refusal ->
                                isTaken(refusal)
                                        ? tryInTurn(call, ranked, place + 1)
                                        : Future.failedFuture(refusal));
    }

    private static boolean isTaken(Throwable refusal) {
        return refusal instanceof RejectedException rejected
                && TAKEN_MEANWHILE.contains(rejected.rejection().code());
    }
}
