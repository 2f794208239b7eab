package dev.rallypoint.simulation;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a policy made of the tickets. A ticket that was not matched counts with what it had waited
 * in the end.
 *
 * @param waitSeconds of each player
 * @param ratingSpread of each match with all who joined it
 * @param worstRttMs of each match
 * @param playersInMatch of each match, in the end
 * @param waitByHour of the players who came in that hour of the run
 * @param joinedRaces players who joined a race that was under way
 * @param leftWaiting players who were not matched
 * @param overBound players who waited longer than the bound that is shown
 * @param promisesKept part of the waiting estimates that were kept
 */
record Outcome(
        Policy policy,
        Figures waitSeconds,
        Figures ratingSpread,
        Figures worstRttMs,
        Figures playersInMatch,
        List<Figures> waitByHour,
        long joinedRaces,
        long leftWaiting,
        long overBound,
        OptionalDouble promisesKept) {
    int matches() {
        return ratingSpread.count();
    }
}
