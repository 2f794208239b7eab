/**
 * Floor 6: players who reach each other through channels of a TURN server (RFC 8656), and the pace
 * they send at. One thread owns their sockets and all that they count.
 */
package dev.rallypoint.bench.turn;
