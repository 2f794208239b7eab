package dev.rallypoint.contract;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Every message on the event bus. Sealed, so that a codec is registered for each one and none is
 * forgotten. Addresses, scopes and timeouts are in {@link BusContract}.
 */
public sealed interface BusMessage {
    /** The answer when there is nothing to say. */
    record Done() implements BusMessage {}

    // ---- lobbies: asked by the HTTP API, answered by the lobby room of the same node

    record CreateLobby(String playerId, String displayName, Api.CreateLobby settings)
            implements BusMessage {}

    record GetLobby(String lobbyId) implements BusMessage {}

    /** {@code joinCode} is normalized. */
    record FindLobbyByCode(String joinCode) implements BusMessage {}

    /** {@code limit} is 1..100. */
    record ListLobbies(
            Optional<String> region,
            Optional<String> gameMode,
            boolean hasRoom,
            int limit,
            Optional<String> cursor)
            implements BusMessage {}

    /** {@code regions} has the player's measured round trips. */
    record JoinLobby(
            String lobbyId,
            String playerId,
            String displayName,
            Optional<String> password,
            List<Api.RegionRtt> regions)
            implements BusMessage {
        public JoinLobby {
            regions = List.copyOf(regions);
        }

        /** Without round trips. */
        public JoinLobby(
                String lobbyId, String playerId, String displayName, Optional<String> password) {
            this(lobbyId, playerId, displayName, password, List.of());
        }
    }

    record LeaveLobby(String lobbyId, String playerId) implements BusMessage {}

    /** {@code byPlayerId} must be the owner. */
    record KickMember(String lobbyId, String byPlayerId, String playerId) implements BusMessage {}

    record SetReady(String lobbyId, String playerId, boolean ready) implements BusMessage {}

    record ChangeLobby(String lobbyId, String playerId, Api.ChangeLobby changes)
            implements BusMessage {}

    record StartLobby(String lobbyId, String playerId) implements BusMessage {}

    record SayInLobby(String lobbyId, String playerId, String text) implements BusMessage {}

    /** What the server takes from a lobby by itself or for an operator; {@code reason} is told. */
    record RemoveMember(String lobbyId, String playerId, String reason) implements BusMessage {}

    record CloseLobby(String lobbyId, String reason) implements BusMessage {}

    /** Asks for all lobbies, private ones too, in the order of their creation. */
    record ListAllLobbies(int limit, Optional<String> cursor) implements BusMessage {}

    record AllLobbies(List<HostedLobby> lobbies, Optional<String> nextCursor)
            implements BusMessage {
        public AllLobbies {
            lobbies = List.copyOf(lobbies);
        }
    }

    /**
     * @param homeNode where it races; empty before the first connection
     */
    record HostedLobby(Api.Lobby lobby, Optional<String> homeNode, long createdAtMs) {}

    /** Asks which lobbies players are members of. */
    record FindSeats(List<String> playerIds) implements BusMessage {
        public FindSeats {
            playerIds = List.copyOf(playerIds);
        }
    }

    /** {@code lobbies} has lobby ids by player id; players without any are left out. */
    record Seats(Map<String, List<String>> lobbies) implements BusMessage {
        public Seats {
            lobbies = Map.copyOf(lobbies);
        }
    }

    /** Asks on which nodes the cluster's matches live, as this node knows it. */
    record GetHomes() implements BusMessage {}

    /** {@code lobbies} has the number of lobbies by node id; nodes without any are left out. */
    record Homes(Map<String, Integer> lobbies) implements BusMessage {
        public Homes {
            lobbies = Map.copyOf(lobbies);
        }
    }

    /**
     * A player whom matching seats without his asking for the lobby.
     *
     * @param rttMs his measured round trips by region
     */
    record MatchPlayer(String playerId, String displayName, Map<String, Integer> rttMs) {
        public MatchPlayer {
            rttMs = Map.copyOf(rttMs);
        }
    }

    /**
     * Asks for the lobby of a made match with all its players seated; the one that is there if it
     * was asked before.
     *
     * @param matchId of the race
     * @param track empty = none
     * @param startsAtOnce else the players get ready and the owner, who is the first of them,
     *     starts
     */
    record HostMatch(
            String lobbyId,
            String matchId,
            String gameMode,
            Optional<String> track,
            String region,
            int capacity,
            boolean startsAtOnce,
            List<MatchPlayer> players)
            implements BusMessage {
        public HostMatch {
            players = List.copyOf(players);
        }
    }

    /** Asks for seats in a lobby for all of these players or none; granted again if asked twice. */
    record SeatPlayers(String lobbyId, List<MatchPlayer> players) implements BusMessage {
        public SeatPlayers {
            players = List.copyOf(players);
        }
    }

    record LobbyReply(Api.Lobby lobby) implements BusMessage {}

    record LobbyPageReply(Api.LobbyPage page) implements BusMessage {}

    /**
     * Asks for a connect token.
     *
     * @param flavour netcode-1.02, netcode-1.01 or renet
     * @param clientHost the player's IP address as the API sees it: decides whether the relay's
     *     loopback, LAN or public address comes first
     */
    record OpenConnection(String lobbyId, String playerId, String flavour, String clientHost)
            implements BusMessage {}

    record ConnectionReply(Api.Connection connection) implements BusMessage {}

    /**
     * Asks for a lobby's events after {@code afterEventId}; 0 = all that are kept. Members only.
     */
    record ReadLobbyEvents(String lobbyId, String playerId, long afterEventId)
            implements BusMessage {}

    /** {@code latestEventId} is 0 if there are none. */
    record LobbyEventsReply(List<LobbyEvent> events, long latestEventId) implements BusMessage {}

    /**
     * Something happened in a lobby; published on {@link BusContract#LOBBY_EVENTS}.
     *
     * @param id 1, 2, 3 … within the lobby
     * @param version of the lobby after it
     * @param type the event's name in the API, such as {@code member-joined}
     * @param playerId whom it concerns
     * @param slot his seat
     * @param ready for member-ready
     * @param text for message
     * @param reason for member-left (left, kicked, timeout, banned, removed) and closed (empty,
     *     shutdown, operator)
     */
    record LobbyEvent(
            String lobbyId,
            long id,
            long version,
            long atMs,
            String type,
            Optional<String> playerId,
            Optional<String> displayName,
            Optional<Integer> slot,
            Optional<Boolean> ready,
            Optional<String> text,
            Optional<String> reason)
            implements BusMessage {
        public static final String MEMBER_JOINED = "member-joined";
        public static final String MEMBER_LEFT = "member-left";
        public static final String MEMBER_READY = "member-ready";
        public static final String MEMBER_CONNECTED = "member-connected";
        public static final String MEMBER_DISCONNECTED = "member-disconnected";
        public static final String OWNER_CHANGED = "owner-changed";
        public static final String SETTINGS_CHANGED = "settings-changed";
        public static final String STARTED = "started";
        public static final String RELOCATED = "relocated";
        public static final String MESSAGE = "message";
        public static final String CLOSED = "closed";
    }

    // ---- tickets: asked by the HTTP API, answered by the matchmaking room of the same node

    record CreateTicket(String playerId, String displayName, Api.TicketRequest request)
            implements BusMessage {}

    /** For members and who is invited; nobody else learns that there is one. */
    record GetTicket(String ticketId, String playerId) implements BusMessage {}

    /** Asks for the ticket a player stands in and those he is invited to. */
    record GetMyTicket(String playerId) implements BusMessage {}

    /** Of an invited party member, with his own round trips. */
    record ConfirmTicket(
            String ticketId, String playerId, String displayName, List<Api.RegionRtt> regions)
            implements BusMessage {
        public ConfirmTicket {
            regions = List.copyOf(regions);
        }
    }

    /** Ends the whole ticket; any member may. Who has not confirmed declines by it. */
    record CancelTicket(String ticketId, String playerId) implements BusMessage {}

    /** A member leaves, or declines; the others go on without him. */
    record LeaveTicket(String ticketId, String playerId) implements BusMessage {}

    /** Takes a player out of all tickets, for good: he is to be erased. */
    record ForgetTickets(String playerId) implements BusMessage {}

    /**
     * @param lobbyIds where matches of his last tickets gave him a seat
     */
    record ForgottenTickets(List<String> lobbyIds) implements BusMessage {
        public ForgottenTickets {
            lobbyIds = List.copyOf(lobbyIds);
        }
    }

    record TicketReply(Api.Ticket ticket) implements BusMessage {}

    record MyTicketReply(Api.MyTicket mine) implements BusMessage {}

    /** Asks for all events of a ticket. */
    record ReadTicketEvents(String ticketId, String playerId) implements BusMessage {}

    record TicketEventsReply(List<TicketEvent> events) implements BusMessage {
        public TicketEventsReply {
            events = List.copyOf(events);
        }
    }

    /**
     * A ticket was changed, somewhere in the cluster.
     *
     * @param events all of them, oldest first
     */
    record TicketChanged(String ticketId, List<TicketEvent> events) implements BusMessage {
        public TicketChanged {
            events = List.copyOf(events);
        }
    }

    /** Players of these tickets gave a sign of life. */
    record TicketsAlive(List<String> ticketIds) implements BusMessage {
        public TicketsAlive {
            ticketIds = List.copyOf(ticketIds);
        }
    }

    /**
     * Something happened to a ticket.
     *
     * @param id 1, 2, 3 … within the ticket
     * @param type the event's name in the API, such as {@code matched}
     * @param playerId whom it concerns
     * @param lobbyId for matched
     * @param reason for cancelled, expired and member-left
     */
    record TicketEvent(
            String ticketId,
            long id,
            long atMs,
            String type,
            Optional<String> playerId,
            Optional<String> lobbyId,
            Optional<String> reason) {
        public static final String CREATED = "created";
        public static final String MEMBER_CONFIRMED = "member-confirmed";
        public static final String MEMBER_LEFT = "member-left";
        public static final String SEARCHING = "searching";
        public static final String MATCHED = "matched";
        public static final String EXPIRED = "expired";
        public static final String CANCELLED = "cancelled";

        /** Whether nothing comes after it. */
        public boolean endsTicket() {
            return type.equals(MATCHED) || type.equals(EXPIRED) || type.equals(CANCELLED);
        }
    }

    /** Asks for the open lobby that fits a player best, with a seat in it for him. */
    record QuickJoin(String playerId, String displayName, Api.QuickJoinRequest request)
            implements BusMessage {}

    /** Asks what waits where, and how good the matches of late were. */
    record GetPools() implements BusMessage {}

    record Pools(List<Api.Pool> pools) implements BusMessage {
        public Pools {
            pools = List.copyOf(pools);
        }
    }

    // ---- relay

    /** A relay session began (connected) or ended; told to the lobby room of the same node. */
    record SessionChanged(
            String lobbyId, String playerId, int slot, boolean connected, String reason)
            implements BusMessage {
        /** The reason why a session ended whose player was sent on to his match's new home. */
        public static final String MOVED = "moved";
    }

    /**
     * Told once a second by each relay to the other rooms of its node.
     *
     * @param loop which of the node's relays, from 0
     */
    record RelayLoad(int loop, int sessions, int matches) implements BusMessage {}

    /**
     * A relay of this node has a session whose player is no member of its lobby, or sits elsewhere
     * in it: the news of his leaving was lost.
     *
     * @param generation of the lobby's newest connect token: he has none that is newer
     */
    record SessionRefused(String lobbyId, String playerId, long generation) implements BusMessage {}

    /**
     * Where a lobby's match lives has changed; told by the lobby room to the relays of its node.
     *
     * @param here whether it came to this node or left it
     * @param generation of the newest connect token given out before the move: when the match came
     *     here, tokens up to it are good although they name another home or have expired; when it
     *     left, they are outdated
     * @param members who may come with such a token, and their slots
     * @param hostSlot the owner's slot: a token in hand may name an owner of hours ago
     */
    record MatchMoved(
            String lobbyId,
            boolean here,
            long generation,
            List<Seat> members,
            Optional<Integer> hostSlot)
            implements BusMessage {
        public MatchMoved {
            members = List.copyOf(members);
        }

        /** Where nobody needs to know the owner: the match left. */
        public MatchMoved(String lobbyId, boolean here, long generation, List<Seat> members) {
            this(lobbyId, here, generation, members, Optional.empty());
        }
    }

    /** A player's place in a match. */
    record Seat(String playerId, int slot) {}

    /**
     * All sessions of one relay, told every few seconds to the lobby room of its node, which brings
     * lobbies in line with it: news may have been lost while the cluster was split.
     *
     * @param loop which of the node's relays, from 0
     */
    record RelaySessions(int loop, List<MatchSessions> matches) implements BusMessage {
        public RelaySessions {
            matches = List.copyOf(matches);
        }
    }

    /** Who of a lobby is connected. */
    record MatchSessions(String lobbyId, List<Seat> members) {
        public MatchSessions {
            members = List.copyOf(members);
        }
    }

    /**
     * What one relay has dropped since it started; told once a second to its node.
     *
     * @param loop which of the node's relays, from 0
     * @param drops how many by the label of the reason; those of which there were any
     */
    record RelayDrops(int loop, Map<String, Long> drops) implements BusMessage {
        public RelayDrops {
            drops = Map.copyOf(drops);
        }
    }

    // ---- STUN and TURN

    /**
     * Asks another node to send an answer from its own address, for a client who finds out what its
     * NAT lets in (RFC 5780).
     *
     * @param to {@code ip:port}
     * @param fromOtherPort whether from its second port
     * @param answer Base64 of a Binding response
     */
    record LendStunAddress(String to, boolean fromOtherPort, String answer) implements BusMessage {}

    /** Asks for the servers that a player may use for ICE, the nearest first. */
    record GetIceServers(String playerId) implements BusMessage {}

    record IceServers(List<Api.IceServer> servers) implements BusMessage {
        public IceServers {
            servers = List.copyOf(servers);
        }
    }

    // ---- cluster

    record GetNodes() implements BusMessage {}

    /** All nodes that are up, this one included; also published when it changes. */
    record Nodes(String selfNodeId, List<NodeInfo> nodes) implements BusMessage {}

    /**
     * Asks a node to hand its matches over and take no new ones, or to take them again.
     *
     * @param draining false = take matches again
     */
    record DrainNode(boolean draining) implements BusMessage {}

    /**
     * An operator says that a node never comes back: it has no say any more.
     *
     * @param thoughCutOff also where this node may not write, for the lost ones were most
     */
    record ForgetNode(String nodeId, boolean thoughCutOff) implements BusMessage {}

    // ---- STUN address discovery

    record DiscoverAddress(List<String> servers, int timeoutMs) implements BusMessage {}

    /**
     * @param publicHost the IP address the servers saw; empty if none answered in time
     * @param report one line a server for the log: what it said and how long it took
     */
    record DiscoveredAddress(Optional<String> publicHost, List<String> report)
            implements BusMessage {}

    /** Asks whether this node may change what the cluster shares. */
    record GetQuorum() implements BusMessage {}

    /**
     * @param voters nodes that have a say
     * @param reached those of them that this node is in touch with, itself among them
     */
    record QuorumState(boolean mayWrite, int voters, int reached) implements BusMessage {}

    // ---- security

    /**
     * Asks whether a call may go on.
     *
     * @param host the caller's IP address
     * @param playerId empty before login
     * @param action the limited action: call, guest, create-lobby, chat, join, operator; or one
     *     that only asks whether somebody is banned or locked out: login, password
     * @param deviceHash of the device that logs in
     */
    record AdmitCall(
            String host, Optional<String> playerId, String action, Optional<String> deviceHash)
            implements BusMessage {
        /** Of no device that is known. */
        public AdmitCall(String host, Optional<String> playerId, String action) {
            this(host, playerId, action, Optional.empty());
        }
    }

    /**
     * @param refused empty if the call may go on
     * @param limit the name of the limit that was hit, with its figure
     * @param retryAfterSeconds when it is worth trying again; 0 if unknown
     */
    record CallVerdict(Optional<Rejection> refused, Optional<String> limit, int retryAfterSeconds)
            implements BusMessage {}

    /**
     * Somebody proved not to be who he said; answered with what he has to be told now.
     *
     * @param kind access-token, operator-token, lobby-password or join-code
     * @param playerId empty before login
     */
    record FailedAttempt(String kind, String host, Optional<String> playerId)
            implements BusMessage {}

    /**
     * A source failed too often on one node; so that it gets nowhere on the others either.
     *
     * @param source an address, or a player's id
     * @param seconds from now: nodes' clocks differ
     */
    record LockedOut(String kind, String source, int seconds) implements BusMessage {}

    /**
     * What callers did on one node since it told last, so that limits hold in the cluster.
     *
     * @param nodeId who tells
     */
    record CallsSpent(String nodeId, List<Spent> spent) implements BusMessage {}

    /**
     * @param limit its key in {@code security}, or {@code failed-} and the kind of a failed attempt
     * @param source an address, a /64 or a player's id
     * @param count calls let through, or attempts that failed
     */
    record Spent(String limit, String source, int count) {}

    /**
     * Asks to ban, or to ban for longer: a ban that ends later stays as it is.
     *
     * @param subject player, device or cidr
     * @param value the player id, the device's hash or the block
     * @param untilMs Unix ms; 0 = for ever
     * @param actor who did it: an operator's name, or the part of the server
     */
    record AddBan(String subject, String value, String reason, long untilMs, String actor)
            implements BusMessage {}

    /** The ban in force now. */
    record BanReply(Ban ban) implements BusMessage {}

    /** Asks to lift a ban, with all that it covers. */
    record RemoveBan(long banId, String actor) implements BusMessage {}

    /** Asks for the bans in force on this node. */
    record GetBans() implements BusMessage {}

    record Bans(List<Ban> bans) implements BusMessage {
        public Bans {
            bans = List.copyOf(bans);
        }
    }

    /** All bans in force on this node. */
    record BansChanged(List<Ban> bans) implements BusMessage {
        public BansChanged {
            bans = List.copyOf(bans);
        }
    }

    /**
     * A player does what honest players do not; not told in shadow mode.
     *
     * @param action warn, flag, kick or ban
     */
    record SuspicionRaised(
            String playerId,
            String lobbyId,
            String rule,
            double measured,
            double allowed,
            double score,
            String action,
            long atMs)
            implements BusMessage {}

    /**
     * Whether this node is attacked; told when that changes.
     *
     * @param why for operators; empty if it is not
     * @param sinceMs when that began, Unix ms
     */
    record AttackState(boolean underAttack, String why, long sinceMs) implements BusMessage {}

    /** Asks a node what its security room knows. */
    record GetSecurityReport() implements BusMessage {}

    /**
     * A node's security at a glance.
     *
     * @param sessions players connected to its relays
     * @param counts what it counted since its start, by name
     * @param drops datagrams dropped since its start, by reason
     * @param suspicions newest first
     * @param limited who was refused lately, the most refused first
     * @param lockedOut who is locked out now
     * @param attack as its packet path last said; empty if it never did
     */
    record SecurityReport(
            String nodeId,
            int sessions,
            Map<String, Long> counts,
            Map<String, Long> drops,
            List<SuspicionRaised> suspicions,
            List<LimitedSource> limited,
            List<LimitedSource> lockedOut,
            Optional<AttackState> attack)
            implements BusMessage {
        public SecurityReport {
            counts = Map.copyOf(counts);
            drops = Map.copyOf(drops);
            suspicions = List.copyOf(suspicions);
            limited = List.copyOf(limited);
            lockedOut = List.copyOf(lockedOut);
        }
    }

    /**
     * A source that was refused.
     *
     * @param limit which limit or lockout
     * @param source an address, or a player's id
     * @param refused how often
     * @param untilMs when it may try again; 0 = a limit, which has no such moment
     */
    record LimitedSource(String limit, String source, long refused, long lastAtMs, long untilMs) {}

    // ---- cheat detection

    /**
     * A player's score rose over a threshold, with all that speaks for it; told by a relay to its
     * own node.
     *
     * @param track empty if the lobby has none
     * @param action what the score calls for: warn, flag, kick or ban
     * @param shadow whether that is only to be recorded
     * @param findings the last ones, oldest first; the last of them raised the score
     * @param states the player's last ten seconds, oldest first
     */
    record CheatVerdict(
            String playerId,
            String lobbyId,
            String gameMode,
            String track,
            String action,
            boolean shadow,
            double score,
            long atMs,
            List<CheatFinding> findings,
            List<ObservedState> states)
            implements BusMessage {
        public CheatVerdict {
            findings = List.copyOf(findings);
            states = List.copyOf(states);
        }

        /** Whether the player is to leave his match at once. */
        public boolean takesOut() {
            return !shadow && (action.equals("kick") || action.equals("ban"));
        }

        /** What raised the score. */
        public CheatFinding cause() {
            return findings.get(findings.size() - 1);
        }
    }

    /** One finding of a rule, in the rule's unit, with the score after it. */
    record CheatFinding(String rule, double measured, double allowed, double score, long atMs) {}

    /**
     * A state message as a relay read it; metres, metres a second.
     *
     * @param serverMs when it arrived, Unix ms
     * @param clientMicros the player's clock
     */
    record ObservedState(
            long serverMs,
            long clientMicros,
            int sequence,
            List<Double> position,
            List<Double> velocity,
            List<Double> rotation,
            int checkpoints,
            int respawns,
            boolean paused) {
        public ObservedState {
            position = List.copyOf(position);
            velocity = List.copyOf(velocity);
            rotation = List.copyOf(rotation);
        }
    }

    /** Asks one node for what it keeps, the newest first; {@code playerId} empty = of all. */
    record ListEvidence(Optional<String> playerId, int limit) implements BusMessage {}

    record EvidencePage(List<EvidenceSummary> evidence) implements BusMessage {
        public EvidencePage {
            evidence = List.copyOf(evidence);
        }
    }

    /** A kept verdict without its states; of its findings the one that raised the score. */
    record EvidenceSummary(
            String evidenceId,
            String nodeId,
            String playerId,
            String lobbyId,
            String gameMode,
            String track,
            String action,
            boolean shadow,
            double score,
            long atMs,
            CheatFinding cause) {}

    record GetEvidence(String evidenceId) implements BusMessage {}

    /** {@code verdict} is empty if the node that was asked does not have it. */
    record EvidenceReply(String evidenceId, String nodeId, Optional<CheatVerdict> verdict)
            implements BusMessage {}

    // ---- packet filter

    record GetFilter() implements BusMessage {}

    /**
     * Changes what the packet filters of all nodes do.
     *
     * @param values by key of {@code Config.Filter}, as text like in a file
     * @param reset keys that are as configured again
     * @param actor who did it, for operators
     */
    record ChangeFilter(Map<String, String> values, List<String> reset, String actor)
            implements BusMessage {
        public ChangeFilter {
            values = Map.copyOf(values);
            reset = List.copyOf(reset);
        }
    }

    /**
     * The packet filter of a node.
     *
     * @param settings in force, but for what an attack takes from them
     * @param changed keys that were changed since the start
     * @param changedAtMs the last time, Unix ms; 0 = never
     * @param changedBy the last one; empty = nobody
     * @param allowBlocks of lists and files
     * @param denyBlocks of lists, files and bans
     */
    record FilterReply(
            Config.Filter settings,
            List<String> changed,
            long changedAtMs,
            String changedBy,
            int allowBlocks,
            int denyBlocks,
            AttackState attack)
            implements BusMessage {
        public FilterReply {
            changed = List.copyOf(changed);
        }
    }

    /** The relays of this node have other rules to follow. */
    record FilterChanged() implements BusMessage {}

    /**
     * How new the changes are that a node knows; told now and then, so that who knows older ones
     * asks for them.
     *
     * @param changedAtMs 0 = it knows of none
     */
    record FilterVersion(String nodeId, long changedAtMs) implements BusMessage {}

    record GetFilterChanges() implements BusMessage {}

    /** What was changed since the start of the cluster, and when last. */
    record FilterChanges(Map<String, String> values, long changedAtMs, String changedBy)
            implements BusMessage {
        public FilterChanges {
            values = Map.copyOf(values);
        }
    }

    // ---- store

    /**
     * Finds the player of a device or makes one.
     *
     * @param deviceHash lower-case hex SHA-256 of the device secret; empty for a throw-away player
     * @param newPlayerId used if there is none yet
     */
    record RegisterGuest(
            String newPlayerId, String displayName, Optional<String> deviceHash, long nowMs)
            implements BusMessage {}

    record FindPlayer(String playerId) implements BusMessage {}

    record PlayerReply(Api.Player player) implements BusMessage {}

    /** A lobby as the lobby room wrote it; the store does not look inside. */
    record SavedLobby(String lobbyId, String document, long version, long updatedAtMs)
            implements BusMessage {}

    record DeleteLobby(String lobbyId) implements BusMessage {}

    record LoadLobbies() implements BusMessage {}

    record SavedLobbies(List<SavedLobby> lobbies) implements BusMessage {}

    /** A player of a match and how he came into it. */
    record MatchMember(String playerId, MatchOrigin origin) {
        public MatchMember {
            Objects.requireNonNull(origin);
        }
    }

    /**
     * A race began.
     *
     * @param members all who sit there
     * @param owner player id of the lobby's; empty if nobody knows him
     * @param kind of the lobby when it began
     */
    record MatchStarted(
            String matchId,
            String lobbyId,
            String gameMode,
            Optional<String> track,
            String region,
            long startedAtMs,
            List<MatchMember> members,
            Optional<String> owner,
            LobbyKind kind)
            implements BusMessage {
        public MatchStarted {
            members = List.copyOf(members);
            Objects.requireNonNull(kind);
        }
    }

    record MatchEnded(String matchId, long endedAtMs) implements BusMessage {}

    record LoadBans() implements BusMessage {}

    /**
     * @param banId of the decision, which may cover a player and his device
     * @param subject player, device or cidr
     * @param value the player id, the device hash or the CIDR block
     * @param untilMs 0 = for ever
     * @param actor who decided
     */
    record Ban(
            long banId,
            String subject,
            String value,
            String reason,
            long untilMs,
            String actor,
            long createdAtMs) {
        public static final String PLAYER = "player";
        public static final String DEVICE = "device";
        public static final String CIDR = "cidr";

        /** By nobody in particular. */
        public Ban(long banId, String subject, String value, String reason, long untilMs) {
            this(banId, subject, value, reason, untilMs, "", 0);
        }
    }

    /**
     * A ban as the cluster and the database keep it.
     *
     * @param revision grows with every change of what is decided about the same subject and value
     * @param liftedAtMs 0 = it was not lifted
     */
    record SavedBan(Ban ban, long revision, long liftedAtMs) implements BusMessage {
        public SavedBan {
            Objects.requireNonNull(ban);
        }
    }

    record SavedBans(List<SavedBan> bans) implements BusMessage {
        public SavedBans {
            bans = List.copyOf(bans);
        }
    }

    /** Asks which device is whose, by the one or the other. */
    record FindDevice(Optional<String> playerId, Optional<String> deviceHash)
            implements BusMessage {}

    /** Both are empty if nobody knows. */
    record DeviceReply(Optional<String> playerId, Optional<String> deviceHash)
            implements BusMessage {}

    /**
     * Asks for registered players in the order of their ids.
     *
     * @param name part of the display name
     * @param afterPlayerId where to go on; empty text = at the beginning
     */
    record ListPlayers(Optional<String> name, String afterPlayerId, int limit)
            implements BusMessage {}

    record KnownPlayers(List<KnownPlayer> players) implements BusMessage {
        public KnownPlayers {
            players = List.copyOf(players);
        }
    }

    /**
     * @param hasDevice whether he can come back as the same player
     */
    record KnownPlayer(
            String playerId,
            String displayName,
            long createdAtMs,
            long lastSeenAtMs,
            boolean hasDevice) {}

    // ---- logins: asked by the HTTP and the operator API, answered by the login room of the node

    /** A player has proved who he is: asks for what keeps him logged in. */
    record OpenLogin(String playerId, String displayName) implements BusMessage {}

    /** Asks for a new refresh token in the place of this one. */
    record RenewLogin(String refreshToken) implements BusMessage {
        @Override
        public String toString() {
            return "RenewLogin[not shown]";
        }
    }

    /** Logs out: the refresh token and the access tokens that came of it are void. */
    record EndLogin(String refreshToken) implements BusMessage {
        @Override
        public String toString() {
            return "EndLogin[not shown]";
        }
    }

    /**
     * A login that was opened or renewed.
     *
     * @param loginId the same for as long as it is renewed
     * @param revocation the last one of the player's tokens; 0 = none
     */
    record LoginReply(
            String loginId,
            String playerId,
            String displayName,
            long revocation,
            String refreshToken,
            long refreshExpiresAtMs)
            implements BusMessage {
        @Override
        public String toString() {
            return "LoginReply[loginId=" + loginId + ", playerId=" + playerId + "]";
        }
    }

    /** Asks whether a login was renewed lately. */
    record GetLogin(String loginId) implements BusMessage {}

    /**
     * @param accessUntilMs when its newest access token expires; 0 = the login is over
     */
    record LoginState(long accessUntilMs) implements BusMessage {}

    /** Asks for all logins of a player that the database has. */
    record ListLogins(String playerId) implements BusMessage {}

    /**
     * Takes a player's logins out of the cluster's memory, where they have his name. What the
     * database still has comes back when it is used.
     */
    record ForgetLogins(String playerId) implements BusMessage {}

    /** Voids all tokens that a player has. */
    record RevokeTokens(String playerId) implements BusMessage {}

    record GetRevocations() implements BusMessage {}

    record Revocations(List<Revocation> revocations) implements BusMessage {
        public Revocations {
            revocations = List.copyOf(revocations);
        }
    }

    /**
     * Access tokens that know of no revocation of their subject as late as this one are void.
     *
     * @param subject a player id or a login id
     * @param stamp grows; about Unix ms
     */
    record Revocation(String subject, long stamp) implements BusMessage {}

    /** A login as the login room wrote it; the store does not look inside. */
    record SavedLogin(
            String loginId, String playerId, String document, long version, long expiresAtMs)
            implements BusMessage {}

    record FindLogin(String loginId) implements BusMessage {}

    /** One or none. */
    record SavedLogins(List<SavedLogin> logins) implements BusMessage {
        public SavedLogins {
            logins = List.copyOf(logins);
        }
    }

    /** Asks for the revocations of players since then. */
    record LoadRevocations(long sinceStamp) implements BusMessage {}

    /** One line of the audit trail. */
    record AuditEntry(long atMs, String actor, String action, String subject, String detail)
            implements BusMessage {}

    /**
     * Asks for lines of the audit trail, newest first.
     *
     * @param beforeLineId only older ones than this
     */
    record ReadAudit(
            int limit,
            long beforeLineId,
            Optional<String> actor,
            Optional<String> action,
            Optional<String> subject)
            implements BusMessage {}

    record AuditLines(List<AuditLine> lines) implements BusMessage {
        public AuditLines {
            lines = List.copyOf(lines);
        }
    }

    record AuditLine(long lineId, AuditEntry entry) {}

    // ---- ratings: asked by whoever makes matches, answered by the rating room of the node

    /** Asks how good players are in a game mode, and whom they do not want to meet. */
    record GetRatings(List<String> playerIds, String gameMode) implements BusMessage {
        public GetRatings {
            playerIds = List.copyOf(playerIds);
        }
    }

    /**
     * @param ratings of all who were asked for, in that order; those of unknown players are a
     *     newcomer's
     * @param fromStore false = the database is away: what is not remembered is a newcomer's, and
     *     nobody is known to be blocked
     */
    record Ratings(List<PlayerRating> ratings, boolean fromStore) implements BusMessage {
        public Ratings {
            ratings = List.copyOf(ratings);
        }
    }

    /**
     * On OpenSkill's scale, where a newcomer has mu 25 and sigma 25/3. Sigma is as of now: it has
     * grown while he was away.
     *
     * @param matches that were counted in this mode
     * @param provisional whether these are too few to say much
     * @param blocked player ids that he does not want to meet
     */
    record PlayerRating(
            String playerId,
            double mu,
            double sigma,
            int matches,
            boolean provisional,
            List<String> blocked) {
        public PlayerRating {
            blocked = List.copyOf(blocked);
        }
    }

    record GetSeasons() implements BusMessage {}

    record SeasonsReply(Api.Seasons seasons) implements BusMessage {}

    /** Erases a player wherever he is: in tickets, lobbies, logins and the database. */
    record ForgetPlayer(String playerId) implements BusMessage {}

    /** A player was erased: whoever remembers him forgets him. */
    record PlayerErased(String playerId) implements BusMessage {}

    /** The same from the database, as it was after the last match of each. */
    record LoadRatings(List<String> playerIds, String gameMode) implements BusMessage {
        public LoadRatings {
            playerIds = List.copyOf(playerIds);
        }
    }

    /** Players who never played have no rating. */
    record SavedRatings(List<SavedRating> ratings, List<Block> blocks) implements BusMessage {
        public SavedRatings {
            ratings = List.copyOf(ratings);
            blocks = List.copyOf(blocks);
        }
    }

    record SavedRating(
            String playerId,
            String gameMode,
            double mu,
            double sigma,
            int matches,
            long lastMatchAtMs) {}

    /** {@code blockedId} is whom {@code playerId} does not want to meet. */
    record Block(String playerId, String blockedId) {}

    // ---- results

    /**
     * Who is in a match changed, or who owns its lobby, while it races.
     *
     * @param members those who are there now; nobody leaves a match by this
     */
    record MatchChanged(String matchId, List<MatchMember> members, String owner, long atMs)
            implements BusMessage {
        public MatchChanged {
            members = List.copyOf(members);
        }
    }

    /**
     * How a race went, as somebody says; told twice, the first one counts.
     *
     * @param reporter a player id, or the name of an operator
     * @param byOperator believed at once
     */
    record ReportResult(
            String matchId,
            String reporter,
            boolean byOperator,
            Api.MatchReport report,
            long reportedAtMs)
            implements BusMessage {
        public ReportResult {
            Objects.requireNonNull(report);
        }
    }

    record FindMatch(String matchId) implements BusMessage {}

    /**
     * @param match as players may see it
     * @param operatorsReason with the names of who contradicts
     */
    record MatchReply(Api.Match match, Optional<String> operatorsReason) implements BusMessage {
        public Api.Match toOperator() {
            return match.withReason(operatorsReason);
        }
    }

    /** As if a settled match had not been raced. */
    record VoidMatch(String matchId, String actor, String reason, long atMs)
            implements BusMessage {}

    /** Asks for a player's matches, the newest first. */
    record ListMatches(String playerId, int limit, Optional<String> cursor) implements BusMessage {}

    record MatchPageReply(Api.MatchPage page) implements BusMessage {}

    /** Asks for matches in a state, for operators, the newest first. */
    record ListResults(String state, int limit) implements BusMessage {}

    record MatchList(List<MatchReply> matches) implements BusMessage {
        public MatchList {
            matches = List.copyOf(matches);
        }
    }

    /**
     * @param board rating or times
     * @param track of times only
     * @param season empty = all time
     * @param region empty = the world; of times only
     * @param aroundMe the page with the caller in its middle, instead of by the cursor
     */
    record ReadLeaderboard(
            String board,
            String gameMode,
            Optional<String> track,
            Optional<String> season,
            Optional<String> region,
            String callerId,
            boolean aroundMe,
            int limit,
            Optional<String> cursor)
            implements BusMessage {}

    record LeaderboardReply(Api.Leaderboard board) implements BusMessage {}

    /** {@code blocked} false = he may meet him again. */
    record SetBlock(String playerId, String blockedId, boolean blocked, long atMs)
            implements BusMessage {}

    record ListBlocks(String playerId) implements BusMessage {}

    /** Asks whom a player raced with lately. */
    record ListRecentPlayers(String playerId, int limit) implements BusMessage {}

    record PlayerListReply(Api.PlayerList list) implements BusMessage {}

    /** Where a part of an export begins: after the row with this key. */
    record ExportPlace(String section, List<String> afterKey) {
        public static final ExportPlace BEGINNING = new ExportPlace("", List.of());

        public ExportPlace {
            afterKey = List.copyOf(afterKey);
        }
    }

    /** Asks for a part of what the database has about a player. */
    record ExportPlayer(String playerId, ExportPlace from) implements BusMessage {
        public ExportPlayer {
            Objects.requireNonNull(from);
        }
    }

    /**
     * @param rows each by column, as text, without what is not set; none = an empty section
     * @param next empty after the last part
     */
    record ExportPart(String section, List<Map<String, String>> rows, Optional<ExportPlace> next)
            implements BusMessage {
        public ExportPart {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Erases a player, and whatever is written late about him; asked twice, he is erased once.
     *
     * @param pseudonym takes his place in the matches of others, unless he has one already
     */
    record ErasePlayer(String playerId, String pseudonym, long atMs) implements BusMessage {}

    /**
     * @param wasKnown false if there was nothing of him, now or in the last days
     */
    record ErasedPlayer(boolean wasKnown) implements BusMessage {}

    // ---- timelines: how players' attempts to connect went

    /**
     * A member asked for a connect token; told by the lobby room to its node.
     *
     * @param generation of the token; 0 = he got none
     * @param clientHost his IP address as the API sees it; empty = not known
     * @param servers of the token, in the order to try
     * @param refusal the problem's code; empty = he got the token
     */
    record TokenAsked(
            String playerId,
            String lobbyId,
            long generation,
            long atMs,
            String clientHost,
            String flavour,
            List<String> servers,
            Optional<String> refusal)
            implements BusMessage {
        public TokenAsked {
            servers = List.copyOf(servers);
        }
    }

    /** Asks the whole cluster how a player's attempts to connect went. */
    record GetConnections(String playerId) implements BusMessage {}

    record ConnectionsReply(Api.PlayerConnections connections) implements BusMessage {}

    /** Asks one node what it knows of that. */
    record GetTimeline(String playerId) implements BusMessage {}

    record NodeTimeline(String nodeId, List<TokenAsked> tokens, List<RelayTimeline> relays)
            implements BusMessage {
        public NodeTimeline {
            tokens = List.copyOf(tokens);
            relays = List.copyOf(relays);
        }
    }

    /** Asks one relay of this node. */
    record GetRelayTimeline(String playerId) implements BusMessage {}

    /**
     * @param loop which of the node's relays, from 0
     */
    record RelayTimeline(int loop, List<RelayAttempt> attempts) implements BusMessage {
        public RelayTimeline {
            attempts = List.copyOf(attempts);
        }
    }

    /** What became of one connect token, named by its generation, at one relay. */
    record RelayAttempt(
            String lobbyId, long generation, List<AttemptStep> steps, List<AttemptDrop> drops) {
        public RelayAttempt {
            steps = List.copyOf(steps);
            drops = List.copyOf(drops);
        }
    }

    /**
     * @param step request, challenge, response, seated, first-payload, address-changed or ended
     * @param address the player's at the last of them, {@code ip:port}
     * @param detail the slot of seated, the reason of ended
     */
    record AttemptStep(
            String step,
            long firstMs,
            long lastMs,
            int count,
            Optional<String> address,
            Optional<String> detail) {}

    /**
     * @param reason the label of a drop reason
     */
    record AttemptDrop(String reason, long firstMs, long lastMs, long count) {}

    /** Asks a relay or node what it dropped of these IP addresses without knowing whose it was. */
    record GetHostDrops(List<String> hosts) implements BusMessage {
        public GetHostDrops {
            hosts = List.copyOf(hosts);
        }
    }

    /** {@code drops} has those of which there were any. */
    record HostDropsReply(List<HostDrops> drops) implements BusMessage {
        public HostDropsReply {
            drops = List.copyOf(drops);
        }
    }

    record HostDrops(String host, List<AttemptDrop> drops) {
        public HostDrops {
            drops = List.copyOf(drops);
        }
    }
}
