package dev.rallypoint.store;

import dev.rallypoint.rating.RacedMatch;
import java.util.List;

/** A match as the database has it. */
record MatchRow(String matchId, String region, RacedMatch raced) {
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
