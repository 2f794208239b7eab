package dev.rallypoint.store;

import java.util.Locale;

/** How a store call ended: the {@code outcome} label of {@code rallypoint_store_call_seconds}. */
enum CallOutcome {
    OK,
    /** The answer is no, such as an unknown player. */
    REFUSED,
    /** The database could not be read or written. */
    UNAVAILABLE,
    /** A bug. */
    FAILED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
