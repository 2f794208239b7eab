package dev.rallypoint.contract;

import java.util.Locale;

/** Who chose the players of a lobby: what its races are worth. */
public enum LobbyKind {
    /** Matchmaking. */
    MATCHED,
    /** Whoever found it in the server browser; it has no password. */
    PUBLIC,
    /** Its owner, by join code or password. */
    PRIVATE;

    /** As configuration and database have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of a word that another version wrote, or none: what is worth least. */
    public static LobbyKind ofWord(String word) {
        for (LobbyKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        return PRIVATE;
    }
}
