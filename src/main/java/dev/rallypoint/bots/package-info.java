/**
 * Floor 6: simulated players, who use the player SDK and nothing else of this code, and the engines
 * of the {@code bots} and {@code demo} commands. What is lost, late or doubled is counted by {@link
 * dev.rallypoint.bots.RaceLedger}, state by state, from what the players really sent and got.
 * Sockets live on the one thread of a {@link dev.rallypoint.client.RelayLoop}; everything a race
 * counts belongs to that thread.
 */
package dev.rallypoint.bots;
