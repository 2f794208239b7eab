package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.TicketMessage.TicketEvent;
import dev.rallypoint.matchmaking.tickets.TicketEntry.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A ticket being changed: lives within one call of a rule. Numbers the events. */
final class TicketDraft {
    private final TicketEntry before;
    private final long nowMs;
    private final List<TicketSeat> seats;
    private final List<TicketEvent> events;
    private State state;
    private long searchingSinceMs;
    private long endsAtMs;
    private Optional<String> matchId;
    private Optional<Api.TicketMatch> match;
    private Optional<String> reason;

    TicketDraft(TicketEntry before, long nowMs) {
        this.before = before;
        this.nowMs = nowMs;
        seats = new ArrayList<>(before.seats());
        events = new ArrayList<>(before.events());
        state = before.state();
        searchingSinceMs = before.searchingSinceMs();
        endsAtMs = before.endsAtMs();
        matchId = before.matchId();
        match = before.match();
        reason = before.reason();
    }

    void created(String playerId) {
        event(TicketEvent.CREATED, Optional.of(playerId), Optional.empty(), Optional.empty());
    }

    /** He is in it already, and waiting goes on; only where he is near has changed. */
    TicketChange measuredAnew(TicketSeat seat) {
        replace(seat);
        return toChange();
    }

    private void replace(TicketSeat seat) {
        seats.replaceAll(old -> old.playerId().equals(seat.playerId()) ? seat : old);
    }

    void confirm(TicketSeat seat) {
        replace(seat);
        event(
                TicketEvent.MEMBER_CONFIRMED,
                Optional.of(seat.playerId()),
                Optional.empty(),
                Optional.empty());
    }

    void remove(String playerId, String why) {
        seats.removeIf(seat -> seat.playerId().equals(playerId));
        event(TicketEvent.MEMBER_LEFT, Optional.of(playerId), Optional.empty(), Optional.of(why));
    }

    boolean hasConfirmedMember() {
        return seats.stream().anyMatch(TicketSeat::confirmed);
    }

    /** Whether nobody is waited for any more. */
    boolean isComplete() {
        return state == State.PENDING && seats.stream().allMatch(TicketSeat::confirmed);
    }

    /** Waiting begins. */
    void search(long lifeMs) {
        state = State.SEARCHING;
        searchingSinceMs = nowMs;
        endsAtMs = nowMs + lifeMs;
        event(TicketEvent.SEARCHING, Optional.empty(), Optional.empty(), Optional.empty());
    }

    void claim(String newMatchId) {
        state = State.CLAIMED;
        matchId = Optional.of(newMatchId);
    }

    /** Waiting goes on, as if there had been no match. */
    void release() {
        state = State.SEARCHING;
        matchId = Optional.empty();
    }

    void match(Api.TicketMatch made) {
        state = State.MATCHED;
        match = Optional.of(made);
        event(TicketEvent.MATCHED, Optional.empty(), Optional.of(made.lobbyId()), Optional.empty());
    }

    void end(State end, String why, Optional<String> byPlayerId) {
        state = end;
        reason = Optional.of(why);
        event(
                end == State.EXPIRED ? TicketEvent.EXPIRED : TicketEvent.CANCELLED,
                byPlayerId,
                Optional.empty(),
                Optional.of(why));
    }

    private void event(
            String type,
            Optional<String> playerId,
            Optional<String> lobbyId,
            Optional<String> why) {
        events.add(
                new TicketEvent(
                        before.ticketId(),
                        events.size() + 1L,
                        nowMs,
                        type,
                        playerId,
                        lobbyId,
                        why));
    }

    TicketChange toChange() {
        return TicketChange.to(
                new TicketEntry(
                        before.ticketId(),
                        before.gameMode(),
                        before.shard(),
                        seats,
                        before.attributes(),
                        before.createdAtMs(),
                        searchingSinceMs,
                        endsAtMs,
                        state,
                        matchId,
                        match,
                        reason,
                        before.likelyMs(),
                        events,
                        before.version() + 1));
    }
}
