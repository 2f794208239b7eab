package dev.rallypoint.store;

import dev.rallypoint.rating.RacedMatch;
import java.util.List;
import java.util.Optional;

/**
 * A match as the database has it.
 *
 * @param endedAtMs when its lobby was gone; empty = it is there, or nobody told
 */
record MatchRow(String matchId, String region, RacedMatch raced, Optional<Long> endedAtMs) {
    String gameMode() {
        return raced.gameMode();
    }

    /** Empty text = none. */
    String track() {
        return raced.track();
    }

    /** All who took part at some time. */
    List<String> members() {
        return raced.origins().keySet().stream().sorted().toList();
    }
}
