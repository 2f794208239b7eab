/**
 * Floor 4: what outlives the process: players, open lobbies, matches, bans and the audit trail in
 * one SQLite file ({@code src/main/resources/db/migration}). Owns the database; the others ask over
 * the bus. Calls arrive on the verticle's event loop, SQL runs on Vert.x's worker threads: one
 * writing connection, several reading ones. Never decides anything about a lobby or a player, and
 * never takes another room down: when the disk is full, calls are refused with {@code
 * store_unavailable} and races go on.
 */
package dev.rallypoint.store;
