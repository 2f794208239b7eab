package dev.rallypoint.lobby;

import dev.rallypoint.contract.RelayMessage.MatchMoved;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Matches that will come to this node because their home was lost. Where they go every node knows
 * by itself; but that it is so must be written, and right after the loss a write waits for the
 * entry's next copy to be placed: for seconds, where regions are far apart. So the relays of the
 * new home take the players meanwhile. What is written decides in the end: a match that went
 * elsewhere is taken back. Belongs to one thread.
 */
final class ForetoldMoves {
    private final String nodeId;

    /** Generations of the moves that were foretold and are not written yet, by lobby id. */
    private final Map<String, Long> told = new HashMap<>();

    ForetoldMoves(String nodeId) {
        this.nodeId = nodeId;
    }

    /** Whether a lobby's home is lost and this node is the next. */
    static boolean isComingTo(String nodeId, Lobby lobby, MatchHomes homes) {
        return homes.isOrphan(lobby) && homes.home(lobby).equals(Optional.of(nodeId));
    }

    /**
     * @param orphans all lobbies whose move is not written yet, as this node knows them
     * @param known any lobby as this node knows it
     * @param mayWrite asked if it matters; false = the others are not lost, perhaps: it is this
     *     node that is cut off
     * @return what the relays of this node must hear now; each match once, unless it is orphaned
     *     again, and once more if it went elsewhere after all
     */
    List<MatchMoved> onOrphans(
            List<Lobby> orphans,
            Function<String, Optional<Lobby>> known,
            BooleanSupplier mayWrite,
            SessionRules rules,
            long nowMs) {
        List<MatchMoved> news = new ArrayList<>(takeBack(orphans, known));
        List<Lobby> coming =
                orphans.stream()
                        .filter(lobby -> !told.containsKey(lobby.lobbyId()))
                        .filter(lobby -> isComingTo(nodeId, lobby, rules.homes()))
                        .toList();
        if (!coming.isEmpty() && mayWrite.getAsBoolean()) {
            coming.forEach(
                    lobby ->
                            rules.relocate(lobby, nowMs)
                                    .lobby()
                                    .ifPresent(after -> news.add(tell(after))));
        }
        return news;
    }

    private List<MatchMoved> takeBack(
            List<Lobby> orphans, Function<String, Optional<Lobby>> known) {
        Set<String> open = orphans.stream().map(Lobby::lobbyId).collect(Collectors.toSet());
        List<MatchMoved> news = new ArrayList<>();
        told.forEach(
                (lobbyId, generation) -> {
                    boolean isElsewhere =
                            known.apply(lobbyId).filter(l -> !l.livesOn(nodeId)).isPresent();
                    if (!open.contains(lobbyId) && isElsewhere) {
                        news.add(MatchMoves.gone(lobbyId, generation));
                    }
                });
        told.keySet().retainAll(open);
        return news;
    }

    private MatchMoved tell(Lobby after) {
        MatchMoved came = MatchMoves.came(after);
        told.put(after.lobbyId(), came.generation());
        return came;
    }
}
