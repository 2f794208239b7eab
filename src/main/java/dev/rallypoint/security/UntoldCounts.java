package dev.rallypoint.security;

import dev.rallypoint.contract.SecurityMessage.Spent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What this node counted and the others have not heard of; bounded. One event loop. */
final class UntoldCounts {
    /** Of more sources the rest counts on this node alone. */
    static final int MAX_SOURCES = 50_000;

    private record Key(String limit, String source) {}

    private final Map<Key, Integer> counts = new LinkedHashMap<>();

    void add(String limit, String source, int count) {
        Key key = new Key(limit, source);
        if (counts.size() < MAX_SOURCES || counts.containsKey(key)) {
            counts.merge(key, count, Integer::sum);
        }
    }

    /** The oldest first; they are told now. */
    List<Spent> take(int most) {
        List<Spent> taken = new ArrayList<>();
        Iterator<Map.Entry<Key, Integer>> oldest = counts.entrySet().iterator();
        while (oldest.hasNext() && taken.size() < most) {
            Map.Entry<Key, Integer> next = oldest.next();
            taken.add(new Spent(next.getKey().limit(), next.getKey().source(), next.getValue()));
            oldest.remove();
        }
        return taken;
    }
}
