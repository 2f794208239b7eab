/**
 * Which nodes are up and where a lobby's relay lives. Each node writes its own {@code NodeInfo}
 * into a cluster map and removes those of members that are gone; the directory of all nodes is an
 * immutable value that this room publishes on the bus. {@code Placement} and {@code NodeDirectory}
 * are pure and used by other rooms; the verticle's state belongs to its event loop, map calls run
 * on worker threads. Never decides about lobbies.
 */
package dev.rallypoint.cluster;
