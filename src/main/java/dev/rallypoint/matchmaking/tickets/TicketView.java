package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.matchmaking.tickets.TicketEntry.State;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All tickets of the cluster as this node knows them. May lag behind the cluster map by moments.
 * Belongs to one thread.
 */
final class TicketView {
    /** Hears of every change of the view, and must not change it. */
    interface Watcher {
        /**
         * @param before what was known of the ticket; empty if it is new here
         */
        void onTicket(Optional<TicketEntry> before, TicketEntry after);
    }

    private final Watcher watcher;
    private final Map<String, TicketEntry> entries = new HashMap<>();
    private final Map<String, Set<String>> byPlayer = new HashMap<>();

    /** Those that have not ended, in the order in which they were heard of. */
    private final Map<PoolKey, Map<String, TicketEntry>> pools = new HashMap<>();

    /** Heard of since a reload began: its snapshot may be older than this news. */
    private final Set<String> touched = new HashSet<>();

    private boolean reloading;
    private int standing;

    TicketView(Watcher watcher) {
        this.watcher = watcher;
    }

    /** Takes a ticket in, unless a newer version is known. */
    void put(TicketEntry entry) {
        touch(entry.ticketId());
        Optional<TicketEntry> known = find(entry.ticketId());
        if (known.isEmpty() || known.get().version() < entry.version()) {
            replace(entry);
        }
    }

    private void replace(TicketEntry entry) {
        Optional<TicketEntry> before = find(entry.ticketId());
        drop(entry.ticketId());
        entries.put(entry.ticketId(), entry);
        for (TicketSeat seat : entry.seats()) {
            byPlayer.computeIfAbsent(seat.playerId(), id -> new HashSet<>()).add(entry.ticketId());
        }
        if (!entry.hasEnded()) {
            pools.computeIfAbsent(entry.pool(), key -> new LinkedHashMap<>())
                    .put(entry.ticketId(), entry);
            standing++;
        }
        watcher.onTicket(before, entry);
    }

    void remove(String ticketId) {
        touch(ticketId);
        drop(ticketId);
    }

    private void drop(String ticketId) {
        TicketEntry gone = entries.remove(ticketId);
        if (gone == null) {
            return;
        }
        for (TicketSeat seat : gone.seats()) {
            byPlayer.computeIfPresent(
                    seat.playerId(),
                    (id, ids) -> ids.remove(ticketId) && ids.isEmpty() ? null : ids);
        }
        if (!gone.hasEnded()) {
            standing--;
            pools.computeIfPresent(
                    gone.pool(),
                    (key, pool) -> pool.remove(ticketId) != null && pool.isEmpty() ? null : pool);
        }
    }

    private void touch(String ticketId) {
        if (reloading) {
            touched.add(ticketId);
        }
    }

    /** To be called before a snapshot of the cluster map is taken. */
    void beginReload() {
        reloading = true;
        touched.clear();
    }

    /**
     * Becomes the snapshot, but for tickets that were heard of meanwhile. Versions do not count: in
     * a cluster that was split, both sides may have counted them.
     */
    void endReload(List<TicketEntry> snapshot) {
        reloading = false;
        Set<String> gone = new HashSet<>(entries.keySet());
        for (TicketEntry entry : snapshot) {
            gone.remove(entry.ticketId());
            if (!touched.contains(entry.ticketId())
                    && !find(entry.ticketId()).equals(Optional.of(entry))) {
                replace(entry);
            }
        }
        gone.removeAll(touched);
        gone.forEach(this::drop);
        touched.clear();
    }

    /** Forgets a reload whose snapshot failed. */
    void cancelReload() {
        reloading = false;
        touched.clear();
    }

    Optional<TicketEntry> find(String ticketId) {
        return Optional.ofNullable(entries.get(ticketId));
    }

    /** Those that have not ended. */
    int standing() {
        return standing;
    }

    int poolCount() {
        return pools.size();
    }

    boolean has(PoolKey pool) {
        return pools.containsKey(pool);
    }

    /** Pools in which somebody stands. */
    Set<PoolKey> pools() {
        return Set.copyOf(pools.keySet());
    }

    /** Who stands in a pool: waits, or waits for his party. */
    Collection<TicketEntry> inPool(PoolKey pool) {
        return pools.getOrDefault(pool, Map.of()).values();
    }

    /** Those of a pool in a state. */
    List<TicketEntry> inPool(PoolKey pool, State state) {
        return inPool(pool).stream().filter(entry -> entry.state() == state).toList();
    }

    /** The ticket a player stands in, as a member who confirmed. */
    Optional<TicketEntry> ticketOf(String playerId) {
        return of(playerId).stream().filter(entry -> entry.isConfirmed(playerId)).findFirst();
    }

    /** Tickets that wait for a player's word, whether he is told of them or not. */
    List<TicketEntry> unansweredBy(String playerId) {
        return of(playerId).stream().filter(entry -> !entry.isConfirmed(playerId)).toList();
    }

    /** Those that he is told of, the newest first. */
    List<TicketEntry> invitationsOf(String playerId) {
        return unansweredBy(playerId).stream()
                .filter(entry -> entry.isFor(playerId))
                .sorted(Comparator.comparingLong(TicketEntry::createdAtMs).reversed())
                .toList();
    }

    private List<TicketEntry> of(String playerId) {
        return all(playerId).filter(entry -> !entry.hasEnded()).toList();
    }

    /** Ids of the lobbies of his matches, while their tickets are remembered. */
    List<String> lobbiesOf(String playerId) {
        return all(playerId)
                .flatMap(entry -> entry.match().stream())
                .map(Api.TicketMatch::lobbyId)
                .toList();
    }

    /** What his last ticket found, as long as it is remembered. */
    Optional<Api.TicketMatch> lastMatchOf(String playerId) {
        return all(playerId)
                .filter(entry -> entry.match().isPresent())
                .max(Comparator.comparingLong(TicketEntry::createdAtMs))
                .flatMap(TicketEntry::match);
    }

    private Stream<TicketEntry> all(String playerId) {
        return byPlayer.getOrDefault(playerId, Set.of()).stream().map(entries::get);
    }
}
