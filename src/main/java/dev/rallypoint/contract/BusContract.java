package dev.rallypoint.contract;

import dev.rallypoint.contract.AddressMessage.DiscoverAddress;
import dev.rallypoint.contract.AddressMessage.DiscoveredAddress;
import dev.rallypoint.contract.AddressMessage.GetIceServers;
import dev.rallypoint.contract.AddressMessage.GetQuorum;
import dev.rallypoint.contract.AddressMessage.IceServers;
import dev.rallypoint.contract.AddressMessage.LendStunAddress;
import dev.rallypoint.contract.AddressMessage.QuorumState;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.contract.CheatMessage.EvidencePage;
import dev.rallypoint.contract.CheatMessage.EvidenceReply;
import dev.rallypoint.contract.CheatMessage.GetEvidence;
import dev.rallypoint.contract.CheatMessage.ListEvidence;
import dev.rallypoint.contract.FilterMessage.ChangeFilter;
import dev.rallypoint.contract.FilterMessage.FilterChanged;
import dev.rallypoint.contract.FilterMessage.FilterChanges;
import dev.rallypoint.contract.FilterMessage.FilterReply;
import dev.rallypoint.contract.FilterMessage.FilterVersion;
import dev.rallypoint.contract.FilterMessage.GetFilter;
import dev.rallypoint.contract.FilterMessage.GetFilterChanges;
import dev.rallypoint.contract.LobbyMessage.AllLobbies;
import dev.rallypoint.contract.LobbyMessage.ChangeLobby;
import dev.rallypoint.contract.LobbyMessage.CloseLobby;
import dev.rallypoint.contract.LobbyMessage.ConnectionReply;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.FindLobbyByCode;
import dev.rallypoint.contract.LobbyMessage.FindSeats;
import dev.rallypoint.contract.LobbyMessage.GetHomes;
import dev.rallypoint.contract.LobbyMessage.GetLobby;
import dev.rallypoint.contract.LobbyMessage.Homes;
import dev.rallypoint.contract.LobbyMessage.HostMatch;
import dev.rallypoint.contract.LobbyMessage.JoinLobby;
import dev.rallypoint.contract.LobbyMessage.KickMember;
import dev.rallypoint.contract.LobbyMessage.LeaveLobby;
import dev.rallypoint.contract.LobbyMessage.ListAllLobbies;
import dev.rallypoint.contract.LobbyMessage.ListLobbies;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.LobbyMessage.LobbyEventsReply;
import dev.rallypoint.contract.LobbyMessage.LobbyPageReply;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.LobbyMessage.OpenConnection;
import dev.rallypoint.contract.LobbyMessage.ReadLobbyEvents;
import dev.rallypoint.contract.LobbyMessage.RemoveMember;
import dev.rallypoint.contract.LobbyMessage.SayInLobby;
import dev.rallypoint.contract.LobbyMessage.SeatPlayers;
import dev.rallypoint.contract.LobbyMessage.Seats;
import dev.rallypoint.contract.LobbyMessage.SetReady;
import dev.rallypoint.contract.LobbyMessage.StartLobby;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.LoginMessage.AuditLines;
import dev.rallypoint.contract.LoginMessage.EndLogin;
import dev.rallypoint.contract.LoginMessage.FindLogin;
import dev.rallypoint.contract.LoginMessage.ForgetLogins;
import dev.rallypoint.contract.LoginMessage.GetLogin;
import dev.rallypoint.contract.LoginMessage.GetRevocations;
import dev.rallypoint.contract.LoginMessage.LoadRevocations;
import dev.rallypoint.contract.LoginMessage.LoginReply;
import dev.rallypoint.contract.LoginMessage.LoginState;
import dev.rallypoint.contract.LoginMessage.OpenLogin;
import dev.rallypoint.contract.LoginMessage.ReadAudit;
import dev.rallypoint.contract.LoginMessage.RenewLogin;
import dev.rallypoint.contract.LoginMessage.Revocation;
import dev.rallypoint.contract.LoginMessage.Revocations;
import dev.rallypoint.contract.LoginMessage.RevokeTokens;
import dev.rallypoint.contract.LoginMessage.SavedLogin;
import dev.rallypoint.contract.LoginMessage.SavedLogins;
import dev.rallypoint.contract.NodeMessage.DrainNode;
import dev.rallypoint.contract.NodeMessage.ForgetNode;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.RatingMessage.ForgetPlayer;
import dev.rallypoint.contract.RatingMessage.GetRatings;
import dev.rallypoint.contract.RatingMessage.GetSeasons;
import dev.rallypoint.contract.RatingMessage.LoadRatings;
import dev.rallypoint.contract.RatingMessage.PlayerErased;
import dev.rallypoint.contract.RatingMessage.Ratings;
import dev.rallypoint.contract.RatingMessage.SavedRatings;
import dev.rallypoint.contract.RatingMessage.SeasonsReply;
import dev.rallypoint.contract.RelayMessage.MatchMoved;
import dev.rallypoint.contract.RelayMessage.RelayDrops;
import dev.rallypoint.contract.RelayMessage.RelayLoad;
import dev.rallypoint.contract.RelayMessage.RelaySessions;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import dev.rallypoint.contract.RelayMessage.SessionRefused;
import dev.rallypoint.contract.ResultMessage.ErasePlayer;
import dev.rallypoint.contract.ResultMessage.ErasedPlayer;
import dev.rallypoint.contract.ResultMessage.ExportPart;
import dev.rallypoint.contract.ResultMessage.ExportPlayer;
import dev.rallypoint.contract.ResultMessage.FindMatch;
import dev.rallypoint.contract.ResultMessage.LeaderboardReply;
import dev.rallypoint.contract.ResultMessage.ListBlocks;
import dev.rallypoint.contract.ResultMessage.ListMatches;
import dev.rallypoint.contract.ResultMessage.ListMatchesOfAnybody;
import dev.rallypoint.contract.ResultMessage.ListRecentPlayers;
import dev.rallypoint.contract.ResultMessage.ListResults;
import dev.rallypoint.contract.ResultMessage.MatchChanged;
import dev.rallypoint.contract.ResultMessage.MatchList;
import dev.rallypoint.contract.ResultMessage.MatchPageReply;
import dev.rallypoint.contract.ResultMessage.MatchReply;
import dev.rallypoint.contract.ResultMessage.PlayerListReply;
import dev.rallypoint.contract.ResultMessage.ReadLeaderboard;
import dev.rallypoint.contract.ResultMessage.ReportResult;
import dev.rallypoint.contract.ResultMessage.SetBlock;
import dev.rallypoint.contract.ResultMessage.VoidMatch;
import dev.rallypoint.contract.SecurityMessage.AddBan;
import dev.rallypoint.contract.SecurityMessage.AdmitCall;
import dev.rallypoint.contract.SecurityMessage.AttackState;
import dev.rallypoint.contract.SecurityMessage.BanReply;
import dev.rallypoint.contract.SecurityMessage.Bans;
import dev.rallypoint.contract.SecurityMessage.BansChanged;
import dev.rallypoint.contract.SecurityMessage.CallVerdict;
import dev.rallypoint.contract.SecurityMessage.CallsSpent;
import dev.rallypoint.contract.SecurityMessage.FailedAttempt;
import dev.rallypoint.contract.SecurityMessage.GetBans;
import dev.rallypoint.contract.SecurityMessage.GetSecurityReport;
import dev.rallypoint.contract.SecurityMessage.LockedOut;
import dev.rallypoint.contract.SecurityMessage.RemoveBan;
import dev.rallypoint.contract.SecurityMessage.SecurityReport;
import dev.rallypoint.contract.SecurityMessage.SuspicionRaised;
import dev.rallypoint.contract.StoreMessage.DeleteLobby;
import dev.rallypoint.contract.StoreMessage.DeviceReply;
import dev.rallypoint.contract.StoreMessage.FindDevice;
import dev.rallypoint.contract.StoreMessage.FindPlayer;
import dev.rallypoint.contract.StoreMessage.KnownPlayers;
import dev.rallypoint.contract.StoreMessage.ListPlayers;
import dev.rallypoint.contract.StoreMessage.LoadBans;
import dev.rallypoint.contract.StoreMessage.LoadLobbies;
import dev.rallypoint.contract.StoreMessage.MatchEnded;
import dev.rallypoint.contract.StoreMessage.MatchStarted;
import dev.rallypoint.contract.StoreMessage.PlayerReply;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import dev.rallypoint.contract.StoreMessage.SavedBans;
import dev.rallypoint.contract.StoreMessage.SavedLobbies;
import dev.rallypoint.contract.StoreMessage.SavedLobby;
import dev.rallypoint.contract.TicketMessage.CancelTicket;
import dev.rallypoint.contract.TicketMessage.ConfirmTicket;
import dev.rallypoint.contract.TicketMessage.CreateTicket;
import dev.rallypoint.contract.TicketMessage.ForgetTickets;
import dev.rallypoint.contract.TicketMessage.ForgottenTickets;
import dev.rallypoint.contract.TicketMessage.GetMyTicket;
import dev.rallypoint.contract.TicketMessage.GetPools;
import dev.rallypoint.contract.TicketMessage.GetTicket;
import dev.rallypoint.contract.TicketMessage.LeaveTicket;
import dev.rallypoint.contract.TicketMessage.MyTicketReply;
import dev.rallypoint.contract.TicketMessage.Pools;
import dev.rallypoint.contract.TicketMessage.QuickJoin;
import dev.rallypoint.contract.TicketMessage.ReadTicketEvents;
import dev.rallypoint.contract.TicketMessage.TicketChanged;
import dev.rallypoint.contract.TicketMessage.TicketEventsReply;
import dev.rallypoint.contract.TicketMessage.TicketReply;
import dev.rallypoint.contract.TicketMessage.TicketsAlive;
import dev.rallypoint.contract.TimelineMessage.ConnectionsReply;
import dev.rallypoint.contract.TimelineMessage.GetConnections;
import dev.rallypoint.contract.TimelineMessage.GetHostDrops;
import dev.rallypoint.contract.TimelineMessage.GetRelayTimeline;
import dev.rallypoint.contract.TimelineMessage.GetTimeline;
import dev.rallypoint.contract.TimelineMessage.HostDropsReply;
import dev.rallypoint.contract.TimelineMessage.NodeTimeline;
import dev.rallypoint.contract.TimelineMessage.RelayTimeline;
import dev.rallypoint.contract.TimelineMessage.TokenAsked;

/** Every address on the event bus with its types, scope and timeout. */
public final class BusContract {
    /** How far a message travels. */
    public enum Scope {
        /** Stays on this node. */
        NODE,
        /** To one node that serves the address (request) or to all nodes (topic). */
        CLUSTER
    }

    /** A question with exactly one answer, or a {@link RejectedException}. */
    public record Request<Q extends BusMessage, A extends BusMessage>(
            String address, Scope scope, int timeoutMs, Class<Q> question, Class<A> answer) {
        /** The same question to one node; it serves this address for itself. */
        public Request<Q, A> at(String nodeId) {
            return new Request<>(address + "@" + nodeId, scope, timeoutMs, question, answer);
        }

        /** What it means that nobody answers. */
        public ProblemCode unanswered() {
            return address.startsWith(STORE) ? ProblemCode.STORE_UNAVAILABLE : ProblemCode.TIMEOUT;
        }
    }

    /** News for whoever listens; never answered. */
    public record Topic<E extends BusMessage>(String address, Scope scope, Class<E> event) {}

    private static final String STORE = "store.";
    private static final int QUICK_MS = 2_000;

    /** Before the node that asks for it is given up itself. */
    private static final int IN_NODE_MS = 1_000;

    /** Lists of tens of thousands of blocks are read and built. */
    private static final int FILTER_MS = 10_000;

    private static final int STORE_MS = 5_000;
    private static final int LOGIN_MS = STORE_MS + QUICK_MS;
    private static final int TICKET_MS = 3 * QUICK_MS;

    /** A change that waits for the loss of a node to be noticed. */
    private static final int BAN_MS = 5_000;

    public static final Request<CreateLobby, LobbyReply> CREATE_LOBBY =
            onNode("lobby.create", CreateLobby.class, LobbyReply.class);
    public static final Request<GetLobby, LobbyReply> GET_LOBBY =
            onNode("lobby.get", GetLobby.class, LobbyReply.class);
    public static final Request<FindLobbyByCode, LobbyReply> FIND_LOBBY_BY_CODE =
            onNode("lobby.find-by-code", FindLobbyByCode.class, LobbyReply.class);
    public static final Request<ListLobbies, LobbyPageReply> LIST_LOBBIES =
            onNode("lobby.list", ListLobbies.class, LobbyPageReply.class);
    public static final Request<JoinLobby, LobbyReply> JOIN_LOBBY =
            onNode("lobby.join", JoinLobby.class, LobbyReply.class);
    public static final Request<LeaveLobby, Done> LEAVE_LOBBY =
            onNode("lobby.leave", LeaveLobby.class, Done.class);
    public static final Request<KickMember, LobbyReply> KICK_MEMBER =
            onNode("lobby.kick", KickMember.class, LobbyReply.class);
    public static final Request<SetReady, LobbyReply> SET_READY =
            onNode("lobby.ready", SetReady.class, LobbyReply.class);
    public static final Request<ChangeLobby, LobbyReply> CHANGE_LOBBY =
            onNode("lobby.change", ChangeLobby.class, LobbyReply.class);
    public static final Request<StartLobby, LobbyReply> START_LOBBY =
            onNode("lobby.start", StartLobby.class, LobbyReply.class);
    public static final Request<SayInLobby, Done> SAY_IN_LOBBY =
            onNode("lobby.say", SayInLobby.class, Done.class);
    public static final Request<OpenConnection, ConnectionReply> OPEN_CONNECTION =
            onNode("lobby.connect", OpenConnection.class, ConnectionReply.class);
    public static final Request<ReadLobbyEvents, LobbyEventsReply> READ_LOBBY_EVENTS =
            onNode("lobby.events.read", ReadLobbyEvents.class, LobbyEventsReply.class);
    public static final Request<GetHomes, Homes> GET_HOMES =
            onNode("lobby.homes", GetHomes.class, Homes.class);

    public static final Request<HostMatch, LobbyReply> HOST_MATCH =
            onNode("lobby.host-match", HostMatch.class, LobbyReply.class);
    public static final Request<SeatPlayers, LobbyReply> SEAT_PLAYERS =
            onNode("lobby.seat-players", SeatPlayers.class, LobbyReply.class);

    public static final Request<CreateTicket, TicketReply> CREATE_TICKET =
            onTickets("tickets.create", CreateTicket.class, TicketReply.class);
    public static final Request<GetTicket, TicketReply> GET_TICKET =
            onNode("tickets.get", GetTicket.class, TicketReply.class);
    public static final Request<GetMyTicket, MyTicketReply> GET_MY_TICKET =
            onNode("tickets.mine", GetMyTicket.class, MyTicketReply.class);
    public static final Request<ConfirmTicket, TicketReply> CONFIRM_TICKET =
            onTickets("tickets.confirm", ConfirmTicket.class, TicketReply.class);
    public static final Request<CancelTicket, TicketReply> CANCEL_TICKET =
            onTickets("tickets.cancel", CancelTicket.class, TicketReply.class);
    public static final Request<LeaveTicket, TicketReply> LEAVE_TICKET =
            onTickets("tickets.leave", LeaveTicket.class, TicketReply.class);

    /**
     * Fails with CONFLICT while a match is being made of his ticket: then it is to be asked again.
     */
    public static final Request<ForgetTickets, ForgottenTickets> FORGET_TICKETS =
            new Request<>(
                    "tickets.forget",
                    Scope.NODE,
                    2 * TICKET_MS,
                    ForgetTickets.class,
                    ForgottenTickets.class);

    public static final Request<ReadTicketEvents, TicketEventsReply> READ_TICKET_EVENTS =
            onNode("tickets.events", ReadTicketEvents.class, TicketEventsReply.class);
    public static final Request<QuickJoin, LobbyReply> QUICK_JOIN =
            onTickets("tickets.quick-join", QuickJoin.class, LobbyReply.class);
    public static final Request<GetPools, Pools> GET_POOLS =
            onNode("tickets.pools", GetPools.class, Pools.class);

    /** Each node's matchmaking room tells the streams of its own node. */
    public static final Topic<TicketChanged> TICKET_CHANGED =
            new Topic<>("tickets.changed", Scope.NODE, TicketChanged.class);

    /** From the HTTP API to the matchmaking room: whose event streams are open. */
    public static final Topic<TicketsAlive> TICKETS_WATCHED =
            new Topic<>("tickets.watched", Scope.NODE, TicketsAlive.class);

    /** Between the matchmaking rooms, a few times within tickets.silenceSeconds. */
    public static final Topic<TicketsAlive> TICKETS_ALIVE =
            new Topic<>("tickets.alive", Scope.CLUSTER, TicketsAlive.class);

    /** For operators, and where the server itself decides. */
    public static final Request<RemoveMember, LobbyReply> REMOVE_MEMBER =
            onNode("lobby.remove-member", RemoveMember.class, LobbyReply.class);

    public static final Request<CloseLobby, Done> CLOSE_LOBBY =
            onNode("lobby.close", CloseLobby.class, Done.class);
    public static final Request<ListAllLobbies, AllLobbies> LIST_ALL_LOBBIES =
            onNode("lobby.list-all", ListAllLobbies.class, AllLobbies.class);
    public static final Request<FindSeats, Seats> FIND_SEATS =
            onNode("lobby.seats", FindSeats.class, Seats.class);
    public static final Topic<LobbyEvent> LOBBY_EVENTS =
            new Topic<>("lobby.events", Scope.CLUSTER, LobbyEvent.class);

    public static final Topic<SessionChanged> SESSION_CHANGED =
            new Topic<>("relay.session-changed", Scope.NODE, SessionChanged.class);
    public static final Topic<RelayLoad> RELAY_LOAD =
            new Topic<>("relay.load", Scope.NODE, RelayLoad.class);

    /** From the lobby room to the relays. */
    public static final Topic<MatchMoved> MATCH_MOVED =
            new Topic<>("lobby.match-moved", Scope.NODE, MatchMoved.class);

    /** From the lobby room to the relays. */
    public static final Topic<SessionRefused> SESSION_REFUSED =
            new Topic<>("lobby.session-refused", Scope.NODE, SessionRefused.class);

    /** From the relays to the lobby room. */
    public static final Topic<RelaySessions> RELAY_SESSIONS =
            new Topic<>("relay.sessions", Scope.NODE, RelaySessions.class);

    public static final Request<GetNodes, Nodes> GET_NODES =
            onNode("cluster.nodes", GetNodes.class, Nodes.class);
    public static final Topic<Nodes> NODES_CHANGED =
            new Topic<>("cluster.nodes-changed", Scope.NODE, Nodes.class);

    public static final Request<GetQuorum, QuorumState> GET_QUORUM =
            onNode("cluster.quorum", GetQuorum.class, QuorumState.class);

    public static final Request<ForgetNode, Done> FORGET_NODE =
            onNode("cluster.forget", ForgetNode.class, Done.class);

    /** Always asked {@link Request#at} one node. */
    public static final Request<DrainNode, Done> DRAIN_NODE =
            new Request<>("cluster.drain", Scope.CLUSTER, QUICK_MS, DrainNode.class, Done.class);

    public static final Request<DiscoverAddress, DiscoveredAddress> DISCOVER_ADDRESS =
            new Request<>(
                    "stun.discover",
                    Scope.NODE,
                    30_000,
                    DiscoverAddress.class,
                    DiscoveredAddress.class);

    /** Always asked {@link Request#at} one node. */
    public static final Request<LendStunAddress, Done> LEND_STUN_ADDRESS =
            new Request<>(
                    "stun.lend-address",
                    Scope.CLUSTER,
                    QUICK_MS,
                    LendStunAddress.class,
                    Done.class);

    public static final Request<GetIceServers, IceServers> GET_ICE_SERVERS =
            onNode("turn.ice-servers", GetIceServers.class, IceServers.class);

    public static final Request<AdmitCall, CallVerdict> ADMIT_CALL =
            onNode("security.admit-call", AdmitCall.class, CallVerdict.class);

    public static final Request<OpenLogin, LoginReply> OPEN_LOGIN =
            onLogin("login.open", OpenLogin.class, LoginReply.class);
    public static final Request<RenewLogin, LoginReply> RENEW_LOGIN =
            onLogin("login.renew", RenewLogin.class, LoginReply.class);
    public static final Request<EndLogin, Done> END_LOGIN =
            onLogin("login.end", EndLogin.class, Done.class);
    public static final Request<GetLogin, LoginState> GET_LOGIN =
            onLogin("login.get", GetLogin.class, LoginState.class);
    public static final Request<ForgetLogins, Done> FORGET_LOGINS =
            onLogin("login.forget", ForgetLogins.class, Done.class);
    public static final Request<RevokeTokens, Done> REVOKE_TOKENS =
            onLogin("login.revoke-tokens", RevokeTokens.class, Done.class);
    public static final Request<GetRevocations, Revocations> GET_REVOCATIONS =
            onNode("login.revocations", GetRevocations.class, Revocations.class);

    /** From the login room to those of its node who judge access tokens. */
    public static final Topic<Revocation> TOKENS_REVOKED =
            new Topic<>("login.tokens-revoked", Scope.NODE, Revocation.class);

    public static final Request<FailedAttempt, CallVerdict> FAILED_ATTEMPT =
            onNode("security.failed-attempt", FailedAttempt.class, CallVerdict.class);
    public static final Topic<LockedOut> LOCKED_OUT =
            new Topic<>("security.locked-out", Scope.CLUSTER, LockedOut.class);

    /** Limits hold in the whole cluster, within a second. */
    public static final Topic<CallsSpent> CALLS_SPENT =
            new Topic<>("security.calls-spent", Scope.CLUSTER, CallsSpent.class);

    /** Bans hold in the whole cluster, and also while the database is away. */
    public static final Request<AddBan, BanReply> ADD_BAN =
            new Request<>("security.add-ban", Scope.NODE, BAN_MS, AddBan.class, BanReply.class);

    public static final Request<RemoveBan, Bans> REMOVE_BAN =
            new Request<>("security.remove-ban", Scope.NODE, BAN_MS, RemoveBan.class, Bans.class);
    public static final Request<GetBans, Bans> GET_BANS =
            onNode("security.bans", GetBans.class, Bans.class);

    /** Whenever they change, and once in a while. */
    public static final Topic<BansChanged> BANS_CHANGED =
            new Topic<>("security.bans-changed", Scope.NODE, BansChanged.class);

    public static final Topic<SuspicionRaised> SUSPICION_RAISED =
            new Topic<>("security.suspicion-raised", Scope.CLUSTER, SuspicionRaised.class);
    public static final Topic<AttackState> ATTACK_STATE =
            new Topic<>("security.attack-state", Scope.NODE, AttackState.class);

    /** Always asked {@link Request#at} one node. */
    public static final Request<GetSecurityReport, SecurityReport> SECURITY_REPORT =
            new Request<>(
                    "security.report",
                    Scope.CLUSTER,
                    QUICK_MS,
                    GetSecurityReport.class,
                    SecurityReport.class);

    /** From the relays to the node's cheat detection. */
    public static final Topic<CheatVerdict> CHEAT_VERDICT =
            new Topic<>("anticheat.verdict", Scope.NODE, CheatVerdict.class);

    /** Always asked {@link Request#at} one node: each keeps what its own relays saw. */
    public static final Request<ListEvidence, EvidencePage> LIST_EVIDENCE =
            new Request<>(
                    "anticheat.evidence.list",
                    Scope.CLUSTER,
                    QUICK_MS,
                    ListEvidence.class,
                    EvidencePage.class);

    public static final Request<GetEvidence, EvidenceReply> GET_EVIDENCE =
            new Request<>(
                    "anticheat.evidence.get",
                    Scope.CLUSTER,
                    QUICK_MS,
                    GetEvidence.class,
                    EvidenceReply.class);

    public static final Topic<RelayDrops> RELAY_DROPS =
            new Topic<>("relay.drops", Scope.NODE, RelayDrops.class);
    public static final Request<GetFilter, FilterReply> GET_FILTER =
            onNode("filter.get", GetFilter.class, FilterReply.class);
    public static final Request<ChangeFilter, FilterReply> CHANGE_FILTER =
            new Request<>(
                    "filter.change", Scope.NODE, FILTER_MS, ChangeFilter.class, FilterReply.class);
    public static final Topic<FilterChanged> FILTER_CHANGED =
            new Topic<>("filter.changed", Scope.NODE, FilterChanged.class);
    public static final Topic<FilterVersion> FILTER_VERSION =
            new Topic<>("filter.version", Scope.CLUSTER, FilterVersion.class);

    /** Always asked {@link Request#at} one node. */
    public static final Request<GetFilterChanges, FilterChanges> GET_FILTER_CHANGES =
            new Request<>(
                    "filter.changes",
                    Scope.CLUSTER,
                    QUICK_MS,
                    GetFilterChanges.class,
                    FilterChanges.class);

    /** From the lobby room to the timelines of its node. */
    public static final Topic<TokenAsked> TOKEN_ASKED =
            new Topic<>("timeline.token-asked", Scope.NODE, TokenAsked.class);

    /** How a player's attempts to connect went, as far as the cluster remembers. */
    public static final Request<GetConnections, ConnectionsReply> GET_CONNECTIONS =
            new Request<>(
                    "timeline.connections",
                    Scope.NODE,
                    3 * QUICK_MS,
                    GetConnections.class,
                    ConnectionsReply.class);

    /** Always asked {@link Request#at} one node. */
    public static final Request<GetTimeline, NodeTimeline> GET_TIMELINE =
            new Request<>(
                    "timeline.get", Scope.CLUSTER, QUICK_MS, GetTimeline.class, NodeTimeline.class);

    /** Always asked {@link Request#at} one node. */
    public static final Request<GetHostDrops, HostDropsReply> GET_HOST_DROPS =
            new Request<>(
                    "timeline.host-drops",
                    Scope.CLUSTER,
                    QUICK_MS,
                    GetHostDrops.class,
                    HostDropsReply.class);

    /** Always asked {@link Request#at} the number of one of this node's relays. */
    public static final Request<GetRelayTimeline, RelayTimeline> GET_RELAY_TIMELINE =
            new Request<>(
                    "relay.timeline",
                    Scope.NODE,
                    IN_NODE_MS,
                    GetRelayTimeline.class,
                    RelayTimeline.class);

    /** Always asked {@link Request#at} the number of one of this node's relays. */
    public static final Request<GetHostDrops, HostDropsReply> GET_RELAY_HOST_DROPS =
            new Request<>(
                    "relay.host-drops",
                    Scope.NODE,
                    IN_NODE_MS,
                    GetHostDrops.class,
                    HostDropsReply.class);

    /** Answered at once also while the database is away; {@link Ratings} says so. */
    public static final Request<GetRatings, Ratings> GET_RATINGS =
            onNode("rating.get", GetRatings.class, Ratings.class);

    public static final Request<GetSeasons, SeasonsReply> GET_SEASONS =
            onNode("rating.seasons", GetSeasons.class, SeasonsReply.class);

    /** Whatever it fails with, it is to be asked again, and goes on where it failed. */
    public static final Request<ForgetPlayer, ErasedPlayer> FORGET_PLAYER =
            new Request<>(
                    "rating.forget-player",
                    Scope.NODE,
                    2 * TICKET_MS + 2 * QUICK_MS + 2 * STORE_MS + 2 * LOGIN_MS,
                    ForgetPlayer.class,
                    ErasedPlayer.class);

    public static final Topic<PlayerErased> PLAYER_ERASED =
            new Topic<>("rating.player-erased", Scope.CLUSTER, PlayerErased.class);

    public static final Request<MatchChanged, Done> MATCH_CHANGED =
            onStore("store.match-changed", MatchChanged.class, Done.class);
    public static final Request<ReportResult, MatchReply> REPORT_RESULT =
            onStore("store.report-result", ReportResult.class, MatchReply.class);

    /**
     * The same for what waited: what can never be believed is counted, and told nobody, for nobody
     * is there any more to hear it.
     */
    public static final Request<ReportResult, Done> TAKE_LATE_RESULT =
            onStore("store.take-late-result", ReportResult.class, Done.class);

    public static final Request<FindMatch, MatchReply> FIND_MATCH =
            onStore("store.find-match", FindMatch.class, MatchReply.class);
    public static final Request<VoidMatch, MatchReply> VOID_MATCH =
            onStore("store.void-match", VoidMatch.class, MatchReply.class);
    public static final Request<ListMatches, MatchPageReply> LIST_MATCHES =
            onStore("store.list-matches", ListMatches.class, MatchPageReply.class);

    /** Fails with PLAYER_NOT_FOUND. */
    public static final Request<ListMatchesOfAnybody, MatchPageReply> LIST_MATCHES_OF_ANYBODY =
            onStore(
                    "store.list-matches-of-anybody",
                    ListMatchesOfAnybody.class,
                    MatchPageReply.class);

    public static final Request<ListResults, MatchList> LIST_RESULTS =
            onStore("store.list-results", ListResults.class, MatchList.class);
    public static final Request<ReadLeaderboard, LeaderboardReply> READ_LEADERBOARD =
            onStore("store.read-leaderboard", ReadLeaderboard.class, LeaderboardReply.class);
    public static final Request<SetBlock, Done> SET_BLOCK =
            onStore("store.set-block", SetBlock.class, Done.class);
    public static final Request<ListBlocks, PlayerListReply> LIST_BLOCKS =
            onStore("store.list-blocks", ListBlocks.class, PlayerListReply.class);
    public static final Request<ListRecentPlayers, PlayerListReply> LIST_RECENT_PLAYERS =
            onStore("store.list-recent-players", ListRecentPlayers.class, PlayerListReply.class);

    /** Fails with PLAYER_NOT_FOUND, at the beginning. */
    public static final Request<ExportPlayer, ExportPart> EXPORT_PLAYER =
            onStore("store.export-player", ExportPlayer.class, ExportPart.class);

    public static final Request<ErasePlayer, ErasedPlayer> ERASE_PLAYER =
            onStore("store.erase-player", ErasePlayer.class, ErasedPlayer.class);

    public static final Request<LoadRatings, SavedRatings> LOAD_RATINGS =
            onStore("store.load-ratings", LoadRatings.class, SavedRatings.class);

    public static final Request<RegisterGuest, PlayerReply> REGISTER_GUEST =
            onStore("store.register-guest", RegisterGuest.class, PlayerReply.class);
    public static final Request<FindPlayer, PlayerReply> FIND_PLAYER =
            onStore("store.find-player", FindPlayer.class, PlayerReply.class);
    public static final Request<SavedLobby, Done> SAVE_LOBBY =
            onStore("store.save-lobby", SavedLobby.class, Done.class);
    public static final Request<DeleteLobby, Done> DELETE_LOBBY =
            onStore("store.delete-lobby", DeleteLobby.class, Done.class);
    public static final Request<LoadLobbies, SavedLobbies> LOAD_LOBBIES =
            onStore("store.load-lobbies", LoadLobbies.class, SavedLobbies.class);
    public static final Request<MatchStarted, Done> MATCH_STARTED =
            onStore("store.match-started", MatchStarted.class, Done.class);
    public static final Request<MatchEnded, Done> MATCH_ENDED =
            onStore("store.match-ended", MatchEnded.class, Done.class);
    public static final Request<LoadBans, SavedBans> LOAD_BANS =
            onStore("store.load-bans", LoadBans.class, SavedBans.class);
    public static final Request<SavedBan, Done> SAVE_BAN =
            onStore("store.save-ban", SavedBan.class, Done.class);
    public static final Request<FindDevice, DeviceReply> FIND_DEVICE =
            onStore("store.find-device", FindDevice.class, DeviceReply.class);
    public static final Request<ListPlayers, KnownPlayers> LIST_PLAYERS =
            onStore("store.list-players", ListPlayers.class, KnownPlayers.class);
    public static final Request<ReadAudit, AuditLines> READ_AUDIT =
            onStore("store.read-audit", ReadAudit.class, AuditLines.class);
    public static final Request<AuditEntry, Done> AUDIT =
            onStore("store.audit", AuditEntry.class, Done.class);
    public static final Request<SavedLogin, Done> SAVE_LOGIN =
            onStore("store.save-login", SavedLogin.class, Done.class);
    public static final Request<FindLogin, SavedLogins> FIND_LOGIN =
            onStore("store.find-login", FindLogin.class, SavedLogins.class);
    public static final Request<Revocation, Done> SAVE_REVOCATION =
            onStore("store.save-revocation", Revocation.class, Done.class);
    public static final Request<LoadRevocations, Revocations> LOAD_REVOCATIONS =
            onStore("store.load-revocations", LoadRevocations.class, Revocations.class);

    /**
     * The same, answered as soon as it is sure to be written, also while the database is away: what
     * waits is kept in the cluster. Every node serves it; in any order, and told twice it is
     * written once. For a player without device only.
     */
    public static final Request<RegisterGuest, PlayerReply> REGISTER_GUEST_LATER =
            onNode("outbox.register-guest", RegisterGuest.class, PlayerReply.class);

    public static final Request<MatchStarted, Done> MATCH_STARTED_LATER =
            onNode("outbox.match-started", MatchStarted.class, Done.class);
    public static final Request<MatchEnded, Done> MATCH_ENDED_LATER =
            onNode("outbox.match-ended", MatchEnded.class, Done.class);
    public static final Request<MatchChanged, Done> MATCH_CHANGED_LATER =
            onNode("outbox.match-changed", MatchChanged.class, Done.class);
    public static final Request<ReportResult, Done> REPORT_RESULT_LATER =
            onNode("outbox.report-result", ReportResult.class, Done.class);
    public static final Request<SavedBan, Done> SAVE_BAN_LATER =
            onNode("outbox.save-ban", SavedBan.class, Done.class);
    public static final Request<AuditEntry, Done> AUDIT_LATER =
            onNode("outbox.audit", AuditEntry.class, Done.class);
    public static final Request<SavedLogin, Done> SAVE_LOGIN_LATER =
            onNode("outbox.save-login", SavedLogin.class, Done.class);
    public static final Request<Revocation, Done> SAVE_REVOCATION_LATER =
            onNode("outbox.save-revocation", Revocation.class, Done.class);

    /** A player who waits to be written. */
    public static final Request<FindPlayer, PlayerReply> FIND_WAITING_PLAYER =
            onNode("outbox.find-player", FindPlayer.class, PlayerReply.class);

    private BusContract() {}

    private static <Q extends BusMessage, A extends BusMessage> Request<Q, A> onNode(
            String address, Class<Q> question, Class<A> answer) {
        return new Request<>(address, Scope.NODE, QUICK_MS, question, answer);
    }

    /** Several changes in the cluster one after the other, and a look at the store. */
    private static <Q extends BusMessage, A extends BusMessage> Request<Q, A> onTickets(
            String address, Class<Q> question, Class<A> answer) {
        return new Request<>(address, Scope.NODE, TICKET_MS, question, answer);
    }

    /**
     * Writes to the cluster, which takes longer when a node was just lost, and may ask the store.
     */
    private static <Q extends BusMessage, A extends BusMessage> Request<Q, A> onLogin(
            String address, Class<Q> question, Class<A> answer) {
        return new Request<>(address, Scope.NODE, LOGIN_MS, question, answer);
    }

    /** The database may be on another node of a small cluster. */
    private static <Q extends BusMessage, A extends BusMessage> Request<Q, A> onStore(
            String address, Class<Q> question, Class<A> answer) {
        return new Request<>(address, Scope.CLUSTER, STORE_MS, question, answer);
    }
}
