/**
 * What callers asked of lobbies and what they were told, and whether one after the other any lobby
 * of limited capacity could have answered like that: the rules of a linearizable set with capacity,
 * as far as calls of unknown outcome allow. Pure: no clock, no socket.
 */
package dev.rallypoint.support.history;
