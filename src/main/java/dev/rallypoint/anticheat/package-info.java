/**
 * Floor 3: who moves as no honest player can. {@link dev.rallypoint.anticheat.Referee} judges the
 * state messages of one relay on that relay's event loop: a pure core that decodes in place, keeps
 * ten seconds of each player in arrays and makes objects for verdicts only. What is checked, by
 * which layout and rules, are {@link dev.rallypoint.anticheat.GameModes}. {@link
 * dev.rallypoint.anticheat.AnticheatVerticle} of each node acts on verdicts and keeps their
 * evidence. Layout: docs/protocol/state.md. Never drops what can be read, never bans for one
 * finding.
 */
package dev.rallypoint.anticheat;
