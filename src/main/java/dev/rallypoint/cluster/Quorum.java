package dev.rallypoint.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether this node's side of the cluster may write. The nodes ask each other all the time; an
 * answer is a lease, counted from the question, which is over before the one who answered can have
 * given this node up. A side writes with leases of a strict majority of the voters; one or two
 * voters always write.
 *
 * <p>Voters change by proposal of the oldest member, while it may write: nodes that answer come in,
 * those that left in order or were missing too long go. Until a majority of the old voters goes by
 * the new set as well, both sets must agree (as in Raft's joint consensus), so that nodes added to
 * a side that is cut off make no majority of it.
 */
final class Quorum {
    /**
     * @param leaseMs must be shorter than the silence after which a node is given up, minus the
     *     interval of heartbeats
     * @param forgetMs a voter missing for longer is one no more, as long as three are left
     */
    record Terms(long leaseMs, long forgetMs) {}

    /** What a side may do; the order is that of precedence when two sides become one again. */
    enum Standing {
        /** Cut off from most of the cluster: changes nothing. */
        MINORITY,
        /** One or two voters: nobody can tell who is cut off. */
        UNPROTECTED,
        MAJORITY
    }

    private static final int FEWEST = 3;

    private final String self;
    private final Terms terms;
    private final Map<String, Long> leaseUntilMs = new HashMap<>();
    private final Map<String, Long> knownVersion = new HashMap<>();
    private final Map<String, Long> missingSinceMs = new HashMap<>();
    private final Map<Voters, Long> overtakenAtMs = new HashMap<>();
    private final Set<String> leaving = new HashSet<>();

    private Ballot ballot;
    private Set<String> members = Set.of();
    private boolean isOldest;
    private boolean isInformed;
    private long freeFromMs;

    /**
     * @param known from the node's last life, or of {@link Voters#none}
     */
    Quorum(String self, Ballot known, Terms terms, long nowMs) {
        this.self = self;
        this.ballot = known;
        this.terms = terms;
        this.freeFromMs = nowMs + terms.leaseMs();
    }

    /**
     * The member list changed, or is said again.
     *
     * @param nodeIds with this node's
     * @param oldest whether this node is the first of them
     */
    void onMembers(Set<String> nodeIds, boolean oldest, long nowMs) {
        nodeIds.stream().filter(node -> !members.contains(node)).forEach(leaving::remove);
        members = Set.copyOf(nodeIds);
        isOldest = oldest;
        leaseUntilMs.keySet().retainAll(members);
        if (!isInformed && members.equals(Set.of(self))) {
            isInformed = true;
            if (ballot.newest().nodeIds().isEmpty()) {
                ballot = Ballot.of(Voters.first(self));
            }
        }
        trackMissing(nowMs);
    }

    /** The node became part of another cluster: what it knew of others is from before. */
    void onMerged(long nowMs) {
        isInformed = false;
        freeFromMs = nowMs + terms.leaseMs();
        leaseUntilMs.clear();
        knownVersion.clear();
        missingSinceMs.clear();
        leaving.clear();
        ballot = Ballot.of(ballot.settled());
    }

    /** What this node tells others; unknown as long as it has nothing to tell. */
    Ballot ballot() {
        return isInformed ? ballot : Ballot.unknown();
    }

    /** Another node said which voters it goes by. */
    void onBallot(String nodeId, Ballot theirs) {
        if (theirs.isUnknown()) {
            return;
        }
        isInformed = true;
        ballot = ballot.learn(theirs);
        knownVersion.merge(nodeId, theirs.newest().version(), Math::max);
    }

    /**
     * Whether this node may be counted on. Not at once after a start or a merge: the leases it gave
     * before, perhaps to another side, must be over.
     */
    boolean givesLeases(long nowMs) {
        return isInformed && nowMs > freeFromMs;
    }

    /** Another node, which has this one in its member list, answered a question of that time. */
    void onLease(String nodeId, long askedAtMs) {
        if (members.contains(nodeId)) {
            leaseUntilMs.merge(nodeId, askedAtMs + terms.leaseMs(), Math::max);
        }
    }

    /** Another node answered that it does not, or not any more, have this one in its list. */
    void onRefusal(String nodeId) {
        leaseUntilMs.remove(nodeId);
    }

    /** A node is about to leave in order. */
    void onLeaving(String nodeId) {
        leaving.add(nodeId);
    }

    boolean isMember(String nodeId) {
        return members.contains(nodeId);
    }

    /**
     * An operator says that a voter never comes back. A side that may not write believes him at
     * once, as if the voters had never had a say.
     */
    void forget(String voter, long nowMs) {
        Voters now = ballot.newest();
        List<String> rest = now.nodeIds().stream().filter(node -> !node.equals(voter)).toList();
        Voters next = now.next(rest);
        ballot = mayWrite(nowMs) ? ballot.with(next) : Ballot.of(next);
    }

    boolean mayWrite(long nowMs) {
        Set<String> reached = reached(nowMs);
        return isInformed && ballot.sets().stream().allMatch(voters -> voters.admit(reached));
    }

    Standing standing(long nowMs) {
        if (!mayWrite(nowMs)) {
            return Standing.MINORITY;
        }
        return ballot.newest().isProtected() ? Standing.MAJORITY : Standing.UNPROTECTED;
    }

    /** Those who may be counted on at this moment. */
    private Set<String> reached(long nowMs) {
        Set<String> reached = new HashSet<>();
        if (givesLeases(nowMs)) {
            reached.add(self);
        }
        leaseUntilMs.forEach(
                (node, untilMs) -> {
                    if (untilMs > nowMs) {
                        reached.add(node);
                    }
                });
        return reached;
    }

    /** Lets voters go and come; to be called several times a lease. */
    void onTimer(long nowMs) {
        trackMissing(nowMs);
        if (isInformed) {
            retire(nowMs);
        }
        if (isOldest && mayWrite(nowMs)) {
            propose(nowMs);
        }
    }

    /** Only time during which this side may write counts. */
    private void trackMissing(long nowMs) {
        missingSinceMs.keySet().removeAll(members);
        if (!mayWrite(nowMs)) {
            missingSinceMs.clear();
        }
        for (String voter : ballot.newest().nodeIds()) {
            if (!members.contains(voter)) {
                missingSinceMs.putIfAbsent(voter, nowMs);
            }
        }
    }

    /**
     * Gives up a set of voters once a majority of it goes by a newer one, and the leases given
     * before they did are over.
     */
    private void retire(long nowMs) {
        for (Voters old : ballot.sets()) {
            ballot.after(old)
                    .filter(next -> old.isMajority(thoseWhoKnow(next.version())))
                    .ifPresent(next -> overtakenAtMs.putIfAbsent(old, nowMs));
        }
        while (isOvertaken(ballot.settled(), nowMs)) {
            overtakenAtMs.remove(ballot.settled());
            ballot = ballot.without(ballot.settled());
        }
    }

    private boolean isOvertaken(Voters old, long nowMs) {
        Long sinceMs = overtakenAtMs.get(old);
        return sinceMs != null && nowMs - sinceMs > terms.leaseMs();
    }

    private Set<String> thoseWhoKnow(long version) {
        Set<String> nodes = new HashSet<>(Set.of(self));
        knownVersion.forEach(
                (node, known) -> {
                    if (known >= version) {
                        nodes.add(node);
                    }
                });
        return nodes;
    }

    private void propose(long nowMs) {
        Voters now = ballot.newest();
        Set<String> next = new TreeSet<>(now.nodeIds());
        if (now.isMajority(reached(nowMs))) {
            // Also of two, who may write without each other: else each could bring in others.
            next.addAll(reached(nowMs));
        }
        next.removeAll(leaving);
        for (String voter : now.nodeIds()) {
            if (isForgotten(voter, nowMs) && (next.size() > FEWEST || !now.isProtected())) {
                next.remove(voter);
            }
        }
        boolean differs = !next.equals(Set.copyOf(now.nodeIds()));
        if (!next.isEmpty() && (differs || ballot.isTied())) {
            ballot = ballot.with(now.next(next));
        }
    }

    private boolean isForgotten(String voter, long nowMs) {
        Long sinceMs = missingSinceMs.get(voter);
        return sinceMs != null && nowMs - sinceMs >= terms.forgetMs();
    }

    /** Whether the others may go on writing without this node. */
    boolean canDoWithoutUs(long nowMs) {
        Set<String> rest = reached(nowMs);
        rest.remove(self);
        rest.removeAll(leaving);
        return rest.isEmpty() || ballot.sets().stream().allMatch(voters -> voters.admit(rest));
    }

    /** Those of the newest set. */
    Voters voters() {
        return ballot.newest();
    }

    /** How many of the newest voters are reached now. */
    int votersReached(long nowMs) {
        Set<String> reached = reached(nowMs);
        return (int) voters().nodeIds().stream().filter(reached::contains).count();
    }
}
