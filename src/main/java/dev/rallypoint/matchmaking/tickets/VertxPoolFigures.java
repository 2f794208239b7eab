package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.TicketMessage.Pools;
import dev.rallypoint.matchmaking.tickets.MatchEntry.TicketShare;
import dev.rallypoint.matchmaking.tickets.TicketEntry.State;
import dev.rallypoint.runtime.MicrometerMetrics;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What operators see of the pools. One loop's, but for the gauges. */
final class VertxPoolFigures {
    private final TicketView view;
    private final MatchBook book;
    private final TicketTerms terms;
    private final MicrometerMetrics metrics;

    /** Read by the metrics' scraper from another thread. */
    private volatile long searching;

    private volatile long pending;

    VertxPoolFigures(
            TicketView view, MatchBook book, TicketTerms terms, MicrometerMetrics metrics) {
        this.view = view;
        this.book = book;
        this.terms = terms;
        this.metrics = metrics;
    }

    void register() {
        metrics.gauge(Metric.TICKETS, () -> searching, State.SEARCHING.word());
        metrics.gauge(Metric.TICKETS, () -> pending, State.PENDING.word());
    }

    /** Each ticket by the owner of its pool, so that the sum over all nodes is the cluster's. */
    void count(Set<PoolKey> mine) {
        long waiting = 0;
        long unconfirmed = 0;
        for (PoolKey pool : mine) {
            int standing = view.inPool(pool).size();
            int notYet = view.inPool(pool, State.PENDING).size();
            waiting += standing - notYet;
            unconfirmed += notYet;
        }
        searching = waiting;
        pending = unconfirmed;
    }

    /** By the node that seated its players, and no other one. */
    void onSeatedHere(MatchEntry match) {
        book.put(match);
        metrics.increment(Metric.MATCHES_MADE, match.backfill() ? "backfill" : "new");
        for (TicketShare share : match.tickets()) {
            long waitedMs = PoolReport.waitedMs(match, share);
            metrics.record(Metric.MATCH_WAIT, TimeUnit.MILLISECONDS.toNanos(waitedMs));
            if (share.hasEstimate()) {
                String outcome = PoolReport.isKept(match, share) ? "kept" : "exceeded";
                metrics.increment(Metric.MATCH_ESTIMATES, outcome);
            }
        }
    }

    /** Those in which somebody stands, and those with matches of late. */
    Pools pools(Function<PoolKey, String> ownerOf, long nowMs) {
        Set<PoolKey> all = new HashSet<>(view.pools());
        all.addAll(book.pools());
        return new Pools(
                all.stream()
                        .map(pool -> new PoolReport(pool, view.inPool(pool), book.since(pool, 0)))
                        .map(report -> report.toApi(ownerOf.apply(report.pool()), terms, nowMs))
                        .toList());
    }
}
