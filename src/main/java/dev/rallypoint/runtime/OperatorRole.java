package dev.rallypoint.runtime;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What an operator may do; each role may also do what those before it may. */
public enum OperatorRole {
    /** Looks at everything. */
    VIEWER,
    /** Bans, kicks and closes lobbies. */
    MODERATOR,
    /** Does whatever there is to do. */
    ADMIN;

    /** The role of a word such as {@code moderator}; empty if there is none. */
    static Optional<OperatorRole> of(String word) {
        return Stream.of(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean covers(OperatorRole needed) {
        return compareTo(needed) >= 0;
    }
}
