package dev.rallypoint.turn.server;

/**
 * What a player gets to use TURN with.
 *
 * @param password secret
 */
public record TurnCredentials(String username, String password) {
    /**
     * @param expiresAtMs until when allocations can be opened with them; whole seconds
     */
    public static TurnCredentials of(TurnSecret secret, String playerId, long expiresAtMs) {
        String username = TimedUsername.of(expiresAtMs, playerId).text();
        return new TurnCredentials(username, secret.passwordOf(username));
    }

    @Override
    public String toString() {
        return "TurnCredentials[" + username + "]";
    }
}
