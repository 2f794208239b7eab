package dev.rallypoint.bots;

/** Where a run says what it does. Safe for any thread. */
public interface Screen {
    /** A line that stays. */
    void line(String text);

    /** The figures of the moment: replaces the figures before where that is possible. */
    void live(String text);
}
