package dev.rallypoint.contract;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The database: players, lobbies, matches, bans. */
public sealed interface StoreMessage extends BusMessage {
    /**
     * Finds the player of a device or makes one.
     *
     * @param deviceHash lower-case hex SHA-256 of the device secret; empty for a throw-away player
     * @param newPlayerId used if there is none yet
     */
    record RegisterGuest(
            String newPlayerId, String displayName, Optional<String> deviceHash, long nowMs)
            implements StoreMessage {}

    record FindPlayer(String playerId) implements StoreMessage {}

    record PlayerReply(Api.Player player) implements StoreMessage {}

    /** A lobby as the lobby room wrote it; the store does not look inside. */
    record SavedLobby(String lobbyId, String document, long version, long updatedAtMs)
            implements StoreMessage {}

    record DeleteLobby(String lobbyId) implements StoreMessage {}

    record LoadLobbies() implements StoreMessage {}

    record SavedLobbies(List<SavedLobby> lobbies) implements StoreMessage {}

    /**
     * A player of a match and how he came into it.
     *
     * @param party the same text for all who asked matchmaking together; empty = he came alone
     */
    record MatchMember(String playerId, MatchOrigin origin, Optional<String> party) {
        public MatchMember {
            Objects.requireNonNull(origin);
            Objects.requireNonNull(party);
        }

        /** Who came alone. */
        public MatchMember(String playerId, MatchOrigin origin) {
            this(playerId, origin, Optional.empty());
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
            implements StoreMessage {
        public MatchStarted {
            members = List.copyOf(members);
            Objects.requireNonNull(kind);
        }
    }

    record MatchEnded(String matchId, long endedAtMs) implements StoreMessage {}

    record LoadBans() implements StoreMessage {}

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
    record SavedBan(Ban ban, long revision, long liftedAtMs) implements StoreMessage {
        public SavedBan {
            Objects.requireNonNull(ban);
        }
    }

    record SavedBans(List<SavedBan> bans) implements StoreMessage {
        public SavedBans {
            bans = List.copyOf(bans);
        }
    }

    /** Asks which device is whose, by the one or the other. */
    record FindDevice(Optional<String> playerId, Optional<String> deviceHash)
            implements StoreMessage {}

    /** Both are empty if nobody knows. */
    record DeviceReply(Optional<String> playerId, Optional<String> deviceHash)
            implements StoreMessage {}

    /**
     * Asks for registered players in the order of their ids.
     *
     * @param name part of the display name
     * @param afterPlayerId where to go on; empty text = at the beginning
     */
    record ListPlayers(Optional<String> name, String afterPlayerId, int limit)
            implements StoreMessage {}

    record KnownPlayers(List<KnownPlayer> players) implements StoreMessage {
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
}
