package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.EpochClock;
import java.util.Optional;

/**
 * One ticket a player. What a lost node left behind, a claim without a ticket or without the
 * confirmation it was made for, is in nobody's way: before such a claim is taken over it is made
 * sure that nothing can come of it any more. Blocks, as the store does.
 */
final class HazelcastPlayerClaims {
    private static final int ATTEMPTS = 4;

    private final HazelcastTicketStore store;
    private final TicketRules rules;
    private final EpochClock clock;

    HazelcastPlayerClaims(HazelcastTicketStore store, TicketRules rules, EpochClock clock) {
        this.store = store;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Puts a player into a ticket that is about to be written.
     *
     * @throws RejectedException ALREADY_IN_TICKET, or that it could not be asked or written
     */
    void take(String playerId, String ticketId) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<String> other = store.claimPlayer(playerId, ticketId);
            if (other.isEmpty()) {
                return;
            }
            if (isVoid(playerId, other.get())
                    && store.movePlayer(playerId, other.get(), ticketId)) {
                return;
            }
        }
        throw new RejectedException(ProblemCode.CONFLICT, "two tickets of one player at once");
    }

    /**
     * @throws RejectedException ALREADY_IN_TICKET
     */
    private boolean isVoid(String playerId, String otherTicketId) {
        Optional<TicketEntry> other = store.findNewest(otherTicketId);
        if (other.isEmpty()) {
            return store.bury(TicketRules.neverWritten(otherTicketId, clock.nowMs()));
        }
        if (other.get().hasEnded() || other.get().seat(playerId).isEmpty()) {
            return true;
        }
        if (other.get().isConfirmed(playerId)) {
            throw new RejectedException(
                    ProblemCode.ALREADY_IN_TICKET, playerId + " stands in ticket " + otherTicketId);
        }
        // A confirmation that is under way finds that he is not invited any more.
        return store.change(
                        otherTicketId,
                        entry -> rules.leave(entry, playerId, TicketRules.DECLINED, clock.nowMs()))
                .isNew();
    }
}
