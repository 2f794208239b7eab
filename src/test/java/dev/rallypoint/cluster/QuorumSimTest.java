package dev.rallypoint.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.cluster.Quorum.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes that come, go, crash and are cut off at random, over a network with delays. Their member
 * lists follow Hazelcast's ways: a node that was silent for 4 to 5 s is given up, sides that meet
 * again become one, and the ones that merge begin anew.
 */
class QuorumSimTest {
    private static final Quorum.Terms TERMS = new Quorum.Terms(2_500, 60_000);
    private static final int STEP_MS = 50;
    private static final int HOURS_MS = 3_600_000;
    private static final int SILENCE_MS = 4_000;
    private static final int MERGE_MS = 4_000;

    /** The network changes no faster than silence is noticed. */
    private static final int STEADY_MS = 6_000;

    private static final int LATENCY_MS = 150;
    private static final int MOST_NODES = 7;
    private static final int FOUNDERS = 3;

    private record Event(long atMs, long order, Runnable run) {}

    private final class Node {
        final String id;
        final Quorum quorum;

        /** In the order of their arrival, this one among them. */
        List<String> members = new ArrayList<>();

        final Map<String, Long> heardAtMs = new HashMap<>();

        /** Whose parts of the data it now believes to be its own side's, in which life. */
        final Set<String> givenUp = new HashSet<>();

        /** A member that merges comes as a new one. */
        int life;

        final int phase = random.nextInt(500);
        Ballot saved;
        long joinedAtMs;

        Node(String id, Ballot saved) {
            this.id = id;
            this.saved = saved;
            quorum = new Quorum(id, saved, TERMS, nowMs);
            joinedAtMs = nowMs;
            life = ++lives;
        }

        void tell() {
            quorum.onMembers(Set.copyOf(members), members.get(0).equals(id), nowMs);
        }

        void save() {
            if (!quorum.ballot().isUnknown()) {
                saved = quorum.ballot();
            }
        }
    }

    private Random random;
    private long nowMs;
    private long order;
    private final Map<String, Node> up = new HashMap<>();
    private final Map<String, Ballot> disks = new HashMap<>();
    private final Map<String, Integer> side = new HashMap<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMs).thenComparing(Event::order));
    private long cutAtMs;
    private int lives;
    private int writableSteps;
    private int minoritySteps;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void neverDoTwoSidesThatGaveEachOtherUpWriteBoth(long seed) {
        random = new Random(seed);
        found();
        for (nowMs = 0; nowMs < HOURS_MS; nowMs += STEP_MS) {
            disturb();
            deliver();
            detect();
            meet();
            ask();
            check(seed);
        }
        assertThat(writableSteps).as("steps with a majority, seed %d", seed).isPositive();
        assertThat(minoritySteps).as("steps with a minority, seed %d", seed).isPositive();
    }

    /** Below three there is no protection: it begins with three, and nobody leaves these. */
    private void found() {
        List<String> founders = List.of("n0", "n1", "n2");
        for (String id : founders) {
            Node node = new Node(id, Ballot.of(new Voters(3, founders)));
            node.members = new ArrayList<>(founders);
            founders.forEach(member -> node.heardAtMs.put(member, 0L));
            node.quorum.onBallot(id, Ballot.of(new Voters(3, founders)));
            up.put(id, node);
            node.tell();
        }
    }

    private boolean reach(String a, String b) {
        return up.containsKey(a)
                && up.containsKey(b)
                && side.getOrDefault(a, 0).equals(side.getOrDefault(b, 0));
    }

    private void disturb() {
        if (random.nextInt(200) != 0) {
            return;
        }
        if (nowMs - cutAtMs < STEADY_MS) {
            return;
        }
        cutAtMs = nowMs;
        String id = "n" + random.nextInt(MOST_NODES);
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> start(id);
            case 4 -> crash(id);
            case 5 -> leave(id);
            case 6, 7 -> cut();
            default -> side.clear();
        }
    }

    private void cut() {
        for (int node = 0; node < MOST_NODES; node++) {
            side.put("n" + node, random.nextInt(2));
        }
    }

    private void start(String id) {
        if (up.containsKey(id)) {
            return;
        }
        Node node = new Node(id, disks.getOrDefault(id, Ballot.of(Voters.none())));
        up.put(id, node);
        Set<String> list = new LinkedHashSet<>();
        up.values().stream()
                .filter(other -> other != node && reach(id, other.id))
                .max(Comparator.<Node>comparingInt(o -> o.members.size()).thenComparing(o -> o.id))
                .ifPresent(
                        host -> {
                            list.addAll(host.members);
                            spread(host, id);
                        });
        list.add(id);
        node.members = new ArrayList<>(list);
        node.members.forEach(member -> node.heardAtMs.put(member, nowMs));
        node.tell();
    }

    /** The host's side hears of a new member, each node in its time. */
    private void spread(Node host, String newcomer) {
        for (String member : host.members) {
            later(
                    () -> {
                        Node node = up.get(member);
                        if (node != null && reach(member, newcomer)) {
                            node.members.remove(newcomer);
                            node.members.add(newcomer);
                            node.heardAtMs.put(newcomer, nowMs);
                            node.tell();
                        }
                    });
        }
    }

    private void crash(String id) {
        Node node = up.remove(id);
        if (node != null) {
            disks.put(id, node.saved);
            for (Node other : up.values()) {
                if (side.getOrDefault(other.id, 0).equals(side.getOrDefault(id, 0))) {
                    giveUp(other, id);
                }
            }
        }
    }

    private void leave(String id) {
        Node node = up.get(id);
        if (node == null || node.quorum.voters().nodeIds().size() <= FOUNDERS) {
            return;
        }
        node.quorum.onLeaving(id);
        for (String member : node.members) {
            if (reach(id, member)) {
                up.get(member).quorum.onLeaving(id);
            }
        }
        events.add(new Event(nowMs + random.nextInt(4_000), order++, () -> crash(id)));
    }

    private void giveUp(Node node, String gone) {
        node.givenUp.add(life(gone));
        drop(node, gone);
    }

    private String life(String id) {
        return up.containsKey(id) ? id + " " + up.get(id).life : id;
    }

    private void drop(Node node, String gone) {
        node.members.remove(gone);
        node.tell();
    }

    private void later(Runnable run) {
        events.add(new Event(nowMs + 1 + random.nextInt(LATENCY_MS), order++, run));
    }

    private void deliver() {
        while (!events.isEmpty() && events.peek().atMs() <= nowMs) {
            events.poll().run().run();
        }
    }

    /** Heartbeats once a second; the check as often. */
    private void detect() {
        for (Node node : List.copyOf(up.values())) {
            if ((nowMs + node.phase) % 1_000 >= STEP_MS) {
                continue;
            }
            for (String member : List.copyOf(node.members)) {
                if (reach(node.id, member) && up.get(member).members.contains(node.id)) {
                    up.get(member).heardAtMs.put(node.id, nowMs);
                }
            }
            List<String> silent = new ArrayList<>();
            for (String member : node.members) {
                long silentMs = nowMs - node.heardAtMs.getOrDefault(member, nowMs);
                if (!member.equals(node.id) && silentMs > SILENCE_MS) {
                    silent.add(member);
                }
            }
            List<String> rest = new ArrayList<>(node.members);
            rest.removeAll(silent);
            if (rest.get(0).equals(node.id)) {
                decide(node, silent, rest);
            }
        }
    }

    /** The oldest of those who are left tells the others who is not. */
    private void decide(Node oldest, List<String> silent, List<String> rest) {
        silent.forEach(gone -> giveUp(oldest, gone));
        List<String> lost = silent.stream().map(this::life).toList();
        int life = oldest.life;
        for (String member : rest) {
            later(
                    () -> {
                        if (reach(oldest.id, member)
                                && oldest.life == life
                                && up.get(member).members.contains(oldest.id)) {
                            silent.stream()
                                    .filter(gone -> lost.contains(life(gone)))
                                    .forEach(gone -> giveUp(up.get(member), gone));
                        }
                    });
        }
    }

    /** Two oldest ones that meet: all nodes of the smaller side merge. */
    private void meet() {
        for (Node one : List.copyOf(up.values())) {
            for (Node two : List.copyOf(up.values())) {
                boolean due = nowMs - Math.max(one.joinedAtMs, two.joinedAtMs) > MERGE_MS;
                if (due && isOldest(one) && isOldest(two) && isSmaller(one, two)) {
                    mergeAll(one, two);
                }
            }
        }
    }

    private static boolean isOldest(Node node) {
        return node.members.get(0).equals(node.id);
    }

    private boolean isSmaller(Node one, Node two) {
        int difference = one.members.size() - two.members.size();
        return one != two
                && reach(one.id, two.id)
                && !one.members.contains(two.id)
                && !two.members.contains(one.id)
                && (difference < 0 || difference == 0 && one.id.compareTo(two.id) < 0);
    }

    private void mergeAll(Node oldest, Node target) {
        for (String id : List.copyOf(oldest.members)) {
            if (reach(oldest.id, id) && up.get(id).members.contains(oldest.id)) {
                up.get(id).joinedAtMs = nowMs;
                later(() -> merge(id, target));
            }
        }
    }

    private void merge(String id, Node target) {
        if (!reach(id, target.id) || !isOldest(target) || target.id.equals(id)) {
            return;
        }
        Node one = up.get(id);
        one.quorum.onMerged(nowMs);
        one.life = ++lives;
        one.givenUp.clear();
        one.joinedAtMs = nowMs;
        spread(target, one.id);
        Set<String> list = new LinkedHashSet<>(target.members);
        list.remove(one.id);
        list.add(one.id);
        one.members = new ArrayList<>(list);
        one.members.forEach(member -> one.heardAtMs.put(member, nowMs));
        one.tell();
    }

    private void ask() {
        for (Node node : up.values()) {
            if ((nowMs + node.phase) % 500 >= STEP_MS) {
                continue;
            }
            node.tell();
            node.quorum.onTimer(nowMs);
            node.save();
            long askedAtMs = nowMs;
            Ballot told = node.quorum.ballot();
            for (String other : node.members) {
                if (!other.equals(node.id)) {
                    later(() -> answer(node, other, told, askedAtMs));
                }
            }
        }
    }

    private void answer(Node asker, String otherId, Ballot told, long askedAtMs) {
        Node other = up.get(otherId);
        if (!reach(asker.id, otherId) || up.get(asker.id) != asker) {
            return;
        }
        if (!other.members.contains(asker.id)) {
            later(() -> asker.quorum.onRefusal(otherId));
            return;
        }
        other.quorum.onBallot(asker.id, told);
        other.save();
        Ballot back = other.quorum.ballot();
        boolean lease = other.quorum.givesLeases(nowMs);
        later(
                () -> {
                    if (reach(asker.id, otherId)
                            && up.get(asker.id) == asker
                            && !back.isUnknown()) {
                        asker.quorum.onBallot(otherId, back);
                        if (lease) {
                            asker.quorum.onLease(otherId, askedAtMs);
                        }
                        asker.save();
                    }
                });
    }

    private void check(long seed) {
        Set<Node> writers = new HashSet<>();
        for (Node node : up.values()) {
            Standing standing = node.quorum.standing(nowMs);
            if (standing == Standing.MAJORITY) {
                writers.add(node);
                writableSteps++;
            } else if (standing == Standing.MINORITY) {
                minoritySteps++;
            }
        }
        for (Node one : writers) {
            for (Node two : writers) {
                assertThat(one.givenUp.contains(life(two.id)))
                        .as(
                                "seed %d, %d ms: %s of %s by %s and %s of %s by %s",
                                seed,
                                nowMs,
                                one.id,
                                one.members,
                                one.quorum.ballot(),
                                two.id,
                                two.members,
                                two.quorum.ballot())
                        .isFalse();
            }
        }
    }
}
