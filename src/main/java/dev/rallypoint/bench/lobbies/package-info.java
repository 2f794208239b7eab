/**
 * Benchmark of lobby operations over HTTP, against nodes that run already: {@code bench-lobbies}.
 * Owns its players and lobbies; blocks the calling thread.
 */
package dev.rallypoint.bench.lobbies;
