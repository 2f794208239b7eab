package dev.rallypoint.docs;

import java.util.ArrayList;
import java.util.List;

/** What a document says and the code does not, and the other way round, line by line. */
public final class LineDifferences {
    private LineDifferences() {}

    /**
     * @param expected as rendered from the code
     */
    public static List<String> between(List<String> expected, List<String> actual) {
        List<String> differences = new ArrayList<>();
        for (String line : expected) {
            if (!actual.contains(line)) {
                differences.add("missing: " + line);
            }
        }
        for (String line : actual) {
            if (!expected.contains(line)) {
                differences.add("not so in the code: " + line);
            }
        }
        if (differences.isEmpty() && !expected.equals(actual)) {
            differences.add("the lines are not in the order of the code, or repeated");
        }
        return differences;
    }
}
