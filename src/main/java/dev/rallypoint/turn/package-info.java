/**
 * The STUN and TURN room (RFC 8489, RFC 5780, RFC 8656): answers on its own ports over UDP, TCP and
 * TLS, relays for players, and finds this node's public address by asking others. Serves {@link
 * dev.rallypoint.contract.BusContract#DISCOVER_ADDRESS}, {@link
 * dev.rallypoint.contract.BusContract#GET_ICE_SERVERS} and, in a cluster, {@link
 * dev.rallypoint.contract.BusContract#LEND_STUN_ADDRESS}.
 *
 * <p>{@link dev.rallypoint.turn.StunServer} is the core behind the ports: it sorts messages, and
 * hands TURN's to {@link dev.rallypoint.turn.server.TurnServer}. {@link
 * dev.rallypoint.turn.AddressDiscovery} is the core of the question. Each belongs to one event
 * loop. {@link dev.rallypoint.turn.StunVerticle} and the {@code Vertx*} classes are shells.
 *
 * <p>Never shares the relay's port (a netcode request begins with 0x00 as a Binding request does),
 * never sends to anybody who did not ask, but the STUN servers it was told and the peers that a
 * player gave permission.
 */
package dev.rallypoint.turn;
