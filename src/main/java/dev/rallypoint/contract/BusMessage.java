package dev.rallypoint.contract;

import java.util.List;
import java.util.Map;
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

    /** Asks on which nodes the cluster's matches live, as this node knows it. */
    record GetHomes() implements BusMessage {}

    /** {@code lobbies} has the number of lobbies by node id; nodes without any are left out. */
    record Homes(Map<String, Integer> lobbies) implements BusMessage {
        public Homes {
            lobbies = Map.copyOf(lobbies);
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
     * @param reason for member-left (left, kicked, timeout) and closed (empty, shutdown)
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
     * @param action the limited action: call, guest, create-lobby, chat, join
     */
    record AdmitCall(String host, Optional<String> playerId, String action) implements BusMessage {}

    /**
     * @param refused empty if the call may go on
     * @param limit the name of the limit that was hit, with its figure
     * @param retryAfterSeconds when it is worth trying again; 0 if unknown
     */
    record CallVerdict(Optional<Rejection> refused, Optional<String> limit, int retryAfterSeconds)
            implements BusMessage {}

    /**
     * Asks for a ban from now on, on every node.
     *
     * @param subject player, device or cidr
     * @param untilMs 0 = for ever
     * @param actor who bans, for the audit trail
     */
    record AddBan(String subject, String value, String reason, long untilMs, String actor)
            implements BusMessage {}

    record BanReply(Ban ban) implements BusMessage {}

    // ---- cheat detection

    /**
     * A player's score rose over a threshold; told to all nodes, but not in shadow mode.
     *
     * @param rule whose finding it was
     * @param measured what that rule measured, in its own unit
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
     * The same with all that speaks for it; told by a relay to its own node.
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

    /** A race began; members are player ids. */
    record MatchStarted(
            String matchId,
            String lobbyId,
            String gameMode,
            Optional<String> track,
            String region,
            long startedAtMs,
            List<String> members)
            implements BusMessage {}

    record MatchEnded(String matchId, long endedAtMs) implements BusMessage {}

    record LoadBans() implements BusMessage {}

    /**
     * @param subject player, device or cidr
     * @param value the player id, the device hash or the CIDR block
     * @param untilMs 0 = for ever
     */
    record Ban(long banId, String subject, String value, String reason, long untilMs) {}

    record Bans(List<Ban> bans) implements BusMessage {}

    /** One line of the audit trail. */
    record AuditEntry(long atMs, String actor, String action, String subject, String detail)
            implements BusMessage {}
}
