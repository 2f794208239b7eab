/**
 * The core of the TURN server, RFC 8656: allocations, permissions, channels, and data both ways.
 * Pure: {@link dev.rallypoint.turn.server.TurnServer} is told what came from clients and peers and
 * what time it is; it sends through {@link dev.rallypoint.turn.server.ClientDoor} and {@link
 * dev.rallypoint.turn.server.RelayedPort}. Everything belongs to one event loop.
 *
 * <p>Authentication is RFC 8489's long-term mechanism with nonces that nobody has to remember and
 * passwords that follow from the name. Never relays to a peer that the operator's policy denies,
 * never answers an unproven source with more than three times its bytes, never lets the fate of one
 * datagram end an allocation.
 */
package dev.rallypoint.turn.server;
