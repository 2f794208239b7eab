package dev.rallypoint.matchmaking;

import java.util.List;
import java.util.Optional;

/**
 * Why a ticket waits, in fields and in words.
 *
 * @param waitedMs so far
 * @param searchingPlayers all who wait for the mode, without the ticket's own
 * @param compatiblePlayers those of them with whom it could race now
 * @param neededPlayers how many others it takes to start now
 * @param openSeats free seats of racing lobbies that it could have now
 * @param excluded all the others, each counted once, at the first constraint that excludes him;
 *     largest group first
 * @param decisive what holds it up most; empty if there are enough players or free seats: the next
 *     pass matches it, unless those players do not suit each other
 * @param ratingWindow how far others' ratings may be away now; infinite when that does not count
 *     any more
 * @param latencyWindowMs round trip it takes now
 * @param nextChange when that widens next
 * @param boundMs from now; by then it is matched if anybody it can race with waits as well. 0 = it
 *     has waited longer, because nobody is there
 * @param estimate empty while there were too few matches
 * @param words all of it for people, in English
 */
public record Explanation(
        long waitedMs,
        int searchingPlayers,
        int compatiblePlayers,
        int neededPlayers,
        int openSeats,
        List<Exclusion> excluded,
        Optional<Constraint> decisive,
        double ratingWindow,
        int latencyWindowMs,
        Optional<NextChange> nextChange,
        long boundMs,
        Optional<WaitEstimate> estimate,
        String words) {
    /** So many players are out of the question for this reason. */
    public record Exclusion(Constraint constraint, int players) {}

    /**
     * @param inMs from now
     * @param ratingWindow from then on; infinite when it does not count any more
     * @param latencyWindowMs from then on
     * @param neededPlayers from then on, others
     */
    public record NextChange(
            long inMs, double ratingWindow, int latencyWindowMs, int neededPlayers) {}

    public Explanation {
        excluded = List.copyOf(excluded);
    }

    Explanation withWords(String text) {
        return new Explanation(
                waitedMs,
                searchingPlayers,
                compatiblePlayers,
                neededPlayers,
                openSeats,
                excluded,
                decisive,
                ratingWindow,
                latencyWindowMs,
                nextChange,
                boundMs,
                estimate,
                text);
    }
}
