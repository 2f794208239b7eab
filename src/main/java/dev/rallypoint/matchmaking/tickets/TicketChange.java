package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import java.util.Optional;

/**
 * A rule's answer.
 *
 * @param entry after it; empty if refused
 * @param isNew whether it differs from before and must be written
 */
record TicketChange(Optional<TicketEntry> entry, boolean isNew, Optional<Rejection> refusal) {
    static TicketChange to(TicketEntry entry) {
        return new TicketChange(Optional.of(entry), true, Optional.empty());
    }

    /** Granted, but there was nothing to change. */
    static TicketChange none(TicketEntry entry) {
        return new TicketChange(Optional.of(entry), false, Optional.empty());
    }

    static TicketChange refused(ProblemCode code, String detail) {
        return new TicketChange(Optional.empty(), false, Optional.of(new Rejection(code, detail)));
    }
}
