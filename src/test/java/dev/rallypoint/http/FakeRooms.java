package dev.rallypoint.http;

import dev.rallypoint.contract.AddressMessage.GetIceServers;
import dev.rallypoint.contract.AddressMessage.IceServers;
import dev.rallypoint.contract.AddressMessage.QuorumState;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.LobbyMessage.ConnectionReply;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.LobbyMessage.LobbyEventsReply;
import dev.rallypoint.contract.LobbyMessage.LobbyPageReply;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.LobbyMessage.ReadLobbyEvents;
import dev.rallypoint.contract.LobbyMessage.Seats;
import dev.rallypoint.contract.LoginMessage.LoginReply;
import dev.rallypoint.contract.LoginMessage.LoginState;
import dev.rallypoint.contract.LoginMessage.OpenLogin;
import dev.rallypoint.contract.LoginMessage.Revocation;
import dev.rallypoint.contract.LoginMessage.Revocations;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.contract.ResultMessage.ExportPart;
import dev.rallypoint.contract.ResultMessage.ExportPlayer;
import dev.rallypoint.contract.ResultMessage.MatchReply;
import dev.rallypoint.contract.SecurityMessage.AddBan;
import dev.rallypoint.contract.StoreMessage.DeviceReply;
import dev.rallypoint.contract.StoreMessage.PlayerReply;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.contract.StoreMessage.SavedBans;
import dev.rallypoint.contract.TicketMessage.MyTicketReply;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The lobby, store and cluster rooms, as far as the API can tell: they remember what was asked. */
final class FakeRooms {
    static final String LOBBY_ID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    static final String LOGIN_ID = "0123456789abcdef0123456789abcdef";
    static final Api.Lobby LOBBY =
            new Api.Lobby(
                    LOBBY_ID,
                    "ABCDEF",
                    "Sunday",
                    "sprint",
                    Optional.empty(),
                    8,
                    "public",
                    false,
                    "local",
                    "framed",
                    "open",
                    "p0000000000001",
                    List.of(),
                    1);

    private static final DeviceReply NO_DEVICE =
            new DeviceReply(Optional.empty(), Optional.empty());

    final List<BusMessage> asked = new CopyOnWriteArrayList<>();
    final List<LobbyEvent> kept = new CopyOnWriteArrayList<>();
    final ConcurrentLinkedQueue<RejectedException> refusals = new ConcurrentLinkedQueue<>();
    volatile boolean broken;
    private final Map<String, Api.Player> players = new ConcurrentHashMap<>();
    private final Map<String, String> devices = new ConcurrentHashMap<>();
    private final VertxBus bus;
    private final SavedBans bans;

    FakeRooms(VertxBus bus, SavedBans bans) {
        this.bus = bus;
        this.bans = bans;
    }

    Future<Void> serve() {
        LobbyReply lobby = new LobbyReply(LOBBY);
        return VertxBus.all(
                List.of(
                        serve(BusContract.CREATE_LOBBY, question -> lobby),
                        serve(BusContract.GET_LOBBY, question -> new LobbyReply(found)),
                        serve(BusContract.FIND_LOBBY_BY_CODE, question -> lobby),
                        serve(BusContract.JOIN_LOBBY, question -> lobby),
                        serve(BusContract.KICK_MEMBER, question -> lobby),
                        serve(BusContract.SET_READY, question -> lobby),
                        serve(BusContract.CHANGE_LOBBY, question -> lobby),
                        serve(BusContract.START_LOBBY, question -> lobby),
                        serve(BusContract.LEAVE_LOBBY, question -> new Done()),
                        serve(BusContract.SAY_IN_LOBBY, question -> new Done()),
                        serve(BusContract.LIST_LOBBIES, question -> page()),
                        serve(BusContract.OPEN_CONNECTION, question -> connection()),
                        serve(BusContract.READ_LOBBY_EVENTS, this::readEvents),
                        serve(BusContract.GET_NODES, question -> nodes()),
                        serve(BusContract.GET_ICE_SERVERS, question -> iceServers(question)),
                        serve(BusContract.GET_QUORUM, question -> new QuorumState(true, 1, 1)),
                        serve(BusContract.REGISTER_GUEST, this::register),
                        serve(BusContract.FIND_PLAYER, question -> find(question.playerId())),
                        serve(BusContract.SAVE_BAN_LATER, question -> new Done()),
                        serve(BusContract.AUDIT_LATER, question -> new Done()),
                        serve(BusContract.EXPORT_PLAYER, question -> export.apply(question)),
                        serve(BusContract.FIND_SEATS, question -> new Seats(seats)),
                        bus.serve(BusContract.REPORT_RESULT, question -> noMatch()),
                        serve(BusContract.REPORT_RESULT_LATER, question -> new Done()),
                        serve(
                                BusContract.GET_MY_TICKET,
                                question ->
                                        new MyTicketReply(
                                                new Api.MyTicket(
                                                        Optional.empty(),
                                                        List.of(),
                                                        Optional.empty()))),
                        bus.serve(
                                BusContract.FIND_DEVICE,
                                question -> Future.succeededFuture(NO_DEVICE)),
                        serve(BusContract.LOAD_BANS, question -> bans),
                        serve(BusContract.OPEN_LOGIN, question -> login(question)),
                        serve(BusContract.RENEW_LOGIN, question -> renewed()),
                        serve(BusContract.END_LOGIN, question -> new Done()),
                        serve(BusContract.GET_LOGIN, question -> new LoginState(accessUntilMs)),
                        bus.serve(
                                BusContract.GET_REVOCATIONS,
                                question -> Future.succeededFuture(new Revocations(revocations)))));
    }

    /** Who sits in which lobbies, and what becomes of those. */
    volatile Map<String, List<String>> seats = Map.of();

    volatile Api.Lobby found = LOBBY;

    /** The lobby while it races. */
    static Api.Lobby racing(String matchId) {
        return new Api.Lobby(
                LOBBY_ID,
                LOBBY.joinCode(),
                LOBBY.name(),
                LOBBY.gameMode(),
                LOBBY.track(),
                LOBBY.capacity(),
                LOBBY.visibility(),
                LOBBY.hasPassword(),
                LOBBY.region(),
                LOBBY.forwarding(),
                "racing",
                LOBBY.owner(),
                LOBBY.members(),
                LOBBY.version(),
                LOBBY.paths(),
                Optional.of(matchId));
    }

    private static Future<MatchReply> noMatch() {
        return Future.failedFuture(new RejectedException(ProblemCode.MATCH_NOT_FOUND));
    }

    /** What the database has about anybody. */
    volatile Function<ExportPlayer, ExportPart> export =
            question -> new ExportPart("player", List.of(), Optional.empty());

    /** Until when the login of every stream was renewed. */
    volatile long accessUntilMs;

    final List<Revocation> revocations = new CopyOnWriteArrayList<>();
    private volatile OpenLogin opened = new OpenLogin("p0000000000001", "Ada");

    private LoginReply login(OpenLogin question) {
        opened = question;
        return renewed();
    }

    /** The last login that was opened. */
    private LoginReply renewed() {
        return new LoginReply(
                LOGIN_ID, opened.playerId(), opened.displayName(), 5, "rprt_fresh", 7_000);
    }

    void revoke(String subject, long stamp) {
        Revocation revocation = new Revocation(subject, stamp);
        revocations.add(revocation);
        bus.publish(BusContract.TOKENS_REVOKED, revocation);
    }

    /** An operator bans somebody. */
    void ban(String subject, String value) {
        HttpNode.await(
                bus.request(BusContract.ADD_BAN, new AddBan(subject, value, "Rude.", 0, "eve")));
    }

    private <Q extends BusMessage, A extends BusMessage> Future<Void> serve(
            Request<Q, A> request, Function<Q, A> answer) {
        return bus.serve(
                request,
                question -> {
                    asked.add(question);
                    if (broken) {
                        throw new IllegalStateException("broken on purpose");
                    }
                    RejectedException refusal = refusals.poll();
                    return refusal == null
                            ? Future.succeededFuture(answer.apply(question))
                            : Future.failedFuture(refusal);
                });
    }

    /** What the API last asked of this kind. */
    <T extends BusMessage> T lastAsked(Class<T> type) {
        return asked.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static LobbyPageReply page() {
        return new LobbyPageReply(new Api.LobbyPage(List.of(LOBBY), Optional.of("bmV4dA")));
    }

    private static ConnectionReply connection() {
        return new ConnectionReply(
                new Api.Connection(
                        "dG9rZW4=",
                        List.of("127.0.0.1:25565"),
                        0,
                        "2026-01-01T00:00:00Z",
                        Optional.empty()));
    }

    /** Whether the node says that it hands its matches over. */
    volatile boolean draining;

    private static IceServers iceServers(GetIceServers question) {
        return new IceServers(
                List.of(
                        new Api.IceServer(
                                List.of("turn:192.0.2.1:3478?transport=udp"),
                                Optional.of("1:" + question.playerId()),
                                Optional.of("secret")),
                        new Api.IceServer(
                                List.of("stun:192.0.2.2:3478"),
                                Optional.empty(),
                                Optional.empty())));
    }

    private Nodes nodes() {
        RelayEndpoint relay = new RelayEndpoint("192.0.2.1:25565", List.of(), "127.0.0.1:25565");
        return new Nodes(
                "n1",
                List.of(
                        new NodeInfo(
                                "n1",
                                "local",
                                List.of(relay),
                                "192.0.2.1:3478",
                                5,
                                10,
                                draining,
                                0,
                                "1")));
    }

    private PlayerReply register(RegisterGuest guest) {
        String id =
                guest.deviceHash()
                        .map(hash -> devices.computeIfAbsent(hash, h -> guest.newPlayerId()))
                        .orElse(guest.newPlayerId());
        Api.Player player =
                new Api.Player(
                        id,
                        guest.displayName(),
                        "2026-01-01T00:00:00Z",
                        Optional.empty(),
                        List.of());
        players.put(id, player);
        return new PlayerReply(player);
    }

    private PlayerReply find(String playerId) {
        Api.Player player = players.get(playerId);
        if (player == null) {
            throw new RejectedException(ProblemCode.PLAYER_NOT_FOUND);
        }
        return new PlayerReply(player);
    }

    private LobbyEventsReply readEvents(ReadLobbyEvents question) {
        List<LobbyEvent> now = List.copyOf(kept);
        long latest = now.isEmpty() ? 0 : now.get(now.size() - 1).id();
        return new LobbyEventsReply(
                now.stream().filter(event -> event.id() > question.afterEventId()).toList(),
                latest);
    }

    /** Keeps the next event of the lobby without telling anybody. */
    LobbyEvent keep(String type, Optional<String> playerId, String text) {
        long id = kept.size() + 1L;
        LobbyEvent event =
                new LobbyEvent(
                        LOBBY_ID,
                        id,
                        id,
                        id,
                        type,
                        playerId,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(text),
                        Optional.empty());
        kept.add(event);
        return event;
    }

    void publish(LobbyEvent event) {
        bus.publish(BusContract.LOBBY_EVENTS, event);
    }

    /** Keeps and publishes a chat line. */
    void say(String text) {
        publish(keep(LobbyEvent.MESSAGE, Optional.of("p0000000000001"), text));
    }
}
