/**
 * Floor 6: a day of matchmaking in virtual time. {@link dev.rallypoint.simulation.Crowd} makes up
 * players of three regions who come in daily waves, {@link dev.rallypoint.simulation.TicketTape}
 * reads recorded ones; {@link dev.rallypoint.simulation.Simulation} lets a {@link
 * dev.rallypoint.simulation.Policy} match them and counts what became of each. Pure: equal seeds
 * give equal figures. How to tune with it: docs/MATCHMAKING.md.
 */
package dev.rallypoint.simulation;
