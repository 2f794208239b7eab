package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.matchmaking.tickets.TicketEntry.State;
import java.util.Optional;

/** Whether a ticket's document was made from another one, by the events that both must tell. */
final class TicketLineage {
    private TicketLineage() {}

    /**
     * A claim has no event that would tell it from another node's change, and is made again. Nor
     * has its release, but whatever comes after a claim that is void has released it.
     *
     * @param ours a document that may have been written
     * @param later what was found in its place
     */
    static Optional<Boolean> hasBecome(String ours, String later) {
        TicketEntry made = EntryCodec.decode(ours, TicketEntry.class);
        TicketEntry found = EntryCodec.decode(later, TicketEntry.class);
        return Optional.of(
                made.state() != State.CLAIMED
                        && found.version() >= made.version()
                        && found.events().containsAll(made.events()));
    }
}
