package dev.rallypoint.simulation;

import java.util.Map;
import java.util.TreeMap;

/** How many players came, by region and hour. */
final class Arrivals {
    private final Map<String, int[]> byRegion = new TreeMap<>();
    private final int hours;

    Arrivals(int hours) {
        this.hours = hours;
    }

    void add(String region, int hour, int players) {
        byRegion.computeIfAbsent(region, some -> new int[hours])[hour] += players;
    }

    Map<String, int[]> byRegion() {
        return byRegion;
    }
}
