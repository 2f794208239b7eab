package dev.rallypoint.anticheat;

import java.util.Locale;

/** What a score calls for; each includes those before it. */
public enum Action {
    NONE,
    /** The operator can read of it. */
    WARN,
    /** The operator should look at it. */
    FLAG,
    /** Out of the match, and the seat is free. */
    KICK,
    /** Out of everything for a time. */
    BAN;

    /** As it stands in messages and metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
