package dev.rallypoint.store;

import java.util.Collections;

/** The statements about results, ratings and boards. Values only ever travel as parameters. */
final class RatingSql {
    /** Parameters: the mode, then the players. */
    static final String LOAD_RATINGS =
            "SELECT player_id, game_mode, mu, sigma, matches, last_match_at_ms FROM ratings"
                    + " WHERE game_mode = ? AND player_id IN (%s)";

    static final String BLOCKS_OF =
            "SELECT player_id, blocked_id FROM blocks WHERE player_id IN (%s)"
                    + " ORDER BY player_id, blocked_id";

    private RatingSql() {}

    /** That many parameters of a list. */
    static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }
}
