package dev.rallypoint.lobby;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.AllLobbies;
import dev.rallypoint.contract.LobbyMessage.FindLobbyByCode;
import dev.rallypoint.contract.LobbyMessage.FindSeats;
import dev.rallypoint.contract.LobbyMessage.GetLobby;
import dev.rallypoint.contract.LobbyMessage.ListAllLobbies;
import dev.rallypoint.contract.LobbyMessage.ListLobbies;
import dev.rallypoint.contract.LobbyMessage.LobbyEventsReply;
import dev.rallypoint.contract.LobbyMessage.LobbyPageReply;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.LobbyMessage.ReadLobbyEvents;
import dev.rallypoint.contract.LobbyMessage.Seats;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** The questions about lobbies that change nothing. One loop's. */
final class VertxLobbyQueries {
    private final HazelcastLobbyStore store;
    private final WorkerExecutor workers;
    private final LobbyView view;

    VertxLobbyQueries(HazelcastLobbyStore store, WorkerExecutor workers, LobbyView view) {
        this.store = store;
        this.workers = workers;
        this.view = view;
    }

    List<Future<Void>> serveOn(VertxBus bus) {
        return List.of(
                bus.serve(BusContract.GET_LOBBY, this::get),
                bus.serve(BusContract.FIND_LOBBY_BY_CODE, this::findByCode),
                bus.serve(BusContract.LIST_LOBBIES, this::list),
                bus.serve(BusContract.LIST_ALL_LOBBIES, this::listAll),
                bus.serve(BusContract.FIND_SEATS, this::findSeats),
                bus.serve(BusContract.READ_LOBBY_EVENTS, this::readEvents));
    }

    /** The lobby as the cluster has it; fails with LOBBY_NOT_FOUND. */
    Future<Lobby> find(String lobbyId) {
        return found(() -> store.find(lobbyId));
    }

    /** The lobby as this node last heard of it, without its events; asks if it never did. */
    Future<Lobby> known(String lobbyId) {
        return view.find(lobbyId).map(Future::succeededFuture).orElseGet(() -> find(lobbyId));
    }

    private Future<LobbyReply> get(GetLobby question) {
        return find(question.lobbyId()).map(lobby -> new LobbyReply(lobby.toApi()));
    }

    private Future<LobbyReply> findByCode(FindLobbyByCode question) {
        return found(() -> store.findByCode(question.joinCode()))
                .map(lobby -> new LobbyReply(lobby.toApi()));
    }

    private Future<Lobby> found(Callable<Optional<Lobby>> search) {
        return workers.executeBlocking(search, false)
                .compose(
                        lobby ->
                                lobby.map(Future::succeededFuture)
                                        .orElse(refuse(ProblemCode.LOBBY_NOT_FOUND)));
    }

    private Future<LobbyPageReply> list(ListLobbies question) {
        return view.list(question)
                .map(page -> Future.succeededFuture(new LobbyPageReply(page)))
                .orElse(refuse(ProblemCode.INVALID_CURSOR));
    }

    private Future<AllLobbies> listAll(ListAllLobbies question) {
        return view.listAll(question)
                .map(Future::succeededFuture)
                .orElse(refuse(ProblemCode.INVALID_CURSOR));
    }

    private Future<Seats> findSeats(FindSeats question) {
        Map<String, List<String>> seats = new HashMap<>();
        for (String playerId : question.playerIds()) {
            Set<String> lobbyIds = view.lobbiesOf(playerId);
            if (!lobbyIds.isEmpty()) {
                seats.put(playerId, List.copyOf(lobbyIds));
            }
        }
        return Future.succeededFuture(new Seats(seats));
    }

    private Future<LobbyEventsReply> readEvents(ReadLobbyEvents question) {
        return find(question.lobbyId())
                .compose(
                        lobby ->
                                lobby.hasMember(question.playerId())
                                        ? Future.succeededFuture(events(lobby, question))
                                        : refuse(ProblemCode.NOT_MEMBER));
    }

    private static LobbyEventsReply events(Lobby lobby, ReadLobbyEvents question) {
        return new LobbyEventsReply(
                lobby.eventsAfter(question.afterEventId()), lobby.latestEventId());
    }

    private static <T> Future<T> refuse(ProblemCode code) {
        return Future.failedFuture(new RejectedException(code));
    }
}
