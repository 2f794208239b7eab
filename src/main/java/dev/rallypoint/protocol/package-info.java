/**
 * Floor 1: bytes to values to the next state, shared by server and player SDK. Imports the JDK
 * only; has no clock, no entropy, no socket and no thread of its own: time and random bytes come in
 * as arguments, datagrams leave through {@link dev.rallypoint.protocol.Transmit}. Hostile bytes are
 * answered with a {@link dev.rallypoint.protocol.DropReason}, never with an exception.
 */
package dev.rallypoint.protocol;
