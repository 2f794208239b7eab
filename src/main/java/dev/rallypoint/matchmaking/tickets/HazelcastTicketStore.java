package dev.rallypoint.matchmaking.tickets;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryExpiredListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.matchmaking.tickets.TicketEntry.State;
import dev.rallypoint.runtime.HazelcastDurableMap;
import dev.rallypoint.runtime.HazelcastReads;
import dev.rallypoint.runtime.HazelcastWriteGate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tickets and matches in the cluster: maps of JSON documents by id, changed by compare-and-set
 * only, and a map from player id to the id of the one ticket he stands in. Thread-safe; every
 * method blocks, for seconds if a node that holds the entry just died: worker threads only.
 */
final class HazelcastTicketStore {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastTicketStore.class);
    static final String TICKETS = "rallypoint.tickets";
    static final String PLAYERS = "rallypoint.ticket-players";
    static final String MATCHES = "rallypoint.ticket-matches";

    /** Members, operators and two owners of a pool: so many lost comparisons are no accident. */
    private static final int ATTEMPTS = 32;

    /** For who comes back late to see what became of it. */
    private static final Duration ENDED = Duration.ofMinutes(5);

    /** Longer than two owners of a pool disagree, and for operators to look at. */
    private static final Duration MADE = Duration.ofMinutes(10);

    private final HazelcastWriteGate gate;
    private final HazelcastDurableMap tickets;
    private final HazelcastDurableMap players;
    private final HazelcastDurableMap matches;
    private final Consumer<TicketEntry> searching;
    private final Map<UUID, IMap<String, String>> listeners = new ConcurrentHashMap<>();

    /**
     * @param searching hears of every ticket that came to search by a write of this node
     */
    HazelcastTicketStore(HazelcastInstance hazelcast, Consumer<TicketEntry> searching) {
        this.searching = searching;
        gate = HazelcastWriteGate.of(hazelcast);
        tickets = new HazelcastDurableMap(hazelcast, TICKETS);
        players = new HazelcastDurableMap(hazelcast, PLAYERS);
        matches = new HazelcastDurableMap(hazelcast, MATCHES);
    }

    boolean mayWrite() {
        return gate.mayWrite();
    }

    /**
     * @throws RejectedException CLUSTER_MINORITY if there is none here, where that means nothing;
     *     TIMEOUT or SHUTTING_DOWN
     */
    Optional<TicketEntry> find(String ticketId) {
        Optional<TicketEntry> found = tickets.find(ticketId).map(HazelcastTicketStore::ticket);
        if (found.isEmpty()) {
            requireMajority();
        }
        return found;
    }

    /** As it is now; the same exceptions. */
    Optional<TicketEntry> findNewest(String ticketId) {
        requireMajority();
        return tickets.findNewest(ticketId).map(HazelcastTicketStore::ticket);
    }

    private static TicketEntry ticket(String document) {
        return EntryCodec.decode(document, TicketEntry.class);
    }

    private static MatchEntry match(String document) {
        return EntryCodec.decode(document, MatchEntry.class);
    }

    private void requireMajority() {
        if (!gate.mayWrite()) {
            throw new RejectedException(ProblemCode.CLUSTER_MINORITY);
        }
    }

    /** All that this version can read. */
    List<TicketEntry> all() {
        return readable(HazelcastReads.ask(tickets.map()::values), TicketEntry.class);
    }

    /** All that this version can read. */
    List<MatchEntry> allMatches() {
        return readable(HazelcastReads.ask(matches.map()::values), MatchEntry.class);
    }

    private static <T extends Record> List<T> readable(
            Collection<String> documents, Class<T> type) {
        return documents.stream()
                .flatMap(document -> EntryCodec.decodeIfReadable(document, type).stream())
                .toList();
    }

    /**
     * Adds a ticket, whose players were claimed.
     *
     * @return false if somebody made sure that it never comes into being
     * @throws RejectedException CLUSTER_MINORITY or OUTCOME_UNKNOWN
     */
    boolean add(TicketEntry entry) {
        if (tickets.putIfAbsent(entry.ticketId(), EntryCodec.encode(entry))) {
            tellIfSearching(entry);
            return true;
        }
        // Perhaps written before the answer was lost, and changed since.
        return findNewest(entry.ticketId()).filter(there -> !there.hasEnded()).isPresent();
    }

    /**
     * Makes sure that a ticket which is not there never comes into being.
     *
     * @return false if it is there
     */
    boolean bury(TicketEntry ended) {
        String document = EntryCodec.encode(ended);
        return tickets.putIfAbsent(ended.ticketId(), document)
                && tickets.replaceByLast(ended.ticketId(), document, document, ENDED);
    }

    /**
     * Applies a rule, again if somebody else was faster. An ended ticket stays for a while.
     *
     * @throws RejectedException OUTCOME_UNKNOWN: something was changed, perhaps; CLUSTER_MINORITY,
     *     TIMEOUT or SHUTTING_DOWN: nothing
     */
    TicketChange change(String ticketId, Function<TicketEntry, TicketChange> rule) {
        requireMajority();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            boolean isFirst = attempt == 0;
            Optional<String> before =
                    isFirst ? tickets.find(ticketId) : tickets.findNewest(ticketId);
            Optional<TicketEntry> known = before.map(HazelcastTicketStore::ticket);
            TicketChange change =
                    known.map(rule)
                            .orElseGet(
                                    () -> TicketChange.refused(ProblemCode.TICKET_NOT_FOUND, ""));
            if (change.isNew()) {
                TicketEntry after = change.entry().orElseThrow();
                if (write(after, before.orElseThrow())) {
                    if (known.orElseThrow().state() == State.PENDING) {
                        tellIfSearching(after);
                    }
                    return change;
                }
            } else if (!isFirst) {
                // Only of the newest is it true: no comparison would tell that it was an older one.
                requireMajority();
                return change;
            }
        }
        return TicketChange.refused(ProblemCode.CONFLICT, "");
    }

    private void tellIfSearching(TicketEntry written) {
        if (written.state() == State.SEARCHING) {
            searching.accept(written);
        }
    }

    private boolean write(TicketEntry after, String before) {
        if (!after.hasEnded()) {
            return tickets.replace(
                    after.ticketId(), before, EntryCodec.encode(after), TicketLineage::hasBecome);
        }
        String last = EntryCodec.encode(after.slim());
        return tickets.replaceByLast(after.ticketId(), before, last, ENDED);
    }

    /**
     * Puts a player into a ticket, unless he stands in another one.
     *
     * @return the id of that other ticket; empty if he is in this one now
     * @throws RejectedException CLUSTER_MINORITY or OUTCOME_UNKNOWN
     */
    Optional<String> claimPlayer(String playerId, String ticketId) {
        if (players.putIfAbsent(playerId, ticketId)) {
            return Optional.empty();
        }
        requireMajority();
        return Optional.of(players.findNewest(playerId).orElse(ticketId))
                .filter(other -> !other.equals(ticketId));
    }

    /** Puts a player from a ticket that holds him no more into another one. */
    boolean movePlayer(String playerId, String fromTicketId, String toTicketId) {
        return players.replace(
                playerId, fromTicketId, toTicketId, (ours, later) -> Optional.of(false));
    }

    Optional<String> ticketOf(String playerId) {
        return players.find(playerId);
    }

    /** Ticket ids by the players who are claimed for them, of those that this node holds. */
    Map<String, String> claimsHere() {
        return HazelcastReads.ask(() -> players.map().getAll(players.map().localKeySet()));
    }

    /** Whoever asks for a ticket later finds that this one ended, so nothing depends on it. */
    void freePlayers(Collection<String> playerIds, String ticketId) {
        for (String playerId : playerIds) {
            try {
                players.map().remove(playerId, ticketId);
            } catch (HazelcastException | HazelcastInstanceNotActiveException kept) {
                LOG.debug("player not freed ticketId={}", ticketId, kept);
            }
        }
    }

    /** Writes a match that is being made, or finds it if it was written before. */
    MatchEntry begin(MatchEntry proposal) {
        if (matches.putIfAbsent(proposal.matchId(), EntryCodec.encode(proposal))) {
            return proposal;
        }
        return findMatch(proposal.matchId()).orElseThrow(HazelcastTicketStore::unknown);
    }

    private static RejectedException unknown() {
        return new RejectedException(ProblemCode.OUTCOME_UNKNOWN);
    }

    /** As it is now. */
    Optional<MatchEntry> findMatch(String matchId) {
        requireMajority();
        return matches.findNewest(matchId).map(HazelcastTicketStore::match);
    }

    /**
     * Applies a rule; answers the match as it is then, whether the rule or somebody else made it
     * so.
     */
    MatchEntry changeMatch(String matchId, Function<MatchEntry, Optional<MatchEntry>> rule) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            requireMajority();
            String before = matches.findNewest(matchId).orElseThrow(HazelcastTicketStore::unknown);
            Optional<MatchEntry> after = rule.apply(match(before));
            if (after.isEmpty()) {
                return match(before);
            }
            if (write(after.get(), before)) {
                return after.get();
            }
        }
        throw new RejectedException(ProblemCode.CONFLICT);
    }

    private boolean write(MatchEntry after, String before) {
        String document = EntryCodec.encode(after);
        return after.state().isEnd()
                ? matches.replaceByLast(after.matchId(), before, document, MADE)
                : matches.replace(
                        after.matchId(),
                        before,
                        document,
                        (ours, later) ->
                                Optional.of(match(later).version() > match(ours).version()));
    }

    /** Tells of every ticket written in the cluster, or gone, on a Hazelcast thread. */
    void listen(Consumer<TicketEntry> written, Consumer<String> removed) {
        listenTo(tickets.map(), TicketEntry.class, written, removed);
    }

    /** The same of matches. */
    void listenToMatches(Consumer<MatchEntry> written, Consumer<String> removed) {
        listenTo(matches.map(), MatchEntry.class, written, removed);
    }

    private <T extends Record> void listenTo(
            IMap<String, String> map,
            Class<T> type,
            Consumer<T> written,
            Consumer<String> removed) {
        Consumer<String> document =
                text -> EntryCodec.decodeIfReadable(text, type).ifPresent(written);
        EntryAddedListener<String, String> added = entry -> document.accept(entry.getValue());
        EntryUpdatedListener<String, String> updated = entry -> document.accept(entry.getValue());
        EntryMergedListener<String, String> merged = entry -> document.accept(entry.getValue());
        EntryRemovedListener<String, String> gone = entry -> removed.accept(entry.getKey());
        EntryExpiredListener<String, String> expired = entry -> removed.accept(entry.getKey());
        listeners.put(map.addEntryListener(added, true), map);
        listeners.put(map.addEntryListener(updated, true), map);
        listeners.put(map.addEntryListener(merged, true), map);
        listeners.put(map.addEntryListener(gone, false), map);
        listeners.put(map.addEntryListener(expired, false), map);
    }

    void stopListening() {
        listeners.forEach((id, map) -> map.removeEntryListener(id));
    }
}
