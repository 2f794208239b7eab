package dev.rallypoint.store;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Which records are given up when too many wait: the oldest. Each node gives up its share of those
 * it holds, so that no node needs to know them all.
 *
 * @param capacity records of the whole cluster
 */
record OutboxBound(int capacity) {
    /**
     * How many of the records here.
     *
     * @param all records in the cluster
     * @param here those of them that this node holds
     */
    int excess(int all, int here) {
        if (all <= capacity) {
            return 0;
        }
        long share = (long) (all - capacity) * here;
        return (int) ((share + all - 1) / all);
    }

    /** The keys of the oldest. */
    static List<String> oldest(Map<String, String> records, int count) {
        return records.entrySet().stream()
                .sorted(
                        Comparator.<Map.Entry<String, String>>comparingLong(
                                        record -> OutboxRecord.atMsOf(record.getValue()))
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(count)
                .map(Map.Entry::getKey)
                .toList();
    }
}
