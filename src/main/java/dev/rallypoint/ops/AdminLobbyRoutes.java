package dev.rallypoint.ops;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyMessage.AllLobbies;
import dev.rallypoint.contract.LobbyMessage.CloseLobby;
import dev.rallypoint.contract.LobbyMessage.GetLobby;
import dev.rallypoint.contract.LobbyMessage.HostedLobby;
import dev.rallypoint.contract.LobbyMessage.ListAllLobbies;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.LobbyMessage.RemoveMember;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code /admin/v1/lobbies}, private ones too. */
final class AdminLobbyRoutes implements MountedRoutes {
    private static final String LOBBIES = "/admin/v1/lobbies";
    private static final String LOBBY = LOBBIES + "/:lobbyId";

    /** What members are told. */
    private static final String CLOSED_BY = "operator";

    private static final String REMOVED = "removed";

    private record Row(Api.Lobby lobby, Optional<String> homeNode, String createdAt) {
        static Row of(HostedLobby hosted) {
            return new Row(
                    hosted.lobby(),
                    hosted.homeNode(),
                    Instant.ofEpochMilli(hosted.createdAtMs()).toString());
        }
    }

    private record Page(List<Row> lobbies, Optional<String> nextCursor) {
        static Page of(AllLobbies all) {
            return new Page(all.lobbies().stream().map(Row::of).toList(), all.nextCursor());
        }
    }

    private record Closed(String lobbyId, String state) {}

    private final VertxBus bus;
    private final VertxAuditTrail trail;

    AdminLobbyRoutes(VertxBus bus, VertxAuditTrail trail) {
        this.bus = bus;
        this.trail = trail;
    }

    @Override
    public void mountOn(Router router) {
        router.get(LOBBIES).handler(this::list);
        router.get(LOBBY).handler(this::show);
        router.delete(LOBBY).handler(this::close);
        router.delete(LOBBY + "/members/:playerId").handler(this::kick);
    }

    private void list(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        ListAllLobbies question = new ListAllLobbies(call.limit(), call.query("cursor"));
        call.answer(200, bus.request(BusContract.LIST_ALL_LOBBIES, question).map(Page::of));
    }

    private void show(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        GetLobby question = new GetLobby(lobbyId(call));
        call.answer(200, bus.request(BusContract.GET_LOBBY, question).map(LobbyReply::lobby));
    }

    private void close(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        String lobbyId = lobbyId(call);
        call.answer(
                200,
                bus.request(BusContract.CLOSE_LOBBY, new CloseLobby(lobbyId, CLOSED_BY))
                        .compose(done -> trail.note(call, "lobby.close", lobbyId, ""))
                        .map(new Closed(lobbyId, "closed")));
    }

    private void kick(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        String lobbyId = lobbyId(call);
        String playerId = call.path("playerId");
        call.answer(
                200,
                bus.request(BusContract.REMOVE_MEMBER, new RemoveMember(lobbyId, playerId, REMOVED))
                        .compose(
                                reply ->
                                        trail.note(
                                                        call,
                                                        "player.kick",
                                                        playerId,
                                                        "lobbies=" + lobbyId)
                                                .map(reply.lobby())));
    }

    private static String lobbyId(VertxOperatorCall call) {
        String lobbyId = call.path("lobbyId");
        if (!Ids.isLobbyId(lobbyId)) {
            throw new RejectedException(ProblemCode.LOBBY_NOT_FOUND);
        }
        return lobbyId;
    }
}
