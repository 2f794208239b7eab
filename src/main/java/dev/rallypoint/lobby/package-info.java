/**
 * Lobbies and the hand-over of their members to a relay. A lobby is an immutable record in a
 * cluster map, changed by pure rules ({@code SeatRules}, {@code SessionRules}, {@code OwnerRules})
 * and written by compare-and-set: no node owns it. Map calls, password hashing and JSON run on
 * worker threads; the verticle and its view of all lobbies belong to one event loop. Every change
 * is published as events and written behind to the store. Never touches a packet; connect tokens
 * follow the netcode standard (PROTOCOL.md, "Match ticket").
 */
package dev.rallypoint.lobby;
