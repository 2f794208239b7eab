package dev.rallypoint.matchmaking;

import java.util.ArrayList;
import java.util.List;

/** A racing lobby in one pass, with those who join it. */
final class OpenLobby {
    private final OpenSeats seats;
    private final int region;
    private final double rating;
    private final List<TicketMember> members;
    private final List<Waiting> joined = new ArrayList<>();
    private double lowest = Double.POSITIVE_INFINITY;
    private double highest = Double.NEGATIVE_INFINITY;
    private int worstRoundTripMs;
    private int free;

    OpenLobby(OpenSeats seats, int region, ModeRules rules) {
        this.seats = seats;
        this.region = region;
        members = new ArrayList<>(seats.members());
        free =
                Math.min(
                        Math.min(seats.freeSeats(), rules.backfillSeats()),
                        rules.maxPlayers() - members.size());
        rating =
                members.stream()
                        .mapToDouble(member -> member.skill().mu())
                        .average()
                        .orElse(Skill.UNKNOWN.mu());
        members.forEach(this::widen);
    }

    private void widen(TicketMember member) {
        worstRoundTripMs =
                Math.max(worstRoundTripMs, member.roundTripMs().getOrDefault(seats.region(), 0));
        lowest = Math.min(lowest, member.skill().mu());
        highest = Math.max(highest, member.skill().mu());
    }

    String lobbyId() {
        return seats.lobbyId();
    }

    int region() {
        return region;
    }

    /** The mean of those who raced when the pass began. */
    double rating() {
        return rating;
    }

    int free() {
        return free;
    }

    /** Whether the ticket's windows admit all who are there. */
    boolean suits(Waiting ticket) {
        boolean near =
                ticket.isOverdue()
                        || ticket.rating() - lowest <= ticket.ratingWindow()
                                && highest - ticket.rating() <= ticket.ratingWindow();
        return near
                && ticket.size() <= free
                && ticket.roundTripMs(region) <= ticket.latencyWindowMs()
                && !ticket.isKeptApartFrom(members);
    }

    /**
     * How much farther the ratings of the race would lie apart, and how unlike the round trips are:
     * who has a short one leaves races that are long already to those who have a long one.
     */
    double cost(Waiting ticket) {
        double wider =
                Math.max(0, lowest - ticket.rating()) + Math.max(0, ticket.rating() - highest);
        int unlike = Math.abs(ticket.roundTripMs(region) - worstRoundTripMs);
        return wider + unlike / Search.MS_PER_POINT;
    }

    void join(Waiting ticket) {
        joined.add(ticket);
        members.addAll(ticket.ticket().members());
        ticket.ticket().members().forEach(this::widen);
        free -= ticket.size();
    }

    List<Waiting> joined() {
        return joined;
    }

    int players() {
        return members.size();
    }

    double spread() {
        return highest - lowest;
    }
}
