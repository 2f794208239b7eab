package dev.rallypoint.matchmaking.tickets;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes back claims on players whose ticket is gone: what a lost node, or a call that failed, left
 * behind. In nobody's way, since {@link HazelcastPlayerClaims} takes such a claim over, but for
 * ever in memory if its player never comes again. Each node looks at those that it holds. Blocks;
 * one call at a time.
 */
final class HazelcastLeftClaims {
    /** Whoever made a claim writes or gives up its ticket within seconds. */
    private static final long LEFT_MS = 60_000;

    /** In one call: the cluster has other work. */
    private static final int MOST_AT_ONCE = 500;

    private record Claim(String playerId, String ticketId) {}

    private final HazelcastTicketStore store;

    /** When each was first seen without its ticket. */
    private final Map<Claim, Long> seenAtMs = new HashMap<>();

    HazelcastLeftClaims(HazelcastTicketStore store) {
        this.store = store;
    }

    /**
     * @param tickets all, as they were moments ago
     * @return how many were taken back
     */
    synchronized int takeBack(Collection<TicketEntry> tickets, long nowMs) {
        Set<String> standing =
                tickets.stream()
                        .filter(ticket -> !ticket.hasEnded())
                        .map(TicketEntry::ticketId)
                        .collect(Collectors.toSet());
        Set<Claim> left =
                store.claimsHere().entrySet().stream()
                        .filter(claim -> !standing.contains(claim.getValue()))
                        .map(claim -> new Claim(claim.getKey(), claim.getValue()))
                        .collect(Collectors.toSet());
        seenAtMs.keySet().retainAll(left);
        left.forEach(claim -> seenAtMs.putIfAbsent(claim, nowMs));
        List<Claim> due =
                seenAtMs.entrySet().stream()
                        .filter(seen -> nowMs - seen.getValue() >= LEFT_MS)
                        .map(Map.Entry::getKey)
                        .limit(MOST_AT_ONCE)
                        .toList();
        return (int) due.stream().filter(claim -> takeBack(claim, nowMs)).count();
    }

    private boolean takeBack(Claim claim, long nowMs) {
        Optional<TicketEntry> ticket = store.findNewest(claim.ticketId());
        boolean isGone =
                ticket.isEmpty()
                        ? store.bury(TicketRules.neverWritten(claim.ticketId(), nowMs))
                        : ticket.get().hasEnded();
        if (isGone) {
            store.freePlayers(List.of(claim.playerId()), claim.ticketId());
        }
        return isGone;
    }
}
