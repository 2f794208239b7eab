/**
 * What a rule of your own against cheating is made of. Pure interfaces: a jar with implementations
 * of {@link dev.rallypoint.anticheat.spi.StateRules}, named in {@code
 * META-INF/services/dev.rallypoint.anticheat.spi.StateRules}, on the node's class path, and the
 * rule's name under a game mode's {@code rules} is all it takes (docs/guides/cheat-detection.md).
 */
package dev.rallypoint.anticheat.spi;
