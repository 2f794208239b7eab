package dev.rallypoint.timeline;

import dev.rallypoint.contract.TimelineMessage.TokenAsked;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last connect tokens that this node's API gave out or refused, of the players who asked last.
 * Belongs to one event loop.
 */
final class TokenBook {
    static final int PLAYERS = 8_192;
    static final int TOKENS = 6;

    /** By player, who did not ask for longest first. */
    private final Map<String, Deque<TokenAsked>> players = new LinkedHashMap<>(16, 0.75f, true);

    void add(TokenAsked asked) {
        Deque<TokenAsked> own =
                players.computeIfAbsent(asked.playerId(), player -> new ArrayDeque<>(1));
        if (own.size() == TOKENS) {
            own.removeFirst();
        }
        own.addLast(asked);
        if (players.size() > PLAYERS) {
            Iterator<?> longest = players.keySet().iterator();
            longest.next();
            longest.remove();
        }
    }

    /** The oldest first. */
    List<TokenAsked> of(String playerId) {
        Deque<TokenAsked> own = players.get(playerId);
        return own == null ? List.of() : List.copyOf(own);
    }
}
