package dev.rallypoint.bots;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** What became of the players of a node that was killed. */
public final class KilledNode {
    private static final double NANOS_PER_MS = 1e6;

    private final Race race;
    private final List<Integer> lobbies;

    /**
     * @param lobbies the numbers of those that raced there
     */
    KilledNode(Race race, List<Integer> lobbies) {
        this.race = race;
        this.lobbies = lobbies;
    }

    /** Completes with whether all its players are connected elsewhere. */
    CompletableFuture<Boolean> isReplaced() {
        return race.areWhole(lobbies);
    }

    /**
     * For each player the longest time without any news of the others since the kill, a line a
     * lobby, and a line about all. On the run's loop.
     */
    CompletableFuture<List<String>> gaps() {
        return race.gapsSinceKill(lobbies).thenApply(KilledNode::lines);
    }

    private static List<String> lines(List<long[]> gapsNanos) {
        List<String> lines = new ArrayList<>();
        for (long[] lobby : gapsNanos) {
            StringBuilder line = new StringBuilder("   ");
            for (long gap : lobby) {
                line.append(String.format(Locale.ROOT, " %5.0f", gap / NANOS_PER_MS));
            }
            lines.add(line.append(" ms").toString());
        }
        long[] all = gapsNanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        if (all.length > 0) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "    median %.0f ms, longest %.0f ms, %d players",
                            all[all.length / 2] / NANOS_PER_MS,
                            all[all.length - 1] / NANOS_PER_MS,
                            all.length));
        }
        return lines;
    }
}
