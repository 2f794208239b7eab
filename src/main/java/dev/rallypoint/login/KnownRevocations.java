package dev.rallypoint.login;

import dev.rallypoint.contract.LoginMessage.Revocation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The cluster's revocations that this node has heard of. One loop's. */
final class KnownRevocations {
    private final Map<String, Long> stamps = new HashMap<>();

    /** What is heard while the cluster's map is read, which may lack it. */
    private final Set<String> heardMeanwhile = new HashSet<>();

    /**
     * Takes one in.
     *
     * @return whether it was news
     */
    boolean hear(Revocation revocation) {
        heardMeanwhile.add(revocation.subject());
        boolean isNews = revocation.stamp() > stamps.getOrDefault(revocation.subject(), 0L);
        if (isNews) {
            stamps.put(revocation.subject(), revocation.stamp());
        }
        return isNews;
    }

    /** To be called before the map is read that {@link #forgetAllBut} gets. */
    void beginReading() {
        heardMeanwhile.clear();
    }

    /** Forgets what the cluster has forgotten. */
    void forgetAllBut(Set<String> subjects) {
        stamps.keySet()
                .removeIf(
                        subject ->
                                !subjects.contains(subject) && !heardMeanwhile.contains(subject));
    }

    List<Revocation> all() {
        return stamps.entrySet().stream()
                .map(entry -> new Revocation(entry.getKey(), entry.getValue()))
                .toList();
    }
}
