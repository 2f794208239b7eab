/**
 * Floor 3: why did my connection fail? Each relay writes down, on its own event loop and without
 * making objects, how every genuine attempt to connect goes on ({@link
 * dev.rallypoint.timeline.RelayTimelines}), and counts by source what nobody's token explains
 * ({@link dev.rallypoint.timeline.SourceDrops}): pure, and of a fixed size, so that strangers can
 * neither fill the memory nor push a player's attempts out. {@link
 * dev.rallypoint.timeline.TimelineVerticle} of each node remembers the tokens that were given out,
 * asks the relays and the other nodes, and {@link dev.rallypoint.timeline.Story} tells it in plain
 * words. Nothing of it is written to a disk, and nobody but the player and operators is told.
 */
package dev.rallypoint.timeline;
