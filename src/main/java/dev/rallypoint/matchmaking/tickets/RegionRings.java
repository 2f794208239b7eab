package dev.rallypoint.matchmaking.tickets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * In which order regions are looked at for a player: the nearest first, those that are about as
 * near as each other together, those that he did not measure last.
 */
final class RegionRings {
    /** Between regions that differ by less, seats and ratings decide. */
    private static final int ALIKE_MS = 20;

    private RegionRings() {}

    /**
     * @param rttMs his measured round trips by region
     * @param known all regions
     * @param mostMs regions measured to be farther away are left out
     */
    static List<Set<String>> of(Map<String, Integer> rttMs, Set<String> known, int mostMs) {
        List<Map.Entry<String, Integer>> near =
                rttMs.entrySet().stream()
                        .filter(region -> region.getValue() <= mostMs)
                        .sorted(
                                Map.Entry.<String, Integer>comparingByValue()
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .toList();
        List<Set<String>> rings = new ArrayList<>();
        for (int first = 0; first < near.size(); ) {
            int alikeMs = near.get(first).getValue() + ALIKE_MS;
            List<String> ring =
                    near.stream()
                            .skip(first)
                            .takeWhile(region -> region.getValue() < alikeMs)
                            .map(Map.Entry::getKey)
                            .toList();
            rings.add(Set.copyOf(ring));
            first += ring.size();
        }
        List<String> unmeasured =
                known.stream()
                        .filter(region -> !rttMs.containsKey(region))
                        .sorted(Comparator.naturalOrder())
                        .toList();
        if (!unmeasured.isEmpty()) {
            rings.add(Set.copyOf(unmeasured));
        }
        return rings;
    }
}
