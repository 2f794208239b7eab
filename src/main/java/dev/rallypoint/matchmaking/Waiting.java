package dev.rallypoint.matchmaking;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A ticket in one pass: what is asked of it again and again, worked out once. */
final class Waiting {
    /** Round trip to a region that one of the members did not measure. */
    static final int OUT_OF_REACH = Integer.MAX_VALUE;

    private final Ticket ticket;
    private final int rank;
    private final int size;
    private final double rating;
    private final long waitedMs;
    private final boolean overdue;
    private final double ratingWindow;
    private final int latencyWindowMs;
    private final int playersNeeded;
    private final int[] roundTripsMs;
    private final Set<String> blocked;
    private final int[] places;
    private boolean taken;

    /**
     * @param rank 0 waits longest
     * @param regions their order is that of all arrays by region
     */
    Waiting(Ticket ticket, int rank, ModeRules rules, List<String> regions, long nowMs) {
        this.ticket = ticket;
        this.rank = rank;
        size = ticket.size();
        rating = ticket.rating();
        waitedMs = ticket.waitedMs(nowMs);
        overdue = rules.isOverdue(waitedMs);
        ratingWindow = rules.ratingWindowAt(waitedMs);
        latencyWindowMs = rules.latencyWindowAt(waitedMs);
        playersNeeded = rules.playersNeeded(waitedMs);
        roundTripsMs = new int[regions.size()];
        for (int region = 0; region < roundTripsMs.length; region++) {
            roundTripsMs[region] = worstRoundTripMs(ticket, regions.get(region));
        }
        blocked = blocked(ticket);
        places = new int[roundTripsMs.length];
    }

    private static int worstRoundTripMs(Ticket ticket, String region) {
        int worst = 0;
        for (TicketMember member : ticket.members()) {
            Integer roundTripMs = member.roundTripMs().get(region);
            worst = Math.max(worst, roundTripMs == null ? OUT_OF_REACH : roundTripMs);
        }
        return worst;
    }

    private static Set<String> blocked(Ticket ticket) {
        Set<String> all = Set.of();
        for (TicketMember member : ticket.members()) {
            if (!member.blocked().isEmpty()) {
                all = all.isEmpty() ? new HashSet<>() : all;
                all.addAll(member.blocked());
            }
        }
        return all;
    }

    Ticket ticket() {
        return ticket;
    }

    int rank() {
        return rank;
    }

    double rating() {
        return rating;
    }

    long waitedMs() {
        return waitedMs;
    }

    int size() {
        return size;
    }

    boolean isOverdue() {
        return overdue;
    }

    double ratingWindow() {
        return ratingWindow;
    }

    int latencyWindowMs() {
        return latencyWindowMs;
    }

    int playersNeeded() {
        return playersNeeded;
    }

    int roundTripMs(int region) {
        return roundTripsMs[region];
    }

    /** Where it stands in the line of its size in a region. */
    int place(int region) {
        return places[region];
    }

    void standAt(int region, int place) {
        places[region] = place;
    }

    boolean isTaken() {
        return taken;
    }

    void take() {
        taken = true;
    }

    /** Whether their ratings suit both of them; an overdue ticket's always do. */
    boolean suits(Waiting other) {
        return overdue
                || other.overdue
                || Math.abs(rating - other.rating) <= Math.min(ratingWindow, other.ratingWindow);
    }

    boolean isKeptApartFrom(Waiting other) {
        return blocks(other) || other.blocks(this);
    }

    boolean blocks(Waiting other) {
        return blocks(other.ticket.members());
    }

    /** Of a race: who still has a seat there wants another one. */
    boolean isKeptApartFrom(List<TicketMember> members) {
        return blocks(members)
                || members.stream().anyMatch(other -> isBlockedBy(other) || isAlso(other));
    }

    private boolean isAlso(TicketMember other) {
        return ticket.members().stream()
                .anyMatch(member -> member.playerId().equals(other.playerId()));
    }

    private boolean isBlockedBy(TicketMember other) {
        return !other.blocked().isEmpty()
                && ticket.members().stream()
                        .anyMatch(member -> other.blocked().contains(member.playerId()));
    }

    private boolean blocks(List<TicketMember> members) {
        return !blocked.isEmpty()
                && members.stream().anyMatch(member -> blocked.contains(member.playerId()));
    }
}
