package dev.rallypoint.lobby;

import dev.rallypoint.contract.LobbyMessage.HostMatch;
import dev.rallypoint.contract.LobbyMessage.MatchPlayer;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.lobby.Lobby.State;
import dev.rallypoint.lobby.SeatRules.Identity;
import dev.rallypoint.protocol.relay.Forwarding;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Seats for players whom matching brought together, and who did not ask for the lobby themselves.
 *
 * @param keptEvents events a lobby remembers
 */
record MatchSeats(int keptEvents) {
    static final String NAME = "Matched race";

    /** The lobby of a made match, found by its members and their join code alone. */
    LobbyChange host(HostMatch match, Identity identity, long nowMs) {
        LobbySettings settings =
                new LobbySettings(
                        NAME,
                        match.gameMode(),
                        match.track(),
                        match.capacity(),
                        false,
                        Optional.empty(),
                        match.region(),
                        Optional.empty(),
                        Optional.empty());
        LobbyDraft draft =
                new LobbyDraft(unborn(match, settings, identity, nowMs), keptEvents, nowMs);
        int slot = 0;
        for (MatchPlayer player : match.players()) {
            draft.seat(member(player, slot++));
        }
        if (match.startsAtOnce()) {
            draft.start(match.matchId());
        }
        return draft.toChange();
    }

    private static Lobby unborn(
            HostMatch match, LobbySettings settings, Identity identity, long nowMs) {
        return new Lobby(
                identity.lobbyId(),
                identity.joinCode(),
                settings,
                Forwarding.FRAMED,
                State.OPEN,
                match.players().get(0).playerId(),
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
                Optional.of(match.matchId()));
    }

    /** All of them or none; who sits there already keeps his seat, and is what he was. */
    LobbyChange seatAll(Lobby lobby, List<MatchPlayer> players, long nowMs) {
        List<MatchPlayer> missing =
                players.stream().filter(player -> !lobby.hasMember(player.playerId())).toList();
        if (missing.isEmpty()) {
            return LobbyChange.none(lobby);
        }
        if (lobby.isClosed()) {
            return LobbyChange.refused(ProblemCode.LOBBY_CLOSED);
        }
        if (lobby.members().size() + missing.size() > lobby.settings().capacity()) {
            return LobbyChange.refused(ProblemCode.LOBBY_FULL);
        }
        BitSet taken = new BitSet(LobbySettings.MAX_CAPACITY);
        lobby.members().forEach(member -> taken.set(member.slot()));
        LobbyDraft draft = new LobbyDraft(lobby, keptEvents, nowMs);
        for (MatchPlayer player : missing) {
            int slot = taken.nextClearBit(0);
            taken.set(slot);
            draft.seat(member(player, slot));
        }
        return draft.toChange();
    }

    private static Member member(MatchPlayer player, int slot) {
        Map<String, Double> rttMs = new TreeMap<>();
        player.rttMs().forEach((region, ms) -> rttMs.put(region, (double) ms));
        return Member.joining(player.playerId(), player.displayName(), slot, rttMs)
                .matched(player.party());
    }
}
