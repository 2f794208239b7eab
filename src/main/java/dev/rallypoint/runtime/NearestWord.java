package dev.rallypoint.runtime;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/** What somebody probably meant. */
final class NearestWord {
    private NearestWord() {}

    /** The candidate with the fewest letters to change; there must be one. */
    static String of(String name, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt(word -> distance(name, word)))
                .orElseThrow();
    }

    /** Levenshtein's edit distance, two rows at a time. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                current[j] =
                        Math.min(
                                Math.min(current[j - 1], previous[j]) + 1,
                                previous[j - 1] + change);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
