/**
 * Datagrams from player to player without the relay (docs/protocol/direct.md): the sealed packets,
 * hole punching, the choice between the two ways and the fallback. Pure: bytes and times come in,
 * datagrams and news go out. The state of a session's paths belongs to its {@link
 * dev.rallypoint.protocol.direct.DirectPaths}, on the thread of its owner. Who may know whose
 * address, and with which keys, the relay decides; nothing here ever leaves the relay for good.
 */
package dev.rallypoint.protocol.direct;
