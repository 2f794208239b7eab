package dev.rallypoint.http;

/** Who calls, as a valid access token says. */
record Caller(String playerId, String displayName, long expiresAtMs) {}
