package dev.rallypoint.simulation;

import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.matchmaking.OpenSeats;
import dev.rallypoint.matchmaking.ProposedMatch;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.TicketMember;
import java.util.ArrayList;
import java.util.List;

/** A match that started. */
final class Race {
    private final String lobbyId;
    private final String region;
    private final long startedAtMs;
    private final List<TicketMember> members = new ArrayList<>();
    private int joined;
    private OpenSeats seats;

    Race(String lobbyId, ProposedMatch match, long nowMs) {
        this.lobbyId = lobbyId;
        region = match.region();
        startedAtMs = nowMs;
        match.tickets().forEach(ticket -> members.addAll(ticket.members()));
    }

    /** Makes what is told to the match function. */
    Race offering(ModeRules rules) {
        int free = Math.min(rules.maxPlayers() - members.size(), rules.backfillSeats() - joined);
        seats = new OpenSeats(lobbyId, region, members, Math.max(0, free));
        return this;
    }

    String lobbyId() {
        return lobbyId;
    }

    boolean takesMore(ModeRules rules, long nowMs) {
        return seats.freeSeats() > 0 && nowMs - startedAtMs <= rules.backfillSeconds() * 1_000L;
    }

    OpenSeats seats() {
        return seats;
    }

    void join(List<Ticket> tickets) {
        for (Ticket ticket : tickets) {
            members.addAll(ticket.members());
            joined += ticket.size();
        }
    }

    int players() {
        return members.size();
    }

    double ratingSpread() {
        double highest = members.stream().mapToDouble(m -> m.skill().mu()).max().orElse(0);
        return highest - members.stream().mapToDouble(m -> m.skill().mu()).min().orElse(0);
    }

    int worstRttMs() {
        return members.stream()
                .mapToInt(member -> member.roundTripMs().getOrDefault(region, Integer.MAX_VALUE))
                .max()
                .orElse(0);
    }
}
