/**
 * STUN and TURN messages as bytes and values, one file an attribute, ChannelData, framing in a byte
 * stream, and the two sides of a Binding request. RFC 8489, RFC 5780 and RFC 8656, with the answer
 * that RFC 3489 clients want. State lives in {@link
 * dev.rallypoint.protocol.stun.StunClientTransaction} and {@link
 * dev.rallypoint.protocol.stun.StunFraming} only, one object a question or a connection; everything
 * else is values. Runs on whichever thread calls it. It never knows a socket, a name or a limit,
 * and never answers anything but a Binding request.
 */
package dev.rallypoint.protocol.stun;
