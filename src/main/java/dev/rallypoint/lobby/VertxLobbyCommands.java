package dev.rallypoint.lobby;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.LobbyConfig;
import dev.rallypoint.contract.LobbyMessage.ChangeLobby;
import dev.rallypoint.contract.LobbyMessage.CloseLobby;
import dev.rallypoint.contract.LobbyMessage.JoinLobby;
import dev.rallypoint.contract.LobbyMessage.KickMember;
import dev.rallypoint.contract.LobbyMessage.LeaveLobby;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.LobbyMessage.RemoveMember;
import dev.rallypoint.contract.LobbyMessage.SayInLobby;
import dev.rallypoint.contract.LobbyMessage.SeatPlayers;
import dev.rallypoint.contract.LobbyMessage.SetReady;
import dev.rallypoint.contract.LobbyMessage.StartLobby;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The commands that members and owners give. One loop's. */
final class VertxLobbyCommands {
    /** What commands go through. */
    record Rooms(
            VertxLobbyWriter writer,
            VertxLobbyQueries queries,
            VertxPasswords passwords,
            VertxStoreQueue queue,
            LobbyView view) {}

    private final LobbyConfig config;
    private final Rooms rooms;
    private final DirectPathRule directPaths;
    private final Supplier<RegionChoice> regions;
    private final EpochClock clock;
    private final Entropy entropy;

    /**
     * @param regions as the nodes are when it is asked, on the loop
     */
    VertxLobbyCommands(
            LobbyConfig config,
            DirectPathRule directPaths,
            Rooms rooms,
            Supplier<RegionChoice> regions,
            EpochClock clock,
            Entropy entropy) {
        this.config = config;
        this.directPaths = directPaths;
        this.rooms = rooms;
        this.regions = regions;
        this.clock = clock;
        this.entropy = entropy;
    }

    List<Future<Void>> serveOn(VertxBus bus) {
        return List.of(
                bus.serve(BusContract.JOIN_LOBBY, this::join),
                bus.serve(BusContract.SEAT_PLAYERS, this::seatPlayers),
                bus.serve(BusContract.LEAVE_LOBBY, this::leave),
                bus.serve(BusContract.KICK_MEMBER, this::kick),
                bus.serve(BusContract.REMOVE_MEMBER, this::remove),
                bus.serve(BusContract.CLOSE_LOBBY, this::close),
                bus.serve(BusContract.SET_READY, this::ready),
                bus.serve(BusContract.CHANGE_LOBBY, this::change),
                bus.serve(BusContract.START_LOBBY, this::start),
                bus.serve(BusContract.SAY_IN_LOBBY, this::say));
    }

    /** Over the nodes of this moment. */
    SeatRules seats() {
        return new SeatRules(config.keptEvents(), regions.get(), directPaths);
    }

    private OwnerRules owners() {
        return new OwnerRules(config.keptEvents(), regions.get(), directPaths);
    }

    private Future<LobbyReply> join(JoinLobby call) {
        Optional<Rejection> refusal = seats().refusal(call);
        if (refusal.isPresent()) {
            return Future.failedFuture(new RejectedException(refusal.get()));
        }
        return rooms.writer
                .oneByOne(call.playerId(), () -> joinAlone(call))
                .map(VertxLobbyCommands::reply);
    }

    /** By what this node knows already: what it costs to ask the cluster, players wait for. */
    private Future<Lobby> joinAlone(JoinLobby call) {
        return rooms.queries
                .known(call.lobbyId())
                .compose(
                        lobby ->
                                seatWithinLimit(lobby, call)
                                        .recover(refusal -> seatAnew(refusal, lobby, call)));
    }

    private Future<Lobby> seatWithinLimit(Lobby lobby, JoinLobby call) {
        return lobby.hasMember(call.playerId())
                ? seat(lobby, call)
                : withinLimit(call.playerId(), () -> seat(lobby, call));
    }

    /** Once more, if the password proved was the one before. */
    private Future<Lobby> seatAnew(Throwable refusal, Lobby known, JoinLobby call) {
        if (!(refusal instanceof RejectedException rejected)
                || rejected.rejection().code() != ProblemCode.INVALID_PASSWORD) {
            return Future.failedFuture(refusal);
        }
        return rooms.queries
                .find(call.lobbyId())
                .compose(
                        lobby ->
                                isOutdated(known, lobby, call.playerId())
                                        ? seatWithinLimit(lobby, call)
                                        : Future.failedFuture(refusal));
    }

    private static boolean isOutdated(Lobby known, Lobby lobby, String playerId) {
        return !known.settings().passwordHash().equals(lobby.settings().passwordHash())
                || known.hasMember(playerId) != lobby.hasMember(playerId);
    }

    private Future<Lobby> seat(Lobby lobby, JoinLobby call) {
        SeatRules seats = seats();
        return rooms.passwords
                .prove(lobby, call.playerId(), call.password())
                .compose(
                        hash ->
                                rooms.writer.change(
                                        call.lobbyId(),
                                        (now, nowMs) -> seats.join(now, call, hash, nowMs)));
    }

    /** Does what makes the player a member of one more lobby; within a lane of that player. */
    Future<Lobby> withinLimit(String playerId, Supplier<Future<Lobby>> work) {
        return isAtLimit(playerId)
                ? lookAgain(playerId).compose(seen -> isAtLimit(playerId) ? tooMany() : work.get())
                : work.get();
    }

    private boolean isAtLimit(String playerId) {
        return rooms.view.lobbiesOf(playerId).size() >= config.lobbiesPerPlayer();
    }

    /** The view may lag behind his leaving on another node: what is refused must be so. */
    private Future<Void> lookAgain(String playerId) {
        return Future.join(
                        rooms.view.lobbiesOf(playerId).stream().map(rooms.writer::confirm).toList())
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private Future<Lobby> tooMany() {
        return Future.failedFuture(
                new RejectedException(
                        ProblemCode.TOO_MANY_LOBBIES, "the limit is " + config.lobbiesPerPlayer()));
    }

    private Future<LobbyReply> seatPlayers(SeatPlayers call) {
        MatchSeats seats = new MatchSeats(config.keptEvents());
        return rooms.writer
                .change(
                        call.lobbyId(),
                        (lobby, nowMs) -> seats.seatAll(lobby, call.players(), nowMs))
                .map(VertxLobbyCommands::reply);
    }

    private Future<Done> leave(LeaveLobby call) {
        SeatRules seats = seats();
        return rooms.writer
                .change(
                        call.lobbyId(),
                        (lobby, nowMs) -> seats.leave(lobby, call.playerId(), nowMs))
                .map(new Done());
    }

    private Future<LobbyReply> kick(KickMember call) {
        SeatRules seats = seats();
        return rooms.writer
                .change(
                        call.lobbyId(),
                        (lobby, nowMs) ->
                                seats.kick(lobby, call.byPlayerId(), call.playerId(), nowMs))
                .compose(lobby -> rooms.queue.audit(auditOf(call)).map(lobby))
                .map(VertxLobbyCommands::reply);
    }

    Future<LobbyReply> remove(RemoveMember call) {
        SeatRules seats = seats();
        return rooms.writer
                .change(
                        call.lobbyId(),
                        (lobby, nowMs) ->
                                seats.remove(lobby, call.playerId(), call.reason(), nowMs))
                .map(VertxLobbyCommands::reply);
    }

    private Future<Done> close(CloseLobby call) {
        SeatRules seats = seats();
        return rooms.writer
                .change(call.lobbyId(), (lobby, nowMs) -> seats.close(lobby, call.reason(), nowMs))
                .map(new Done());
    }

    private AuditEntry auditOf(KickMember call) {
        return new AuditEntry(
                clock.nowMs(),
                call.byPlayerId(),
                "lobby.kick",
                call.playerId(),
                "lobbyId=" + call.lobbyId());
    }

    private Future<LobbyReply> ready(SetReady call) {
        OwnerRules owners = owners();
        return rooms.writer
                .change(
                        call.lobbyId(),
                        (lobby, nowMs) -> owners.ready(lobby, call.playerId(), call.ready(), nowMs))
                .map(VertxLobbyCommands::reply);
    }

    /** Nobody but the owner makes this node hash a password. */
    private Future<LobbyReply> change(ChangeLobby call) {
        return rooms.queries
                .find(call.lobbyId())
                .compose(
                        lobby ->
                                lobby.isOwner(call.playerId())
                                        ? rooms.passwords.hash(call.changes().password())
                                        : Future.<Optional<String>>failedFuture(
                                                new RejectedException(ProblemCode.NOT_OWNER)))
                .compose(hash -> applyChanges(call, hash))
                .map(VertxLobbyCommands::reply);
    }

    private Future<Lobby> applyChanges(ChangeLobby call, Optional<String> passwordHash) {
        OwnerRules owners = owners();
        return rooms.writer.change(
                call.lobbyId(),
                (lobby, nowMs) ->
                        owners.change(lobby, call.playerId(), call.changes(), passwordHash, nowMs));
    }

    private Future<LobbyReply> start(StartLobby call) {
        OwnerRules owners = owners();
        String matchId = VertxLobbyMaker.randomId(entropy).toString();
        return rooms.writer
                .change(
                        call.lobbyId(),
                        (lobby, nowMs) -> owners.start(lobby, call.playerId(), matchId, nowMs))
                .recover(refusal -> refuseStart(call.lobbyId(), refusal))
                .map(VertxLobbyCommands::reply);
    }

    /** He may ask again because the node that began the race died at it. */
    private Future<Lobby> refuseStart(String lobbyId, Throwable refusal) {
        boolean races =
                refusal instanceof RejectedException refused
                        && refused.rejection().code() == ProblemCode.ALREADY_STARTED;
        return races
                ? rooms.writer.tellAgain(lobbyId).compose(told -> Future.failedFuture(refusal))
                : Future.failedFuture(refusal);
    }

    private Future<Done> say(SayInLobby call) {
        OwnerRules owners = owners();
        return rooms.writer
                .change(
                        call.lobbyId(),
                        (lobby, nowMs) -> owners.say(lobby, call.playerId(), call.text(), nowMs))
                .map(new Done());
    }

    static LobbyReply reply(Lobby lobby) {
        return new LobbyReply(lobby.toApi());
    }
}
