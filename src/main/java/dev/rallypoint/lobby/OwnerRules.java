package dev.rallypoint.lobby;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.lobby.Lobby.State;
import java.util.Optional;

/**
 * What owners and members say and decide.
 *
 * @param keptEvents events a lobby remembers
 * @param regions as the nodes are now
 */
record OwnerRules(int keptEvents, RegionChoice regions, DirectPathRule directPaths) {
    LobbyChange ready(Lobby lobby, String playerId, boolean ready, long nowMs) {
        Optional<Member> member = lobby.member(playerId);
        if (member.isEmpty()) {
            return LobbyChange.refused(ProblemCode.NOT_MEMBER);
        }
        if (member.get().ready() == ready) {
            return LobbyChange.none(lobby);
        }
        LobbyDraft draft = new LobbyDraft(lobby, keptEvents, nowMs);
        Member updated = member.get().withReady(ready);
        draft.replace(member.get(), updated);
        draft.readyEvent(updated);
        return draft.toChange();
    }

    LobbyChange say(Lobby lobby, String playerId, String text, long nowMs) {
        Optional<Member> member = lobby.member(playerId);
        if (member.isEmpty()) {
            return LobbyChange.refused(ProblemCode.NOT_MEMBER);
        }
        LobbyDraft draft = new LobbyDraft(lobby, keptEvents, nowMs);
        draft.messageEvent(member.get(), text);
        return draft.toChange();
    }

    /**
     * Changes settings; those a race depends on only before its start.
     *
     * @param newPasswordHash of the patch's password
     */
    LobbyChange change(
            Lobby lobby,
            String playerId,
            Api.ChangeLobby patch,
            Optional<String> newPasswordHash,
            long nowMs) {
        if (!lobby.isOwner(playerId)) {
            return LobbyChange.refused(ProblemCode.NOT_OWNER);
        }
        LobbySettings settings = lobby.settings().with(patch, newPasswordHash);
        Optional<Rejection> refusal = refusal(lobby, patch, settings);
        if (refusal.isPresent()) {
            return LobbyChange.refused(refusal.get());
        }
        if (settings.equals(lobby.settings())) {
            return LobbyChange.none(lobby);
        }
        LobbyDraft draft = new LobbyDraft(lobby, keptEvents, nowMs);
        draft.settings(settings);
        return draft.toChange();
    }

    private Optional<Rejection> refusal(
            Lobby lobby, Api.ChangeLobby patch, LobbySettings settings) {
        Optional<Rejection> invalid =
                LobbySettings.refusal(
                        settings.capacity(), patch.visibility().orElse(settings.visibility()));
        if (invalid.isPresent()) {
            return invalid;
        }
        if (lobby.isMatched() && !settings.equals(lobby.settings())) {
            return Optional.of(
                    new Rejection(
                            ProblemCode.LOBBY_NOT_OPEN,
                            "the settings of a matched race are fixed: nobody chose its owner"));
        }
        if (lobby.state() != State.OPEN && !settings.racesLike(lobby.settings())) {
            return Optional.of(
                    new Rejection(
                            ProblemCode.LOBBY_NOT_OPEN,
                            "gameMode, track and capacity are fixed during a race"));
        }
        Optional<Rejection> wrongMode =
                directPaths.modeRefusal(settings.pathsOrDefault(), settings.gameMode());
        if (wrongMode.isPresent()) {
            return wrongMode;
        }
        int highestSlot = lobby.members().stream().mapToInt(Member::slot).max().orElse(0);
        if (settings.capacity() <= highestSlot) {
            return Optional.of(
                    new Rejection(
                            ProblemCode.CAPACITY_TOO_SMALL,
                            "seat " + highestSlot + " is taken, and members keep their seats"));
        }
        return Optional.empty();
    }

    /**
     * Starts the race, once. Its region is chosen here for the last time, if it was not settled by
     * a connect token.
     *
     * @param matchId a new one, for a lobby that was not made for a match
     */
    LobbyChange start(Lobby lobby, String playerId, String matchId, long nowMs) {
        if (!lobby.isOwner(playerId)) {
            return LobbyChange.refused(ProblemCode.NOT_OWNER);
        }
        if (lobby.state() != State.OPEN) {
            return LobbyChange.refused(ProblemCode.ALREADY_STARTED);
        }
        LobbyDraft draft = new LobbyDraft(lobby, keptEvents, nowMs);
        draft.chooseRegion(regions);
        draft.start(lobby.matchedAs().orElse(matchId));
        return draft.toChange();
    }
}
