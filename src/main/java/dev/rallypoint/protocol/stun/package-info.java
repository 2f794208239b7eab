/**
 * STUN messages as bytes and values, one file an attribute, and the two sides of a Binding request.
 * RFC 8489, with the answer that RFC 3489 clients want. State lives in {@link
 * dev.rallypoint.protocol.stun.StunClientTransaction} only, one object a question; everything else
 * is values. Runs on whichever thread calls it. It never knows a socket, a name or a limit, and
 * never answers anything but a Binding request.
 */
package dev.rallypoint.protocol.stun;
