package dev.rallypoint.contract;

import java.util.Locale;

/** How a player came into a match. Whatever is told later, the earliest of these holds. */
public enum MatchOrigin {
    /** Sat there when it began. */
    STARTED,
    /** Was given a seat by matchmaking while it raced: says how it went, and seldom decides it. */
    MATCHED,
    /** Walked in by himself: races along, and says nothing about the result. */
    JOINED;

    /** As the database has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of a word that another version wrote: what gives no rights. */
    public static MatchOrigin ofWord(String word) {
        for (MatchOrigin origin : values()) {
            if (origin.word().equals(word)) {
                return origin;
            }
        }
        return JOINED;
    }

    /** Whether he is asked about the result. */
    public boolean mayReport() {
        return this != JOINED;
    }
}
