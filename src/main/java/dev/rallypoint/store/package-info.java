/**
 * Floor 4: what outlives the process: players, open lobbies, matches, bans and the audit trail, in
 * one SQLite file or in PostgreSQL ({@code src/main/resources/db/migration}). Owns the database;
 * the others ask over the bus, a node with PostgreSQL itself. Calls arrive on the verticle's event
 * loop, SQL runs on Vert.x's worker threads. Owns the outbox, too: a map of the cluster with what
 * waits for the database. Never decides anything about a lobby or a player, and never takes another
 * room down: when the database is away, calls are refused with {@code store_unavailable} and races
 * go on. Every call may arrive twice and in any order.
 */
package dev.rallypoint.store;
