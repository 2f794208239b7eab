package dev.rallypoint.rating;

import dev.rallypoint.contract.MatchOrigin;
import dev.rallypoint.contract.RatingConfig;
import java.util.List;

/**
 * For whom a race counts. They have a vote about it, and nobody else: who wins and loses nothing by
 * a race must not outvote those who do.
 *
 * @param hasBackfilled whether also whom matchmaking seated while it raced
 */
public record Electorate(boolean hasBackfilled) {
    static Electorate of(RatingConfig config) {
        return new Electorate(config.ratesBackfilled());
    }

    /** Whether his word about the result decides, and his place is part of it. */
    boolean has(RacedMatch match, String playerId) {
        return match.hasMember(playerId) && has(match.origins().get(playerId));
    }

    private boolean has(MatchOrigin origin) {
        return origin == MatchOrigin.STARTED || origin == MatchOrigin.MATCHED && hasBackfilled;
    }

    /** In the order of their ids. */
    List<String> voters(RacedMatch match) {
        return match.origins().keySet().stream().filter(id -> has(match, id)).sorted().toList();
    }
}
