package dev.rallypoint.lobby;

import dev.rallypoint.cluster.NodeDirectory;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyConfig;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.JoinLobby;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import dev.rallypoint.lobby.SeatRules.Identity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Values that lobby tests start from. */
final class Lobbies {
    static final long NOW = 1_800_000_000_000L;
    static final String ANN = player(1);
    static final String BOB = player(2);
    static final String CAT = player(3);
    static final String NODE = "node-a";
    static final String HASH = "$argon2id$secret";
    static final LobbyConfig CONFIG = new LobbyConfig(60, 30, 16, 8);
    static final RegionChoice REGIONS =
            new RegionChoice(
                    Set.of("local", "asia", "eu-west", "sa"), Set.of("local", "asia", "eu-west"));
    static final SeatRules SEATS =
            new SeatRules(CONFIG.keptEvents(), REGIONS, DirectPathRule.ANYWHERE);
    static final OwnerRules OWNERS =
            new OwnerRules(CONFIG.keptEvents(), REGIONS, DirectPathRule.ANYWHERE);
    static final SessionRules SESSIONS = new SessionRules(CONFIG, homes(NODE));
    static final Api.ChangeLobby NO_CHANGE =
            new Api.ChangeLobby(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    private Lobbies() {}

    static String player(long number) {
        return Ids.playerId(number);
    }

    /** Nodes of one region that all take sessions; the first one is this node. */
    static MatchHomes homes(String... nodeIds) {
        return new MatchHomes(
                new NodeDirectory(
                        nodeIds[0], Stream.of(nodeIds).map(id -> node(id, false)).toList()));
    }

    /** A node with one relay; the last letter of its id makes the address. */
    static NodeInfo node(String nodeId, boolean draining) {
        return node(nodeId, "local", draining);
    }

    static NodeInfo node(String nodeId, String region, boolean draining) {
        int number = nodeId.charAt(nodeId.length() - 1);
        RelayEndpoint relay =
                new RelayEndpoint(
                        "203.0.113." + number + ":25565",
                        List.of("192.168.1." + number + ":25565"),
                        "127.0.0.1:" + (25_000 + number));
        return new NodeInfo(
                nodeId, region, List.of(relay), "203.0.113.1:3478", 0, 100, draining, 0, "1");
    }

    static Api.CreateLobby wish(int capacity) {
        return new Api.CreateLobby(
                "Nordschleife",
                "race",
                Optional.of("ring"),
                capacity,
                "public",
                Optional.empty(),
                Optional.of("local"),
                "framed");
    }

    /** Ann's lobby. */
    static Lobby lobby(int capacity) {
        return lobby(capacity, Optional.empty());
    }

    static Lobby lobby(int capacity, Optional<String> passwordHash) {
        Api.CreateLobby wish = wish(capacity);
        String id = UUID.nameUUIDFromBytes(new byte[] {(byte) capacity}).toString();
        return after(
                SEATS.create(
                        new CreateLobby(ANN, "Ann", wish),
                        LobbySettings.of(wish, passwordHash, "local"),
                        new Identity(id, "ABC234", Optional.of(NODE)),
                        NOW));
    }

    /** Ann's lobby, made on a node of {@code local}, which races where its members are nearest. */
    static Lobby lobbyWithoutRegion(Api.RegionRtt... measured) {
        return lobbyOf(wishWithoutRegion(measured));
    }

    /** As Ann wishes, made on a node of {@code local}. */
    static Lobby lobbyOf(Api.CreateLobby wish) {
        return after(
                SEATS.create(
                        new CreateLobby(ANN, "Ann", wish),
                        SEATS.settings(wish, Optional.empty(), "local"),
                        new Identity(
                                UUID.nameUUIDFromBytes(new byte[0]).toString(),
                                "ABC234",
                                Optional.of(NODE)),
                        NOW));
    }

    static Api.CreateLobby wishWithoutRegion(Api.RegionRtt... measured) {
        return new Api.CreateLobby(
                        "Nordschleife",
                        "race",
                        Optional.empty(),
                        8,
                        "public",
                        Optional.empty(),
                        Optional.empty(),
                        "framed")
                .withRegions(List.of(measured));
    }

    static Api.RegionRtt rtt(String region, double rttMs) {
        return new Api.RegionRtt(region, rttMs);
    }

    static JoinLobby joining(Lobby lobby, String playerId, Api.RegionRtt... measured) {
        return new JoinLobby(
                lobby.lobbyId(), playerId, "Guest", Optional.empty(), List.of(measured));
    }

    static JoinLobby joining(Lobby lobby, String playerId) {
        return new JoinLobby(
                lobby.lobbyId(), playerId, "name of " + playerId, Optional.of("secret"));
    }

    static LobbyChange join(Lobby lobby, String playerId) {
        return SEATS.join(lobby, joining(lobby, playerId), Optional.empty(), NOW);
    }

    static Lobby with(Lobby lobby, String... playerIds) {
        Lobby grown = lobby;
        for (String playerId : playerIds) {
            grown = after(join(grown, playerId));
        }
        return grown;
    }

    /** The lobby after a change that must have been granted. */
    static Lobby after(LobbyChange change) {
        return change.lobby().orElseThrow(() -> new AssertionError("refused: " + change.refusal()));
    }

    static List<String> types(LobbyChange change) {
        return change.events().stream().map(LobbyEvent::type).toList();
    }

    /** What one session's begin or end does. */
    static LobbyChange session(
            SessionRules rules, Lobby lobby, SessionChanged session, String nodeId, long nowMs) {
        return rules.sessionsChanged(lobby, List.of(session), nodeId, nowMs);
    }
}
