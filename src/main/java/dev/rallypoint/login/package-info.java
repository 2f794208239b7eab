/**
 * What keeps players logged in, and ends it. A login is an immutable record in a cluster map,
 * changed by pure rules ({@code Login}) and written by compare-and-set, so that any node renews it,
 * also while the database is away; each change is written behind to the store, which knows the
 * logins that the map has forgotten. Refresh tokens are known by their digest only (RFC 6819
 * §5.1.4.1.3), change at each use, and one that comes back later ends its login (RFC 9700 §4.14.2).
 * Revocations are in a map that every node follows. Map calls run on worker threads, all else on
 * one event loop. Signs nothing: access tokens are the HTTP room's.
 */
package dev.rallypoint.login;
