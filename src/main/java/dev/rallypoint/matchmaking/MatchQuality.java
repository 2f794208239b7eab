package dev.rallypoint.matchmaking;

/**
 * How good a match is.
 *
 * @param players in it, with those who race already
 * @param ratingSpread between the strongest and the weakest player, those who race already too
 * @param worstRoundTripMs of the tickets' players, to the region of the match
 * @param longestWaitMs of its tickets
 * @param teamGap between the means of the strongest and the weakest team; 0 without teams
 */
public record MatchQuality(
        int players,
        double ratingSpread,
        int worstRoundTripMs,
        long longestWaitMs,
        double teamGap) {}
