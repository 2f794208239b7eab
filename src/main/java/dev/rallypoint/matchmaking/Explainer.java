package dev.rallypoint.matchmaking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Says of the tickets of one pool at one time why they wait, as {@link WindowMatching} sees it. To
 * be made once for a pool, and asked for the tickets somebody wants to know of: an answer takes
 * time in proportion to the pool.
 */
public final class Explainer {
    private final ModeRules rules;
    private final List<String> regionIds;
    private final int regions;
    private final long nowMs;
    private final List<Waiting> all = new ArrayList<>();
    private final Map<String, Waiting> byId = new HashMap<>();
    private final Map<OpenSeats, OpenLobby> lobbies = new HashMap<>();
    private int players;

    public Explainer(MatchPool pool, long nowMs) {
        rules = pool.rules();
        TreeSet<String> names = new TreeSet<>();
        for (Ticket ticket : pool.tickets()) {
            ticket.members().forEach(member -> names.addAll(member.roundTripMs().keySet()));
        }
        this.nowMs = nowMs;
        regionIds = List.copyOf(names);
        regions = regionIds.size();
        for (Ticket ticket : pool.tickets()) {
            Waiting waiting = new Waiting(ticket, all.size(), rules, regionIds, nowMs);
            all.add(waiting);
            byId.put(ticket.ticketId(), waiting);
            players += ticket.size();
        }
        for (OpenSeats seats : pool.backfills()) {
            int region = regionIds.indexOf(seats.region());
            if (region >= 0 && rules.teams() == 1) {
                lobbies.put(seats, new OpenLobby(seats, region, rules));
            }
        }
    }

    /**
     * @param estimate of the ticket's waiting, if there is one
     * @return empty if the ticket is not in the pool
     */
    public Optional<Explanation> explain(String ticketId, Optional<WaitEstimate> estimate) {
        return Optional.ofNullable(byId.get(ticketId)).map(asked -> explain(asked, estimate));
    }

    /** The same of a ticket that came later than the pool was looked at. */
    public Explanation explainNew(Ticket ticket, Optional<WaitEstimate> estimate) {
        Waiting asked = new Waiting(ticket, all.size(), rules, regionIds, nowMs);
        return explain(asked, estimate);
    }

    private Explanation explain(Waiting asked, Optional<WaitEstimate> estimate) {
        EnumMap<Constraint, Integer> excluded = new EnumMap<>(Constraint.class);
        int compatible = 0;
        int needed = asked.playersNeeded();
        for (Waiting other : all) {
            Optional<Constraint> reason = other == asked ? Optional.empty() : between(asked, other);
            if (reason.isPresent()) {
                excluded.merge(reason.get(), other.size(), Integer::sum);
            } else {
                compatible += other == asked ? 0 : other.size();
                needed = Math.min(needed, other.playersNeeded());
            }
        }
        return explanation(
                asked, compatible, Math.max(0, needed - asked.size()), sorted(excluded), estimate);
    }

    private Explanation explanation(
            Waiting asked,
            int compatible,
            int missing,
            List<Explanation.Exclusion> excluded,
            Optional<WaitEstimate> estimate) {
        int openSeats = openSeats(asked);
        Optional<Constraint> decisive =
                openSeats > 0 || compatible >= missing
                        ? Optional.empty()
                        : Optional.of(decisive(excluded, compatible, missing));
        Explanation silent =
                new Explanation(
                        asked.waitedMs(),
                        otherPlayers(asked),
                        compatible,
                        missing,
                        openSeats,
                        excluded,
                        decisive,
                        asked.ratingWindow(),
                        asked.latencyWindowMs(),
                        nextChange(asked),
                        Math.max(0, rules.longestWaitSeconds() * 1_000L - asked.waitedMs()),
                        estimate,
                        "");
        return silent.withWords(
                isOutOfReach(asked)
                        ? ExplanationWords.outOfReach(silent, rules.latencyLimitMs())
                        : ExplanationWords.of(silent));
    }

    private boolean isOutOfReach(Waiting asked) {
        return !shareRegion(asked, rules.latencyLimitMs(), asked, rules.latencyLimitMs());
    }

    private int otherPlayers(Waiting asked) {
        boolean isCounted = byId.get(asked.ticket().ticketId()) == asked;
        return isCounted ? players - asked.size() : players;
    }

    /** The first constraint that keeps two tickets from racing together now. */
    Optional<Constraint> between(Waiting asked, Waiting other) {
        if (!asked.ticket().attributes().equals(other.ticket().attributes())) {
            return Optional.of(Constraint.ATTRIBUTES);
        }
        if (asked.blocks(other)) {
            return Optional.of(Constraint.BLOCKED);
        }
        if (asked.size() + other.size() > rules.maxPlayers()
                || !rules.isPartyPossible(other.size())
                || !rules.isPartyPossible(asked.size())) {
            return Optional.of(Constraint.PARTY_SIZE);
        }
        if (!shareRegion(asked, rules.latencyLimitMs(), other, rules.latencyLimitMs())) {
            return Optional.of(Constraint.REGION);
        }
        boolean hurry = asked.isOverdue() || other.isOverdue();
        if (!hurry
                && !shareRegion(asked, asked.latencyWindowMs(), other, other.latencyWindowMs())) {
            return Optional.of(Constraint.LATENCY);
        }
        // Who blocks him counts among those whom the windows keep away: a figure of its own would
        // tell him.
        return asked.suits(other) && !other.blocks(asked)
                ? Optional.empty()
                : Optional.of(Constraint.RATING_WINDOW);
    }

    private boolean shareRegion(Waiting one, int oneMs, Waiting other, int otherMs) {
        return IntStream.range(0, regions)
                .anyMatch(
                        region ->
                                one.roundTripMs(region) <= oneMs
                                        && other.roundTripMs(region) <= otherMs);
    }

    private int openSeats(Waiting asked) {
        int seats = 0;
        for (Map.Entry<OpenSeats, OpenLobby> lobby : lobbies.entrySet()) {
            boolean suitable =
                    lobby.getKey().attributes().equals(asked.ticket().attributes())
                            && lobby.getValue().suits(asked);
            seats += suitable ? lobby.getValue().free() : 0;
        }
        return seats;
    }

    private static List<Explanation.Exclusion> sorted(Map<Constraint, Integer> excluded) {
        return excluded.entrySet().stream()
                .map(entry -> new Explanation.Exclusion(entry.getKey(), entry.getValue()))
                .sorted(
                        Comparator.comparingInt(Explanation.Exclusion::players)
                                .reversed()
                                .thenComparing(Explanation.Exclusion::constraint))
                .toList();
    }

    /** What excludes most; if all together were too few, that they are. */
    private static Constraint decisive(
            List<Explanation.Exclusion> excluded, int compatible, int missing) {
        int others = excluded.stream().mapToInt(Explanation.Exclusion::players).sum();
        return compatible + others < missing || excluded.isEmpty()
                ? Constraint.CAPACITY
                : excluded.get(0).constraint();
    }

    private Optional<Explanation.NextChange> nextChange(Waiting asked) {
        long waitedMs = asked.waitedMs();
        OptionalLong next = rules.nextChangeMs(waitedMs);
        return next.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Explanation.NextChange(
                                next.getAsLong() - waitedMs,
                                rules.ratingWindowAt(next.getAsLong()),
                                rules.latencyWindowAt(next.getAsLong()),
                                Math.max(0, rules.playersNeeded(next.getAsLong()) - asked.size())));
    }
}
