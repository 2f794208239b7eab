package dev.rallypoint.contract;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Lobbies: asked by the HTTP API, answered by the lobby room of the same node. */
public sealed interface LobbyMessage extends BusMessage {
    record CreateLobby(String playerId, String displayName, Api.CreateLobby settings)
            implements LobbyMessage {}

    record GetLobby(String lobbyId) implements LobbyMessage {}

    /** {@code joinCode} is normalized. */
    record FindLobbyByCode(String joinCode) implements LobbyMessage {}

    /** {@code limit} is 1..100. */
    record ListLobbies(
            Optional<String> region,
            Optional<String> gameMode,
            boolean hasRoom,
            int limit,
            Optional<String> cursor)
            implements LobbyMessage {}

    /** {@code regions} has the player's measured round trips. */
    record JoinLobby(
            String lobbyId,
            String playerId,
            String displayName,
            Optional<String> password,
            List<Api.RegionRtt> regions)
            implements LobbyMessage {
        public JoinLobby {
            regions = List.copyOf(regions);
        }

        /** Without round trips. */
        public JoinLobby(
                String lobbyId, String playerId, String displayName, Optional<String> password) {
            this(lobbyId, playerId, displayName, password, List.of());
        }
    }

    record LeaveLobby(String lobbyId, String playerId) implements LobbyMessage {}

    /** {@code byPlayerId} must be the owner. */
    record KickMember(String lobbyId, String byPlayerId, String playerId) implements LobbyMessage {}

    record SetReady(String lobbyId, String playerId, boolean ready) implements LobbyMessage {}

    record ChangeLobby(String lobbyId, String playerId, Api.ChangeLobby changes)
            implements LobbyMessage {}

    record StartLobby(String lobbyId, String playerId) implements LobbyMessage {}

    record SayInLobby(String lobbyId, String playerId, String text) implements LobbyMessage {}

    /** What the server takes from a lobby by itself or for an operator; {@code reason} is told. */
    record RemoveMember(String lobbyId, String playerId, String reason) implements LobbyMessage {}

    record CloseLobby(String lobbyId, String reason) implements LobbyMessage {}

    /** Asks for all lobbies, private ones too, in the order of their creation. */
    record ListAllLobbies(int limit, Optional<String> cursor) implements LobbyMessage {}

    record AllLobbies(List<HostedLobby> lobbies, Optional<String> nextCursor)
            implements LobbyMessage {
        public AllLobbies {
            lobbies = List.copyOf(lobbies);
        }
    }

    /**
     * @param homeNode where it races; empty before the first connection
     */
    record HostedLobby(Api.Lobby lobby, Optional<String> homeNode, long createdAtMs) {}

    /** Asks which lobbies players are members of. */
    record FindSeats(List<String> playerIds) implements LobbyMessage {
        public FindSeats {
            playerIds = List.copyOf(playerIds);
        }
    }

    /** {@code lobbies} has lobby ids by player id; players without any are left out. */
    record Seats(Map<String, List<String>> lobbies) implements LobbyMessage {
        public Seats {
            lobbies = Map.copyOf(lobbies);
        }
    }

    /** Asks on which nodes the cluster's matches live, as this node knows it. */
    record GetHomes() implements LobbyMessage {}

    /** {@code lobbies} has the number of lobbies by node id; nodes without any are left out. */
    record Homes(Map<String, Integer> lobbies) implements LobbyMessage {
        public Homes {
            lobbies = Map.copyOf(lobbies);
        }
    }

    /**
     * A player whom matching seats without his asking for the lobby.
     *
     * @param rttMs his measured round trips by region
     */
    /**
     * @param party the same text for all who came together; empty = he came alone
     */
    record MatchPlayer(
            String playerId,
            String displayName,
            Map<String, Integer> rttMs,
            Optional<String> party) {
        public MatchPlayer {
            rttMs = Map.copyOf(rttMs);
            Objects.requireNonNull(party);
        }

        /** Who came alone. */
        public MatchPlayer(String playerId, String displayName, Map<String, Integer> rttMs) {
            this(playerId, displayName, rttMs, Optional.empty());
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
            implements LobbyMessage {
        public HostMatch {
            players = List.copyOf(players);
        }
    }

    /** Asks for seats in a lobby for all of these players or none; granted again if asked twice. */
    record SeatPlayers(String lobbyId, List<MatchPlayer> players) implements LobbyMessage {
        public SeatPlayers {
            players = List.copyOf(players);
        }
    }

    record LobbyReply(Api.Lobby lobby) implements LobbyMessage {}

    record LobbyPageReply(Api.LobbyPage page) implements LobbyMessage {}

    /**
     * Asks for a connect token.
     *
     * @param flavour netcode-1.02, netcode-1.01 or renet
     * @param clientHost the player's IP address as the API sees it: decides whether the relay's
     *     loopback, LAN or public address comes first
     */
    record OpenConnection(String lobbyId, String playerId, String flavour, String clientHost)
            implements LobbyMessage {}

    record ConnectionReply(Api.Connection connection) implements LobbyMessage {}

    /**
     * Asks for a lobby's events after {@code afterEventId}; 0 = all that are kept. Members only.
     */
    record ReadLobbyEvents(String lobbyId, String playerId, long afterEventId)
            implements LobbyMessage {}

    /** {@code latestEventId} is 0 if there are none. */
    record LobbyEventsReply(List<LobbyEvent> events, long latestEventId) implements LobbyMessage {}

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
            implements LobbyMessage {
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
}
