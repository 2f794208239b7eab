/**
 * The STUN room (RFC 8489), which TURN joins later: answers Binding requests on its own UDP port
 * and finds this node's public address by asking others. Serves {@link
 * dev.rallypoint.contract.BusContract#DISCOVER_ADDRESS}.
 *
 * <p>{@link dev.rallypoint.turn.StunServer} is the core behind the port: it sorts datagrams, and
 * what is not a Binding request today is where TURN's methods and ChannelData enter. {@link
 * dev.rallypoint.turn.AddressDiscovery} is the core of the question. Each belongs to one event
 * loop. {@link dev.rallypoint.turn.StunVerticle} and the {@code Vertx*} class are shells.
 *
 * <p>Never shares the relay's port (a netcode request begins with 0x00 as a Binding request does),
 * never sends to anybody who did not ask, but the STUN servers it was told.
 */
package dev.rallypoint.turn;
