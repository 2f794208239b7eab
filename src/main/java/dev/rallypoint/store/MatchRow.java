package dev.rallypoint.store;

import dev.rallypoint.rating.RacedMatch;
import java.util.List;
import java.util.Optional;

/**
 * A match as the database has it.
 *
 * @param track empty text = none
 */
record MatchRow(
        String matchId,
        String gameMode,
        String track,
        String region,
        long startedAtMs,
        Optional<String> owner,
        List<String> members) {
    MatchRow {
        members = List.copyOf(members);
    }

    RacedMatch raced() {
        return new RacedMatch(gameMode, startedAtMs, members, owner);
    }
}
