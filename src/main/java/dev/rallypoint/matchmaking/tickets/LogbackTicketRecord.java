package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.TicketMember;
import dev.rallypoint.matchmaking.TicketTape;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.runtime.LogbackLogging;
import dev.rallypoint.runtime.Sha256;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes tickets down when they begin to search, if the operator wants it, for the simulation.
 * Players and tickets have names that nothing leads back from: hashed with a secret that dies with
 * the process. Thread-safe.
 */
final class LogbackTicketRecord {
    private static final Logger TAPE = LoggerFactory.getLogger(LogbackLogging.TICKETS);

    /** 64 bits: a day's players do not collide. */
    private static final int NAME_LENGTH = 16;

    private final String secret;

    LogbackTicketRecord(Entropy entropy) {
        secret = Long.toHexString(entropy.nextLong()) + Long.toHexString(entropy.nextLong());
    }

    /** To be called by the node that wrote it, with every ticket that came to search. */
    void searching(TicketEntry entry) {
        if (TAPE.isInfoEnabled()) {
            TAPE.info(TicketTape.line(nameless(entry.toTicket())));
        }
    }

    private Ticket nameless(Ticket ticket) {
        List<TicketMember> members = ticket.members().stream().map(this::nameless).toList();
        return new Ticket(
                name(ticket.ticketId()),
                ticket.gameMode(),
                members,
                ticket.createdAtMs(),
                ticket.attributes());
    }

    private TicketMember nameless(TicketMember member) {
        return new TicketMember(
                name(member.playerId()),
                member.skill(),
                member.roundTripMs(),
                member.blocked().stream().map(this::name).collect(Collectors.toSet()));
    }

    private String name(String id) {
        return Sha256.hex(secret + id).substring(0, NAME_LENGTH);
    }
}
