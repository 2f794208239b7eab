package dev.rallypoint.http;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyMessage.ChangeLobby;
import dev.rallypoint.contract.LobbyMessage.ConnectionReply;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.FindLobbyByCode;
import dev.rallypoint.contract.LobbyMessage.GetLobby;
import dev.rallypoint.contract.LobbyMessage.JoinLobby;
import dev.rallypoint.contract.LobbyMessage.KickMember;
import dev.rallypoint.contract.LobbyMessage.LeaveLobby;
import dev.rallypoint.contract.LobbyMessage.ListLobbies;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.LobbyMessage.LobbyPageReply;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.LobbyMessage.OpenConnection;
import dev.rallypoint.contract.LobbyMessage.SayInLobby;
import dev.rallypoint.contract.LobbyMessage.SetReady;
import dev.rallypoint.contract.LobbyMessage.StartLobby;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.openapi.validation.RequestParameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code /v1/lobbies}. */
final class LobbyRoutes {
    private static final int DEFAULT_PAGE = 50;
    private static final String JOIN_CODE = "join-code";

    private record Ready(boolean ready) {}

    private record JoinRequest(Optional<String> password, List<Api.RegionRtt> regions) {}

    private record ConnectionRequest(String flavour) {}

    private record Message(String text) {}

    private final VertxBus bus;
    private final VertxEventStreams<LobbyEvent> streams;
    private final VertxAdmission admission;

    LobbyRoutes(VertxBus bus, VertxEventStreams<LobbyEvent> streams, VertxAdmission admission) {
        this.bus = bus;
        this.streams = streams;
        this.admission = admission;
    }

    Map<String, Consumer<VertxExchange>> handlers() {
        return Map.ofEntries(
                Map.entry("createLobby", this::create),
                Map.entry("listLobbies", this::list),
                Map.entry("getLobby", this::get),
                Map.entry("getLobbyByCode", this::getByCode),
                Map.entry("joinLobby", this::join),
                Map.entry("leaveLobby", this::leave),
                Map.entry("kickMember", this::kick),
                Map.entry("setReady", this::setReady),
                Map.entry("changeLobby", this::change),
                Map.entry("startLobby", this::start),
                Map.entry("openConnection", this::openConnection),
                Map.entry("streamLobbyEvents", this::streamEvents),
                Map.entry("sayInLobby", this::say));
    }

    private void create(VertxExchange call) {
        Caller caller = call.caller();
        Api.CreateLobby settings = call.body(Api.CreateLobby.class);
        answerLobby(
                call,
                201,
                BusContract.CREATE_LOBBY,
                new CreateLobby(caller.playerId(), caller.displayName(), settings));
    }

    private void list(VertxExchange call) {
        ListLobbies question =
                new ListLobbies(
                        call.query("region").map(RequestParameter::getString),
                        call.query("gameMode").map(RequestParameter::getString),
                        call.query("hasRoom").map(RequestParameter::getBoolean).orElse(false),
                        call.query("limit").map(RequestParameter::getInteger).orElse(DEFAULT_PAGE),
                        call.query("cursor").map(RequestParameter::getString));
        call.answer(200, bus.request(BusContract.LIST_LOBBIES, question).map(LobbyPageReply::page));
    }

    private void get(VertxExchange call) {
        answerLobby(call, 200, BusContract.GET_LOBBY, new GetLobby(lobbyId(call)));
    }

    private void getByCode(VertxExchange call) {
        FindLobbyByCode find = new FindLobbyByCode(Ids.normalizeJoinCode(call.path("joinCode")));
        admission.admit(
                call.ctx(),
                JOIN_CODE,
                () ->
                        answerGuess(
                                call,
                                bus.request(BusContract.FIND_LOBBY_BY_CODE, find),
                                ProblemCode.LOBBY_NOT_FOUND,
                                JOIN_CODE));
    }

    private void join(VertxExchange call) {
        Caller caller = call.caller();
        JoinRequest request = call.body(JoinRequest.class);
        JoinLobby join =
                new JoinLobby(
                        lobbyId(call),
                        caller.playerId(),
                        caller.displayName(),
                        request.password(),
                        request.regions());
        if (request.password().isEmpty()) {
            answerLobby(call, 200, BusContract.JOIN_LOBBY, join);
        } else {
            admission.admit(
                    call.ctx(),
                    "password",
                    () ->
                            answerGuess(
                                    call,
                                    bus.request(BusContract.JOIN_LOBBY, join),
                                    ProblemCode.INVALID_PASSWORD,
                                    "lobby-password"));
        }
    }

    /**
     * Answers with the lobby, and counts a wrong guess against who made it.
     *
     * @param wrong what a wrong one is refused with
     */
    private void answerGuess(
            VertxExchange call, Future<LobbyReply> reply, ProblemCode wrong, String kind) {
        reply.onComplete(
                done -> {
                    if (isRefusedWith(wrong, done.cause())) {
                        admission.countFailure(call.ctx(), kind, done.cause());
                    } else {
                        call.answer(200, reply.map(LobbyReply::lobby));
                    }
                });
    }

    private static boolean isRefusedWith(ProblemCode code, Throwable failure) {
        return failure instanceof RejectedException rejected && rejected.rejection().code() == code;
    }

    private void leave(VertxExchange call) {
        LeaveLobby leave = new LeaveLobby(lobbyId(call), call.caller().playerId());
        call.answerEmpty(bus.request(BusContract.LEAVE_LOBBY, leave));
    }

    private void kick(VertxExchange call) {
        String owner = call.caller().playerId();
        answerLobby(
                call,
                200,
                BusContract.KICK_MEMBER,
                new KickMember(lobbyId(call), owner, call.path("playerId")));
    }

    private void setReady(VertxExchange call) {
        boolean ready = call.body(Ready.class).ready();
        answerLobby(
                call,
                200,
                BusContract.SET_READY,
                new SetReady(lobbyId(call), call.caller().playerId(), ready));
    }

    private void change(VertxExchange call) {
        Api.ChangeLobby changes = call.body(Api.ChangeLobby.class);
        answerLobby(
                call,
                200,
                BusContract.CHANGE_LOBBY,
                new ChangeLobby(lobbyId(call), call.caller().playerId(), changes));
    }

    private void start(VertxExchange call) {
        StartLobby start = new StartLobby(lobbyId(call), call.caller().playerId());
        answerLobby(call, 200, BusContract.START_LOBBY, start);
    }

    private void openConnection(VertxExchange call) {
        OpenConnection open =
                new OpenConnection(
                        lobbyId(call),
                        call.caller().playerId(),
                        call.body(ConnectionRequest.class).flavour(),
                        call.clientHost());
        call.answer(
                201,
                bus.request(BusContract.OPEN_CONNECTION, open).map(ConnectionReply::connection));
    }

    private void say(VertxExchange call) {
        String text = call.body(Message.class).text();
        SayInLobby line = new SayInLobby(lobbyId(call), call.caller().playerId(), text);
        call.answerEmpty(bus.request(BusContract.SAY_IN_LOBBY, line));
    }

    private void streamEvents(VertxExchange call) {
        streams.open(call, lobbyId(call), call.lastEventId());
    }

    private <Q extends BusMessage> void answerLobby(
            VertxExchange call, int status, Request<Q, LobbyReply> request, Q question) {
        call.answer(status, bus.request(request, question).map(LobbyReply::lobby));
    }

    /** What is no lobby id names no lobby. */
    private static String lobbyId(VertxExchange call) {
        String id = call.path("id");
        if (!Ids.isLobbyId(id)) {
            throw new RejectedException(ProblemCode.LOBBY_NOT_FOUND);
        }
        return id;
    }
}
