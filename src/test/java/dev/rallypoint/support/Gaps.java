package dev.rallypoint.support;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What players missed, one entry each.
 *
 * @param pairMs the longest time that a player missed states of some other one
 * @param silenceMs the longest time that a player heard nobody
 */
public record Gaps(List<Long> pairMs, List<Long> silenceMs) {
    public Gaps {
        pairMs = pairMs.stream().sorted().toList();
        silenceMs = silenceMs.stream().sorted().toList();
    }

    public long longestMs() {
        return last(pairMs);
    }

    public long medianMs() {
        return middle(pairMs);
    }

    private static long last(List<Long> sorted) {
        return sorted.get(sorted.size() - 1);
    }

    private static long middle(List<Long> sorted) {
        return sorted.get(sorted.size() / 2);
    }

    /** For the end of a test. */
    @Override
    public String toString() {
        return String.format(
                "gap per player, to any other one: median %d ms, longest %d ms; to all others at"
                        + " once: median %d ms, longest %d ms; players: %d; deciles %s",
                medianMs(),
                longestMs(),
                middle(silenceMs),
                last(silenceMs),
                pairMs.size(),
                deciles(pairMs));
    }

    /** The least, every tenth part and the most of sorted numbers. */
    static String deciles(List<Long> sorted) {
        return sorted.isEmpty()
                ? "none"
                : IntStream.rangeClosed(0, 10)
                        .mapToObj(tenth -> sorted.get((sorted.size() - 1) * tenth / 10).toString())
                        .collect(Collectors.joining(" "));
    }
}
