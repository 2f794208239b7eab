/**
 * Floor 4: the game relay. {@link dev.rallypoint.relay.Relay} is the pure core of one UDP port:
 * datagrams in, datagrams out, sessions told to its output. {@link
 * dev.rallypoint.relay.RelayVerticle} is its shell: port, timers, bus, metrics. A relay port and
 * all of its matches belong to one event loop; only {@link dev.rallypoint.relay.RelayCounters} is
 * read by others. It knows lobbies by their id and the tickets in connect tokens, asks nobody, and
 * never looks into a game's payload. Written form: docs/protocol/relay.md.
 */
package dev.rallypoint.relay;
