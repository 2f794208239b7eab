package dev.rallypoint.lobby;

import dev.rallypoint.contract.Ids;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;

/**
 * A place in the list of lobbies, which is in the order of creation.
 *
 * @param lobbyId breaks ties
 */
record LobbyCursor(long createdAtMs, String lobbyId) implements Comparable<LobbyCursor> {
    private static final String VERSION = "1";
    private static final int PARTS = 3;
    private static final Comparator<LobbyCursor> ORDER =
            Comparator.comparingLong(LobbyCursor::createdAtMs).thenComparing(LobbyCursor::lobbyId);

    static LobbyCursor of(Lobby lobby) {
        return new LobbyCursor(lobby.createdAtMs(), lobby.lobbyId());
    }

    /** Opaque to clients; letters, digits, - and _. */
    String encode() {
        String plain = VERSION + "|" + createdAtMs + "|" + lobbyId;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }

    /** The place, or empty for a text that {@link #encode} never wrote. */
    static Optional<LobbyCursor> decode(String text) {
        try {
            String plain =
                    new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
            String[] parts = plain.split("\\|", -1);
            if (parts.length != PARTS || !parts[0].equals(VERSION) || !Ids.isLobbyId(parts[2])) {
                return Optional.empty();
            }
            LobbyCursor cursor = new LobbyCursor(Long.parseLong(parts[1]), parts[2]);
            return Optional.of(cursor).filter(made -> made.encode().equals(text));
        } catch (IllegalArgumentException notBase64OrNumber) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(LobbyCursor other) {
        return ORDER.compare(this, other);
    }
}
