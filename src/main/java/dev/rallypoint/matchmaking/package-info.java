/**
 * Floor 4: who races with whom. Pure values and decisions: {@link
 * dev.rallypoint.matchmaking.MatchFunction} turns a pool of waiting {@link
 * dev.rallypoint.matchmaking.Ticket}s into matches by the {@link
 * dev.rallypoint.matchmaking.ModeRules} of their game mode, {@link
 * dev.rallypoint.matchmaking.Explanation} says why a ticket waits. Time comes in as {@code nowMs};
 * equal pools give equal matches, in whatever order their tickets are listed. A match function of
 * your own is found by {@link java.util.ServiceLoader}. How it decides, its bound on waiting and
 * how to tune it: docs/MATCHMAKING.md.
 */
package dev.rallypoint.matchmaking;
