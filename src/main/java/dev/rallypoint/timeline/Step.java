package dev.rallypoint.timeline;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happens to an attempt at a relay, in the usual order. */
public enum Step {
    /** A request with the genuine token came. */
    REQUEST,
    CHALLENGE,
    RESPONSE,
    /** The player has his slot. */
    SEATED,
    FIRST_PAYLOAD,
    /** The player's packets come from another address now. */
    ADDRESS_CHANGED,
    ENDED;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As the API spells it. */
    public String word() {
        return word;
    }

    /** Empty for a step of another version. */
    static Optional<Step> ofWord(String word) {
        return Arrays.stream(values()).filter(step -> step.word.equals(word)).findFirst();
    }
}
