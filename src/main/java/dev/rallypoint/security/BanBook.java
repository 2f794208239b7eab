package dev.rallypoint.security;

import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All decisions about bans that this node has heard of; lifted ones too, so that old news of them
 * is told from new. One loop's.
 */
final class BanBook {
    private static final Comparator<Ban> ORDER =
            Comparator.comparingLong(Ban::createdAtMs)
                    .thenComparingLong(Ban::banId)
                    .thenComparing(Ban::subject)
                    .thenComparing(Ban::value);

    private final Map<String, SavedBan> decisions = new HashMap<>();

    /** What is heard while the cluster's list is read, which may lack it. */
    private final Set<String> heardMeanwhile = new HashSet<>();

    /** Takes a decision in, unless a newer one is known. */
    void put(SavedBan saved) {
        heardMeanwhile.add(BanRules.key(saved.ban()));
        keepNewer(saved);
    }

    private void keepNewer(SavedBan saved) {
        decisions.merge(
                BanRules.key(saved.ban()),
                saved,
                (known, news) -> news.revision() >= known.revision() ? news : known);
    }

    /** To be called before the list is read that {@link #become} gets. */
    void beginReading() {
        heardMeanwhile.clear();
    }

    /** Becomes what the cluster has, but for what is newer here. */
    void become(Collection<SavedBan> all) {
        Map<String, SavedBan> before = Map.copyOf(decisions);
        decisions.keySet().retainAll(heardMeanwhile);
        for (SavedBan saved : all) {
            keepNewer(saved);
            Optional.ofNullable(before.get(BanRules.key(saved.ban()))).ifPresent(this::keepNewer);
        }
    }

    int size() {
        return decisions.size();
    }

    /** In the order they were made. */
    List<Ban> inForce(long nowMs) {
        return decisions.values().stream()
                .filter(saved -> BanRules.isInForce(saved, nowMs))
                .map(SavedBan::ban)
                .sorted(ORDER)
                .toList();
    }

    /** What one decision covers. */
    List<Ban> covered(long banId, long nowMs) {
        return inForce(nowMs).stream().filter(ban -> ban.banId() == banId).toList();
    }

    /**
     * What the cluster lacks of what the database has.
     *
     * @param rows those in force
     */
    List<SavedBan> newerIn(List<SavedBan> rows) {
        List<SavedBan> news = new ArrayList<>();
        for (SavedBan row : rows) {
            SavedBan known = decisions.get(BanRules.key(row.ban()));
            if (known == null || known.revision() < row.revision()) {
                news.add(row);
            }
        }
        return news;
    }

    /**
     * What the database lacks of what is known here.
     *
     * @param rows those in force
     */
    List<SavedBan> lackingIn(List<SavedBan> rows, long nowMs) {
        Map<String, SavedBan> written = new HashMap<>();
        rows.forEach(row -> written.put(BanRules.key(row.ban()), row));
        List<SavedBan> lacking = new ArrayList<>();
        decisions.forEach(
                (key, known) -> {
                    SavedBan row = written.get(key);
                    boolean isOutdated = row != null && row.revision() < known.revision();
                    if (isOutdated || row == null && BanRules.isInForce(known, nowMs)) {
                        lacking.add(known);
                    }
                });
        return lacking;
    }

    /** Decisions that mean nothing any more and ended before that time: nodes' clocks differ. */
    List<SavedBan> endedBefore(long timeMs) {
        return decisions.values().stream()
                .filter(saved -> endMs(saved) != 0 && endMs(saved) < timeMs)
                .toList();
    }

    private static long endMs(SavedBan saved) {
        return saved.liftedAtMs() != 0 ? saved.liftedAtMs() : saved.ban().untilMs();
    }
}
