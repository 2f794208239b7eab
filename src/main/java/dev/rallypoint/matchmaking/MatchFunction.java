package dev.rallypoint.matchmaking;

import java.util.List;

/**
 * Makes matches of tickets. Found by {@link java.util.ServiceLoader}: a jar with an implementation,
 * named in {@code META-INF/services/dev.rallypoint.matchmaking.MatchFunction}, on the node's class
 * path; it needs a constructor without parameters, and {@code matchmaking.function} of a game mode
 * names it. One object serves all modes of a node, on several threads.
 */
public interface MatchFunction {
    /** What {@code matchmaking.function} says to get it: a to z, 0 to 9 and -. */
    String name();

    /**
     * What can be matched now; tickets in none of the matches go on waiting. Pure: the same pool
     * and time give the same matches, and nothing is remembered. No ticket may be in two matches.
     *
     * @param nowMs Unix ms
     */
    List<ProposedMatch> match(MatchPool pool, long nowMs);
}
