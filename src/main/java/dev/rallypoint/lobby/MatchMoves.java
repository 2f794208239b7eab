package dev.rallypoint.lobby;

import dev.rallypoint.contract.RelayMessage.MatchMoved;
import dev.rallypoint.contract.RelayMessage.Seat;
import java.util.List;
import java.util.Optional;

/**
 * What the relays of a node must hear when its view of a lobby changes. A match that was never
 * moved needs no word: the connect tokens call its node home.
 *
 * @param tokenLifetimeMs how long connect tokens may be used
 */
record MatchMoves(String nodeId, long tokenLifetimeMs) {
    /**
     * @param before the lobby as it was known; empty if it is new here
     * @return empty if the match neither came to this node nor left it
     */
    Optional<MatchMoved> onLobby(Optional<Lobby> before, Lobby after, long nowMs) {
        if (after.movedAtGeneration().isEmpty() || after.isClosed()) {
            return Optional.empty();
        }
        if (after.livesOn(nodeId)) {
            boolean isKnown =
                    before.filter(lobby -> lobby.livesOn(nodeId))
                            .filter(l -> l.movedAtGeneration().equals(after.movedAtGeneration()))
                            .isPresent();
            return isKnown ? Optional.empty() : Optional.of(came(after));
        }
        boolean hasLeft =
                before.map(lobby -> lobby.livesOn(nodeId)).orElse(mayHaveLeft(after, nowMs));
        return hasLeft ? Optional.of(left(after)) : Optional.empty();
    }

    /**
     * A node that has just started does not know where the match was: perhaps here, and then tokens
     * are about that still call it home.
     */
    private boolean mayHaveLeft(Lobby lobby, long nowMs) {
        return nowMs - lobby.movedAtGeneration().orElseThrow() <= tokenLifetimeMs;
    }

    /** The word for a match that lives on this node from now on. */
    static MatchMoved came(Lobby lobby) {
        return new MatchMoved(
                lobby.lobbyId(),
                true,
                lobby.movedAtGeneration().orElseThrow(),
                lobby.members().stream()
                        .map(member -> new Seat(member.playerId(), member.slot()))
                        .toList(),
                lobby.member(lobby.owner()).map(Member::slot));
    }

    /** The word for a match of which this node has sessions, although it lives elsewhere. */
    static MatchMoved left(Lobby lobby) {
        return gone(lobby.lobbyId(), lobby.latestGeneration());
    }

    /**
     * The same for a lobby that is no more, or whose move did not come true.
     *
     * @param generation no token was given out later
     */
    static MatchMoved gone(String lobbyId, long generation) {
        return new MatchMoved(lobbyId, false, generation, List.of());
    }
}
