package dev.rallypoint.simulation;

import dev.rallypoint.matchmaking.MatchFunction;
import dev.rallypoint.matchmaking.ModeRules;

/**
 * A way of matching that is tried.
 *
 * @param says in a sentence what it does
 */
public record Policy(String name, String says, MatchFunction function, ModeRules rules) {}
