package dev.rallypoint.relay;

import dev.rallypoint.protocol.netcode.NetcodeSession;

/** A connected player in his seat; hangs on his session, so that a packet finds its match. */
record Member(NetcodeSession session, Match match, long clientId, int slot) {}
