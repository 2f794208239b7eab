package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.TicketMessage.TicketEvent;
import dev.rallypoint.matchmaking.Ticket;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A ticket at one moment, as the cluster keeps it. Changed by {@link TicketRules}.
 *
 * @param shard of its game mode
 * @param seats the first asked; the others are his party
 * @param searchingSinceMs when the last member confirmed; 0 before
 * @param endsAtMs when it expires
 * @param matchId that has claimed it or was made of it
 * @param match once it is matched
 * @param reason why it ended without a match
 * @param likelyMs the estimate that its members were given at first
 * @param events all of them, oldest first: a ticket's life is short
 * @param version grows with every change
 */
record TicketEntry(
        String ticketId,
        String gameMode,
        int shard,
        List<TicketSeat> seats,
        Map<String, String> attributes,
        long createdAtMs,
        long searchingSinceMs,
        long endsAtMs,
        State state,
        Optional<String> matchId,
        Optional<Api.TicketMatch> match,
        Optional<String> reason,
        Optional<Long> likelyMs,
        List<TicketEvent> events,
        long version) {
    /**
     * From {@code PENDING}, where party members confirm, to {@code SEARCHING}; a match in the
     * making claims it and releases it or makes it {@code MATCHED}.
     */
    enum State {
        PENDING("pending"),
        SEARCHING("searching"),
        CLAIMED("searching"),
        MATCHED("matched"),
        EXPIRED("expired"),
        CANCELLED("cancelled");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** In the HTTP API. */
        String word() {
            return word;
        }

        boolean isEnd() {
            return this == MATCHED || this == EXPIRED || this == CANCELLED;
        }
    }

    TicketEntry {
        seats = List.copyOf(seats);
        attributes = Map.copyOf(attributes);
        events = List.copyOf(events);
    }

    PoolKey pool() {
        return new PoolKey(gameMode, shard);
    }

    boolean hasEnded() {
        return state.isEnd();
    }

    boolean isClaimedBy(String match) {
        return state == State.CLAIMED && matchId.equals(Optional.of(match));
    }

    Optional<TicketSeat> seat(String playerId) {
        return seats.stream().filter(seat -> seat.playerId().equals(playerId)).findFirst();
    }

    boolean isConfirmed(String playerId) {
        return seat(playerId).filter(TicketSeat::confirmed).isPresent();
    }

    /**
     * Whether it exists for a player: for its members, and for who is invited, but not by somebody
     * whom he blocked or who blocked him. To that one it looks as if he did not answer, because any
     * other answer would tell who blocks whom.
     */
    boolean isFor(String playerId) {
        return seat(playerId)
                .filter(seat -> seat.confirmed() || !seat.isKeptApartFrom(seats.get(0)))
                .isPresent();
    }

    /** Ids of those whom no other ticket may have. */
    List<String> holds() {
        return hasEnded()
                ? List.of()
                : seats.stream().filter(TicketSeat::confirmed).map(TicketSeat::playerId).toList();
    }

    /** As matching sees it; of one whose members all confirmed. */
    Ticket toTicket() {
        return new Ticket(
                ticketId,
                gameMode,
                seats.stream().map(TicketSeat::toMember).toList(),
                searchingSinceMs,
                attributes);
    }

    /** What is remembered of an ended one. */
    TicketEntry slim() {
        return new TicketEntry(
                ticketId,
                gameMode,
                shard,
                seats.stream().map(TicketSeat::slim).toList(),
                Map.of(),
                createdAtMs,
                searchingSinceMs,
                endsAtMs,
                state,
                matchId,
                match,
                reason,
                likelyMs,
                events,
                version);
    }

    /** The shape of the HTTP API. */
    Api.Ticket toApi(Optional<Api.TicketExplanation> explanation) {
        return new Api.Ticket(
                ticketId,
                gameMode,
                state.word().toLowerCase(Locale.ROOT),
                Instant.ofEpochMilli(createdAtMs).toString(),
                Instant.ofEpochMilli(endsAtMs).toString(),
                seats.stream()
                        .map(
                                seat ->
                                        new Api.TicketSeat(
                                                seat.playerId(),
                                                seat.displayName(),
                                                seat.confirmed()))
                        .toList(),
                match.map(Api.TicketMatch::lobbyId),
                match,
                reason,
                explanation);
    }
}
