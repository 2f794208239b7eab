package dev.rallypoint.http;

/**
 * Who calls, as a valid access token says.
 *
 * @param loginId of the login it comes from; empty = none
 * @param revocation the last one of the player's tokens that was known when it was issued
 */
record Caller(
        String playerId, String displayName, String loginId, long revocation, long expiresAtMs) {}
