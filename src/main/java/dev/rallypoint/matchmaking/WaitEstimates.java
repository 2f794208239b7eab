package dev.rallypoint.matchmaking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Estimates the waiting for one game mode from that of recently matched tickets with the same
 * nearest region and a similar rating, and keeps count of how often its promises were kept. Not for
 * several threads.
 */
public final class WaitEstimates {
    /** Below it the estimate rests on more tickets that are less alike, or there is none. */
    private static final int ENOUGH = 20;

    /** Older ones are about another time of day. */
    private static final long FRESH_MS = 30 * 60_000;

    private static final int KEPT = 200;
    private static final int PROMISES_KEPT = 500;
    private static final int MOST_PROMISES = 200_000;

    /** Kinds of tickets that are remembered; regions are what clients say they are. */
    private static final int MOST_KINDS = 1_000;

    private static final double RATINGS_ALIKE = 5;
    private static final double TYPICAL = 0.5;
    private static final double LIKELY = 0.8;

    /**
     * Which tickets are alike.
     *
     * @param region nearest one; empty = any
     * @param band of ratings; {@link #ANY} = any
     */
    private record Kind(String region, int band) {
        private static final int ANY = Integer.MIN_VALUE;
        private static final Kind ALL = new Kind("", ANY);
    }

    private final Map<Kind, Recent> waits = new HashMap<>();
    private final Map<String, Long> promises = new LinkedHashMap<>();
    private final Recent kept = new Recent(PROMISES_KEPT);

    /** The last few values with their times. */
    private static final class Recent {
        private final long[] values;
        private final long[] times;
        private long count;

        Recent(int most) {
            values = new long[most];
            times = new long[most];
        }

        void add(long value, long nowMs) {
            int place = (int) (count++ % values.length);
            values[place] = value;
            times[place] = nowMs;
        }

        /** Rising. */
        long[] since(long fromMs) {
            int filled = (int) Math.min(count, values.length);
            return java.util.stream.IntStream.range(0, filled)
                    .filter(place -> times[place] >= fromMs)
                    .mapToLong(place -> values[place])
                    .sorted()
                    .toArray();
        }
    }

    /** A ticket is in the pool: what is told it now is the promise that counts. */
    public Optional<WaitEstimate> onCreated(Ticket ticket, long nowMs) {
        Optional<WaitEstimate> estimate = estimate(ticket, nowMs);
        if (promises.size() < MOST_PROMISES) {
            estimate.ifPresent(
                    told ->
                            promises.put(
                                    ticket.ticketId(), ticket.waitedMs(nowMs) + told.likelyMs()));
        }
        return estimate;
    }

    /** All tickets of a match. */
    public void onMatched(ProposedMatch match, long nowMs) {
        for (Ticket ticket : match.tickets()) {
            long waitedMs = ticket.waitedMs(nowMs);
            for (Kind kind : kinds(ticket)) {
                if (waits.size() < MOST_KINDS || waits.containsKey(kind)) {
                    waits.computeIfAbsent(kind, some -> new Recent(KEPT)).add(waitedMs, nowMs);
                }
            }
            settle(ticket.ticketId(), waitedMs, nowMs);
        }
    }

    private void settle(String ticketId, long waitedMs, long nowMs) {
        Long promisedMs = promises.remove(ticketId);
        if (promisedMs != null) {
            kept.add(waitedMs <= promisedMs ? 1 : 0, nowMs);
        }
    }

    /** Cancelled or expired: a broken promise if it had waited longer than that. */
    public void onGone(Ticket ticket, long nowMs) {
        Long promisedMs = promises.get(ticket.ticketId());
        if (promisedMs != null && ticket.waitedMs(nowMs) > promisedMs) {
            kept.add(0, nowMs);
        }
        promises.remove(ticket.ticketId());
    }

    /** Of those who had waited as long as the ticket has; empty while there are too few. */
    public Optional<WaitEstimate> estimate(Ticket ticket, long nowMs) {
        long waitedMs = ticket.waitedMs(nowMs);
        for (Kind kind : kinds(ticket)) {
            Recent recent = waits.get(kind);
            long[] longer =
                    recent == null
                            ? new long[0]
                            : Arrays.stream(recent.since(nowMs - FRESH_MS))
                                    .filter(wait -> wait >= waitedMs)
                                    .toArray();
            if (longer.length >= ENOUGH) {
                return Optional.of(
                        new WaitEstimate(
                                quantile(longer, TYPICAL) - waitedMs,
                                quantile(longer, LIKELY) - waitedMs,
                                longer.length,
                                hitRate()));
            }
        }
        return Optional.empty();
    }

    private static long quantile(long[] rising, double share) {
        return rising[(int) Math.min(rising.length - 1, Math.ceil(share * rising.length) - 1)];
    }

    /** Part of the last promises that were kept; empty while none has come to its end. */
    public OptionalDouble hitRate() {
        return Arrays.stream(kept.since(Long.MIN_VALUE)).average();
    }

    /** From the most alike to all. */
    private static List<Kind> kinds(Ticket ticket) {
        List<Kind> kinds = new ArrayList<>();
        int band = (int) Math.round(ticket.rating() / RATINGS_ALIKE);
        nearestRegion(ticket)
                .ifPresent(
                        region -> {
                            kinds.add(new Kind(region, band));
                            kinds.add(new Kind(region, Kind.ANY));
                        });
        kinds.add(Kind.ALL);
        return kinds;
    }

    /** Of the member who asked. */
    private static Optional<String> nearestRegion(Ticket ticket) {
        return ticket.members().get(0).roundTripMs().entrySet().stream()
                .min(
                        Map.Entry.<String, Integer>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }
}
