package dev.rallypoint.matchmaking;

import java.util.Map;
import java.util.Set;

/**
 * The rules of each game mode.
 *
 * @param usual of the modes that are not in the map
 */
public record ModeRulesBook(ModeRules usual, Map<String, ModeRules> byMode) {
    public ModeRulesBook {
        byMode = Map.copyOf(byMode);
    }

    public ModeRules of(String gameMode) {
        return byMode.getOrDefault(gameMode, usual);
    }

    /** The modes that have rules of their own. */
    public Set<String> modes() {
        return byMode.keySet();
    }
}
