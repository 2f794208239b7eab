package dev.rallypoint.anticheat.spi;

/** What a game mode says under a rule's name. A key that no rule asks for is refused at start. */
public interface RuleSettings {
    /**
     * @throws IllegalArgumentException if it is there and no number of 0 or more
     */
    double number(String key, double ifMissing);

    /** A word, or a number as it was written. */
    String text(String key, String ifMissing);

    /** The speed limit of the game mode, m/s, whether the rule for it is on or not. */
    double topSpeed();
}
