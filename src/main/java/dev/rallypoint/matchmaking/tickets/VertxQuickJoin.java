package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.FindSeats;
import dev.rallypoint.contract.LobbyMessage.GetLobby;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.TicketMessage.QuickJoin;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Seats a player in the open lobby that fits him best. One loop's. */
final class VertxQuickJoin {
    private static final int MAX_RTT_MS = 150;
    private static final int MOST_SEATS = 8;
    private static final String OPEN = "open";
    private static final String PUBLIC = "public";

    private final TicketTerms terms;
    private final VertxBus bus;
    private final EpochClock clock;

    VertxQuickJoin(TicketTerms terms, VertxBus bus, EpochClock clock) {
        this.terms = terms;
        this.bus = bus;
        this.clock = clock;
    }

    Future<LobbyReply> join(QuickJoin call) {
        List<Api.RegionRtt> measured = call.request().regions();
        Optional<Rejection> refusal = terms.refusal(measured);
        if (refusal.isPresent()) {
            return Future.failedFuture(new RejectedException(refusal.get()));
        }
        int mostMs = call.request().maxRttMs().orElse(MAX_RTT_MS);
        // Who measured nothing is taken to be near to whom he asked.
        Map<String, Integer> rttMs =
                measured.isEmpty() ? Map.of(terms.ownRegion(), 0) : terms.roundTrips(measured);
        LobbyFit fit = new LobbyFit(call.playerId(), rttMs, mostMs);
        return seat(call)
                .compose(
                        seat ->
                                seat.map(Future::succeededFuture)
                                        .orElseGet(() -> walk(call, fit, rttMs, mostMs)));
    }

    private Future<LobbyReply> walk(
            QuickJoin call, LobbyFit fit, Map<String, Integer> rttMs, int mostMs) {
        List<Set<String>> rings = RegionRings.of(rttMs, terms.regions(), mostMs);
        return new VertxLobbyWalk(call, fit, rings, bus, clock).go();
    }

    /** Whoever lost the answer asks again, and has his seat. */
    private Future<Optional<LobbyReply>> seat(QuickJoin call) {
        return bus.request(BusContract.FIND_SEATS, new FindSeats(List.of(call.playerId())))
                .map(seats -> seats.lobbies().getOrDefault(call.playerId(), List.of()))
                .compose(
                        lobbyIds -> {
                            List<Future<LobbyReply>> asked =
                                    lobbyIds.stream()
                                            .limit(MOST_SEATS)
                                            .map(
                                                    id ->
                                                            bus.request(
                                                                    BusContract.GET_LOBBY,
                                                                    new GetLobby(id)))
                                            .toList();
                            return Future.join(asked)
                                    .otherwiseEmpty()
                                    .map(done -> first(call, asked));
                        });
    }

    private static Optional<LobbyReply> first(QuickJoin call, List<Future<LobbyReply>> asked) {
        return asked.stream()
                .filter(Future::succeeded)
                .map(Future::result)
                .filter(found -> isWanted(call, found.lobby()))
                .findFirst();
    }

    private static boolean isWanted(QuickJoin call, Api.Lobby lobby) {
        return lobby.state().equals(OPEN)
                && lobby.visibility().equals(PUBLIC)
                && !lobby.owner().equals(call.playerId())
                && call.request()
                        .gameMode()
                        .filter(mode -> !mode.equals(lobby.gameMode()))
                        .isEmpty();
    }
}
