package dev.rallypoint.matchmaking;

import java.util.Locale;

/** Why two tickets cannot race together now, in the order in which it is looked at. */
public enum Constraint {
    /** They wait for different things. */
    ATTRIBUTES,
    /** Who asks does not want to meet the other. */
    BLOCKED,
    /** Together they are more than a match or its teams take. */
    PARTY_SIZE,
    /** No region is within the limit of both. */
    REGION,
    /** A region is, but its round trip is above what one of them takes at present. */
    LATENCY,
    /** Their ratings are farther apart than one of them takes at present. */
    RATING_WINDOW,
    /** They could, but they are too few for a match. */
    CAPACITY;

    /** As JSON and labels have it: {@code rating_window}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
