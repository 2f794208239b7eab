/**
 * What travels inside netcode payloads and tokens between players and the relay: the match ticket,
 * the framed header, relay control messages, snapshots. Pure bytes and values; shared by server and
 * SDK. PROTOCOL.md is its written form.
 */
package dev.rallypoint.protocol.relay;
