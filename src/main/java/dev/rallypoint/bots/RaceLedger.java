package dev.rallypoint.bots;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Counts what every player got of every other, state by state. A state is expected once by each
 * other member of its lobby. Pure; one thread. Players are named by lobby and seat, both 0-based.
 */
final class RaceLedger {
    /**
     * The sums so far.
     *
     * @param sent states sent
     * @param expected deliveries those must lead to
     * @param delivered different states that arrived
     * @param duplicated states that arrived again
     * @param overtaken states still missing although a later one of the same sender has arrived
     */
    record Totals(long sent, long expected, long delivered, long duplicated, long overtaken) {
        long lost() {
            return expected - delivered;
        }
    }

    private final List<StateBook[][]> lobbies = new ArrayList<>();
    private final List<long[]> lastDeliveryNanos = new ArrayList<>();
    private final List<long[]> longestGapNanos = new ArrayList<>();
    private final List<long[]> gapSinceMarkNanos = new ArrayList<>();
    private final List<int[]> nextSequences = new ArrayList<>();
    private final Map<Integer, List<Outage>> outages = new HashMap<>();
    private final Histogram latencyMicros = new Histogram(3);
    private final Histogram recentMicros = new Histogram(3);
    private long sent;
    private long expected;
    private long delivered;
    private long duplicated;

    RaceLedger(List<Integer> lobbySizes, int statesPerPlayer) {
        for (int size : lobbySizes) {
            StateBook[][] books = new StateBook[size][size];
            for (StateBook[] ofReceiver : books) {
                Arrays.setAll(ofReceiver, sender -> new StateBook(statesPerPlayer));
            }
            lobbies.add(books);
            lastDeliveryNanos.add(new long[size]);
            longestGapNanos.add(new long[size]);
            gapSinceMarkNanos.add(new long[size]);
            nextSequences.add(new int[size]);
        }
    }

    /** Counting begins. */
    void onStart(long nowNanos) {
        lastDeliveryNanos.forEach(last -> Arrays.fill(last, nowNanos));
    }

    /** A player sent the next state to all others of the lobby. */
    void onSent(int lobby, int sender) {
        sent++;
        nextSequences.get(lobby)[sender]++;
        expected += lobbies.get(lobby).length - 1;
    }

    /**
     * A state arrived.
     *
     * @return false if it cannot be one of this race
     */
    boolean onState(int lobby, int receiver, int sender, int sequence, long latencyNanos) {
        Optional<StateBook> book = book(lobby, receiver, sender, sequence);
        if (book.isPresent() && book.get().enter(sequence)) {
            delivered++;
            latencyMicros.recordValue(Math.max(0, latencyNanos / 1_000));
            recentMicros.recordValue(Math.max(0, latencyNanos / 1_000));
        } else if (book.isPresent()) {
            duplicated++;
        }
        return book.isPresent();
    }

    /**
     * The relay repeated a slot's last state to a player who came (back): no duplicate even if it
     * was known, and without a latency of its own.
     *
     * @return false if it cannot be one of this race
     */
    boolean onRepeatedState(int lobby, int receiver, int sender, int sequence) {
        Optional<StateBook> book = book(lobby, receiver, sender, sequence);
        if (book.isPresent() && book.get().enter(sequence)) {
            delivered++;
        }
        return book.isPresent();
    }

    private Optional<StateBook> book(int lobby, int receiver, int sender, int sequence) {
        StateBook[][] books = lobbies.get(lobby);
        if (sender < 0 || sender >= books.length || sender == receiver) {
            return Optional.empty();
        }
        return Optional.of(books[receiver][sender]).filter(book -> book.fits(sequence));
    }

    /** A player heard of the race; gaps are measured between these calls. */
    void onHeard(int lobby, int receiver, long nowNanos) {
        long[] last = lastDeliveryNanos.get(lobby);
        long[] longest = longestGapNanos.get(lobby);
        long[] sinceMark = gapSinceMarkNanos.get(lobby);
        longest[receiver] = Math.max(longest[receiver], nowNanos - last[receiver]);
        sinceMark[receiver] = Math.max(sinceMark[receiver], nowNanos - last[receiver]);
        last[receiver] = nowNanos;
    }

    /** The last state was sent: what nobody heard of since then counts as a gap, too. */
    void onEnd(long nowNanos) {
        for (int lobby = 0; lobby < lobbies.size(); lobby++) {
            for (int receiver = 0; receiver < lobbies.get(lobby).length; receiver++) {
                onHeard(lobby, receiver, nowNanos);
            }
        }
    }

    /** From now on {@link #gapsSinceMarkNanos} counts anew. */
    void mark() {
        gapSinceMarkNanos.forEach(gaps -> Arrays.fill(gaps, 0));
    }

    /** The longest time without any state that ended after the mark, by seat. */
    long[] gapsSinceMarkNanos(int lobby) {
        return gapSinceMarkNanos.get(lobby).clone();
    }

    /**
     * The node that a lobby raced on is dead.
     *
     * @param underWay states of each player that may have been under way
     */
    void beginOutage(int lobby, int underWay) {
        outages.computeIfAbsent(lobby, number -> new ArrayList<>())
                .add(new Outage(nextSequences.get(lobby), underWay));
    }

    /** All players of a lobby have a session again; does nothing if none lost his. */
    void endOutages(int lobby) {
        outages.getOrDefault(lobby, List.of()).stream()
                .filter(outage -> !outage.isOver())
                .forEach(outage -> outage.end(nextSequences.get(lobby)));
    }

    /** Deliveries missing because the node that was to forward them had died. */
    long lostWithNodes() {
        return outages.entrySet().stream()
                .mapToLong(entry -> lostWithNodes(entry.getKey(), entry.getValue()))
                .sum();
    }

    private long lostWithNodes(int lobby, List<Outage> ofLobby) {
        StateBook[][] books = lobbies.get(lobby);
        int[] sentBy = nextSequences.get(lobby);
        long lost = 0;
        for (int receiver = 0; receiver < books.length; receiver++) {
            for (int sender = 0; sender < books.length; sender++) {
                for (Outage outage : sender == receiver ? List.<Outage>of() : ofLobby) {
                    lost += outage.missing(books[receiver][sender], sender, sentBy[sender]);
                }
            }
        }
        return lost;
    }

    Totals totals() {
        long overtaken =
                lobbies.stream()
                        .flatMap(Arrays::stream)
                        .flatMap(Arrays::stream)
                        .mapToLong(StateBook::overtaken)
                        .sum();
        return new Totals(sent, expected, delivered, duplicated, overtaken);
    }

    /** Every player's longest time without any state, in ascending order. */
    long[] longestGapsNanos() {
        return longestGapNanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    }

    /** Of all states, microseconds. */
    Histogram latencyMicros() {
        return latencyMicros;
    }

    /** Of the states since the last call. */
    Histogram takeRecentMicros() {
        Histogram taken = recentMicros.copy();
        recentMicros.reset();
        return taken;
    }
}
