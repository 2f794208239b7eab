package dev.rallypoint.lobby;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.JoinLobby;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.lobby.Lobby.State;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.Paths;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who sits where: a seat is the lowest free one and stays the member's until he leaves.
 *
 * @param keptEvents events a lobby remembers
 * @param regions as the nodes are now
 * @param directPaths which lobbies may have them
 */
record SeatRules(int keptEvents, RegionChoice regions, DirectPathRule directPaths) {
    static final String LEFT = "left";
    static final String KICKED = "kicked";
    static final String BANNED = "banned";

    /**
     * What a new lobby is called in the cluster.
     *
     * @param homeNode empty if no relay takes it now
     */
    record Identity(String lobbyId, String joinCode, Optional<String> homeNode) {}

    /** Why nobody could make such a lobby; empty if one can. */
    Optional<Rejection> refusal(CreateLobby wish) {
        String word = wish.settings().forwarding();
        if (Stream.of(Forwarding.values()).noneMatch(known -> known.word().equals(word))) {
            return Optional.of(
                    new Rejection(
                            ProblemCode.INVALID_BODY, "forwarding must be framed, raw or star"));
        }
        return LobbySettings.refusal(wish.settings().capacity(), wish.settings().visibility())
                .or(() -> pathsRefusal(wish.settings()))
                .or(() -> regions.refusal(wish.settings().region(), wish.settings().regions()));
    }

    /** The relay reads no payloads of the other modes, so it could not introduce anybody there. */
    private Optional<Rejection> pathsRefusal(Api.CreateLobby wish) {
        Optional<Optional<Paths>> ways = wish.paths().map(Paths::ofWord);
        if (ways.isEmpty()) {
            return Optional.empty();
        }
        if (ways.get().isEmpty()) {
            return invalid("paths must be relay-only or prefer-direct");
        }
        boolean isFramed = wish.forwarding().equals(Forwarding.FRAMED.word());
        return ways.get().get() == Paths.PREFER_DIRECT && !isFramed
                ? invalid("paths can be prefer-direct with framed forwarding only")
                : directPaths.refusal(ways.get().get(), wish.gameMode());
    }

    private static Optional<Rejection> invalid(String detail) {
        return Optional.of(new Rejection(ProblemCode.INVALID_BODY, detail));
    }

    /** Why nobody could join so; empty if one can. */
    Optional<Rejection> refusal(JoinLobby call) {
        return regions.refusal(Optional.empty(), call.regions());
    }

    /**
     * The settings of a new lobby, in the region that was named or else is nearest to the creator.
     *
     * @param ownRegion of this node, if he measured none
     */
    LobbySettings settings(Api.CreateLobby wish, Optional<String> passwordHash, String ownRegion) {
        LobbySettings settings = LobbySettings.of(wish, passwordHash, ownRegion);
        return settings.fallbackRegion()
                .flatMap(fallback -> regions.best(List.of(RegionChoice.byRegion(wish.regions()))))
                .map(settings::inRegion)
                .orElse(settings);
    }

    /** A lobby whose creator is owner and first member; {@code wish} has no {@link #refusal}. */
    LobbyChange create(CreateLobby wish, LobbySettings settings, Identity identity, long nowMs) {
        Lobby unborn =
                new Lobby(
                        identity.lobbyId(),
                        identity.joinCode(),
                        settings,
                        Forwarding.ofWord(wish.settings().forwarding()),
                        State.OPEN,
                        wish.playerId(),
                        identity.homeNode(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        0,
                        0,
                        nowMs,
                        nowMs,
                        0,
                        Optional.empty());
        LobbyDraft draft = new LobbyDraft(unborn, keptEvents, nowMs);
        Map<String, Double> rttMs = rttMs(unborn, wish.settings().regions());
        draft.seat(Member.joining(wish.playerId(), wish.displayName(), 0, rttMs));
        return draft.toChange();
    }

    /** What they are not needed for is not kept. */
    private static Map<String, Double> rttMs(Lobby lobby, List<Api.RegionRtt> measured) {
        return lobby.choosesRegion() ? RegionChoice.byRegion(measured) : Map.of();
    }

    /**
     * Gives a seat, also in a race under way; to a member his own one again.
     *
     * @param provedHash the password hash that the caller's password was found to match
     */
    LobbyChange join(Lobby lobby, JoinLobby call, Optional<String> provedHash, long nowMs) {
        if (lobby.isClosed()) {
            return LobbyChange.refused(ProblemCode.LOBBY_CLOSED);
        }
        if (lobby.hasMember(call.playerId())) {
            return LobbyChange.none(lobby);
        }
        Optional<String> wanted = lobby.settings().passwordHash();
        if (wanted.isPresent() && !wanted.equals(provedHash)) {
            return LobbyChange.refused(ProblemCode.INVALID_PASSWORD);
        }
        if (!lobby.hasRoom()) {
            return LobbyChange.refused(ProblemCode.LOBBY_FULL);
        }
        LobbyDraft draft = new LobbyDraft(lobby, keptEvents, nowMs);
        draft.seat(
                Member.joining(
                        call.playerId(),
                        call.displayName(),
                        lowestFreeSlot(lobby),
                        rttMs(lobby, call.regions())));
        draft.chooseRegion(regions);
        return draft.toChange();
    }

    private static int lowestFreeSlot(Lobby lobby) {
        BitSet taken = new BitSet(LobbySettings.MAX_CAPACITY);
        lobby.members().forEach(member -> taken.set(member.slot()));
        return taken.nextClearBit(0);
    }

    LobbyChange leave(Lobby lobby, String playerId, long nowMs) {
        return lobby.member(playerId)
                .map(member -> unseat(lobby, member, LEFT, nowMs))
                .orElse(LobbyChange.refused(ProblemCode.NOT_MEMBER));
    }

    /** Not where chance made somebody the owner of a race that others may lose by it. */
    LobbyChange kick(Lobby lobby, String byPlayerId, String playerId, long nowMs) {
        if (!lobby.isOwner(byPlayerId)) {
            return LobbyChange.refused(ProblemCode.NOT_OWNER);
        }
        if (lobby.isMatched()) {
            return LobbyChange.refused(
                    ProblemCode.NOT_OWNER, "nobody is kicked from a matched race but by operators");
        }
        if (byPlayerId.equals(playerId)) {
            return LobbyChange.refused(
                    ProblemCode.INVALID_PARAMETER, "owners do not kick themselves, they leave");
        }
        return remove(lobby, playerId, KICKED, nowMs);
    }

    /** Takes a seat whoever owns the lobby: what the server decides. */
    LobbyChange remove(Lobby lobby, String playerId, String reason, long nowMs) {
        return lobby.member(playerId)
                .map(member -> unseat(lobby, member, reason, nowMs))
                .orElse(
                        LobbyChange.refused(
                                ProblemCode.PLAYER_NOT_FOUND, "not a member of this lobby"));
    }

    /** Ends the lobby whoever owns it. */
    LobbyChange close(Lobby lobby, String reason, long nowMs) {
        LobbyDraft draft = new LobbyDraft(lobby, keptEvents, nowMs);
        draft.close(reason);
        return draft.toChange();
    }

    private LobbyChange unseat(Lobby lobby, Member member, String reason, long nowMs) {
        LobbyDraft draft = new LobbyDraft(lobby, keptEvents, nowMs);
        draft.unseat(member, reason);
        draft.chooseRegion(regions);
        return draft.toChange();
    }
}
