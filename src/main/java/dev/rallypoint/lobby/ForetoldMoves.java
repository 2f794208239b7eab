package dev.rallypoint.lobby;

import dev.rallypoint.contract.BusMessage.MatchMoved;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Matches that will come to this node because their home was lost. Where they go every node knows
 * by itself; but that it is so must be written, and right after the loss a write waits for the
 * entry's next copy to be placed: for seconds, where regions are far apart. So the relays of the
 * new home take the players meanwhile. What is written decides in the end: sessions of a match that
 * went elsewhere are found and handed over. Belongs to one thread.
 */
final class ForetoldMoves {
    private final String nodeId;
    private final Set<String> told = new HashSet<>();

    ForetoldMoves(String nodeId) {
        this.nodeId = nodeId;
    }

    /**
     * @param orphans all lobbies whose move is not written yet, as this node knows them
     * @param mayWrite false = the others are not lost, perhaps: it is this node that is cut off
     * @return what the relays of this node must hear now; each match once, unless it is orphaned
     *     again
     */
    List<MatchMoved> onOrphans(
            List<Lobby> orphans, boolean mayWrite, SessionRules rules, long nowMs) {
        told.retainAll(orphans.stream().map(Lobby::lobbyId).collect(Collectors.toSet()));
        List<MatchMoved> news = new ArrayList<>();
        if (!mayWrite) {
            return news;
        }
        for (Lobby lobby : orphans) {
            if (rules.homes().isOrphan(lobby) && !told.contains(lobby.lobbyId())) {
                rules.relocate(lobby, nowMs)
                        .lobby()
                        .filter(after -> after.livesOn(nodeId))
                        .ifPresent(after -> news.add(tell(after)));
            }
        }
        return news;
    }

    private MatchMoved tell(Lobby after) {
        told.add(after.lobbyId());
        return MatchMoves.came(after);
    }
}
