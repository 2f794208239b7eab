package dev.rallypoint.rating;

import java.util.List;
import java.util.Optional;

/**
 * Who says otherwise than what was settled, as text: by name for operators, in number for others.
 */
public final class Contradiction {
    private static final String BEGIN = "contradicted by ";
    private static final String SEPARATOR = ", ";

    private Contradiction() {}

    /** Empty if nobody does. */
    static String by(List<String> reporters) {
        return reporters.isEmpty() ? "" : BEGIN + String.join(SEPARATOR, reporters);
    }

    /**
     * One more.
     *
     * @param reason the text so far
     */
    public static String add(String reason, String reporter) {
        return reason.isEmpty() ? BEGIN + reporter : reason + SEPARATOR + reporter;
    }

    /** How many do; empty if the text is about something else. */
    public static Optional<String> inNumbers(String reason) {
        return reason.startsWith(BEGIN)
                ? Optional.of(BEGIN + reason.split(SEPARATOR).length)
                : Optional.empty();
    }
}
