package dev.rallypoint.rating;

import dev.rallypoint.contract.RatingConfig;
import java.util.Set;

/**
 * What ratings mean on this server.
 *
 * @param provisionalMatches matches until a rating says something
 * @param forgetMs away for this long, a settled player is as uncertain as a newcomer
 * @param orderGraceMs how long a match that ended waits for the results of those before it
 */
public record RatingTerms(
        Set<String> unratedModes, int provisionalMatches, long forgetMs, long orderGraceMs) {
    private static final long DAY_MS = 86_400_000;
    private static final long SECOND_MS = 1_000;

    public RatingTerms {
        unratedModes = Set.copyOf(unratedModes);
    }

    public static RatingTerms of(RatingConfig config) {
        return new RatingTerms(
                Set.copyOf(config.unratedModes()),
                config.provisionalMatches(),
                config.forgetDays() * DAY_MS,
                config.orderGraceSeconds() * SECOND_MS);
    }

    public boolean isRated(String gameMode) {
        return !unratedModes.contains(gameMode);
    }

    public boolean isProvisional(int matches) {
        return matches < provisionalMatches;
    }

    /**
     * A rating after some time without a match: the variance grows evenly with time (as in
     * Glickman, "The Glicko system", step 1), never above a newcomer's. The mean stays: nobody
     * knows in which direction a player changed.
     *
     * @param awayMs 0 or less = no time has passed
     */
    public Rating after(Rating rating, long awayMs) {
        double newcomer = Rating.NEWCOMER.variance();
        if (awayMs <= 0 || rating.variance() >= newcomer) {
            return rating;
        }
        double grown = rating.variance() + newcomer * awayMs / forgetMs;
        return new Rating(rating.mu(), Math.sqrt(Math.min(grown, newcomer)));
    }
}
