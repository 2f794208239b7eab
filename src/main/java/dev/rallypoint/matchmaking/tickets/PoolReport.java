package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.matchmaking.tickets.MatchEntry.TicketShare;
import dev.rallypoint.matchmaking.tickets.TicketEntry.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pool as an operator sees it.
 *
 * @param standing tickets that have not ended
 * @param made its last matches
 */
record PoolReport(PoolKey pool, Collection<TicketEntry> standing, List<MatchEntry> made) {
    private static final double MS_PER_SECOND = 1_000;
    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.95;

    Api.Pool toApi(String owner, TicketTerms terms, long nowMs) {
        Map<String, Integer> byRegion = new HashMap<>();
        int tickets = 0;
        int pending = 0;
        int players = 0;
        long longestMs = 0;
        for (TicketEntry entry : standing) {
            if (entry.state() == State.PENDING) {
                pending++;
                continue;
            }
            tickets++;
            players += entry.seats().size();
            longestMs = Math.max(longestMs, nowMs - entry.searchingSinceMs());
            entry.seats()
                    .forEach(seat -> byRegion.merge(terms.nearest(seat.rttMs()), 1, Integer::sum));
        }
        return new Api.Pool(
                pool.gameMode(),
                pool.shard(),
                owner,
                tickets,
                players,
                pending,
                byRegion,
                longestMs / MS_PER_SECOND,
                recent());
    }

    private Api.RecentMatches recent() {
        List<Double> waits = new ArrayList<>();
        List<Double> spreads = new ArrayList<>();
        List<Double> rtts = new ArrayList<>();
        int promised = 0;
        int kept = 0;
        for (MatchEntry match : made) {
            spreads.add(match.quality().ratingSpread());
            rtts.add((double) match.quality().worstRoundTripMs());
            for (TicketShare share : match.tickets()) {
                waits.add(waitedMs(match, share) / MS_PER_SECOND);
                promised += share.hasEstimate() ? 1 : 0;
                kept += isKept(match, share) ? 1 : 0;
            }
        }
        return new Api.RecentMatches(
                made.size(),
                (int) made.stream().filter(MatchEntry::backfill).count(),
                quantile(waits, MEDIAN),
                quantile(waits, MOST),
                quantile(spreads, MEDIAN),
                quantile(rtts, MEDIAN),
                quantile(rtts, MOST),
                promised == 0 ? Optional.empty() : Optional.of(kept / (double) promised));
    }

    static long waitedMs(MatchEntry match, TicketShare share) {
        return Math.max(0, match.createdAtMs() - share.searchingSinceMs());
    }

    /** Whether the ticket waited no longer than it was told. */
    static boolean isKept(MatchEntry match, TicketShare share) {
        return share.hasEstimate() && waitedMs(match, share) <= share.likelyMs();
    }

    /** The nearest rank; empty of nothing. */
    private static Optional<Double> quantile(List<Double> values, double part) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(part * sorted.size());
        return Optional.of(sorted.get(Math.max(0, rank - 1)));
    }
}
