package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.TestNode.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.StoreMessage;
import dev.rallypoint.contract.StoreMessage.SavedLobbies;
import dev.rallypoint.contract.StoreMessage.SavedLobby;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A store in memory that can be away, served on the bus. */
final class TestStore {
    final Map<String, SavedLobby> lobbies = new ConcurrentHashMap<>();
    final Queue<BusMessage> calls = new ConcurrentLinkedQueue<>();
    volatile boolean isAway;

    TestStore serveOn(VertxBus bus) {
        await(
                VertxBus.all(
                        List.of(
                                bus.serve(
                                        BusContract.LOAD_LOBBIES,
                                        q -> answer(q, new SavedLobbies(saved()))),
                                bus.serve(BusContract.SAVE_LOBBY, this::save),
                                bus.serve(BusContract.DELETE_LOBBY, this::delete),
                                bus.serve(BusContract.MATCH_STARTED, q -> answer(q, new Done())),
                                bus.serve(BusContract.MATCH_CHANGED, q -> answer(q, new Done())),
                                bus.serve(BusContract.MATCH_ENDED, q -> answer(q, new Done())),
                                bus.serve(BusContract.AUDIT, q -> answer(q, new Done())))));
        return this;
    }

    private List<SavedLobby> saved() {
        return List.copyOf(lobbies.values());
    }

    private Future<Done> save(SavedLobby lobby) {
        return answer(lobby, new Done()).onSuccess(done -> lobbies.put(lobby.lobbyId(), lobby));
    }

    private Future<Done> delete(StoreMessage.DeleteLobby call) {
        return answer(call, new Done()).onSuccess(done -> lobbies.remove(call.lobbyId()));
    }

    private <A> Future<A> answer(BusMessage call, A answer) {
        if (isAway) {
            return Future.failedFuture(new RejectedException(ProblemCode.STORE_UNAVAILABLE));
        }
        calls.add(call);
        return Future.succeededFuture(answer);
    }

    /** The calls of one type so far. */
    <T extends BusMessage> List<T> calls(Class<T> type) {
        return calls.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
