package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.matchmaking.Skill;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.TicketMember;
import dev.rallypoint.matchmaking.TicketTape;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.runtime.LogbackLogging;
import dev.rallypoint.runtime.Sha256;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes tickets down when they begin to search, if the operator wants it, for the simulation.
 * Players and tickets have other names each day, hashed with a secret that dies with the process,
 * and figures are rounded: a rating as exact as a profile has it would be a name. Thread-safe.
 */
final class LogbackTicketRecord {
    private static final Logger TAPE = LoggerFactory.getLogger(LogbackLogging.TICKETS);

    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);
    private static final long TIME_MS = 1_000;
    private static final double RATING = 0.5;
    private static final int ROUND_TRIP_MS = 5;

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
        long day = ticket.createdAtMs() / DAY_MS;
        List<TicketMember> members =
                ticket.members().stream().map(member -> nameless(member, day)).toList();
        return new Ticket(
                name(ticket.ticketId(), day),
                ticket.gameMode(),
                members,
                ticket.createdAtMs() / TIME_MS * TIME_MS,
                ticket.attributes());
    }

    private TicketMember nameless(TicketMember member, long day) {
        Map<String, Integer> roundTripMs = new HashMap<>();
        member.roundTripMs()
                .forEach((region, ms) -> roundTripMs.put(region, rounded(ms, ROUND_TRIP_MS)));
        return new TicketMember(
                name(member.playerId(), day),
                new Skill(rounded(member.skill().mu()), rounded(member.skill().sigma())),
                roundTripMs,
                member.blocked().stream().map(id -> name(id, day)).collect(Collectors.toSet()));
    }

    private static int rounded(int value, int step) {
        return Math.round((float) value / step) * step;
    }

    private static double rounded(double value) {
        return Math.max(RATING, Math.round(value / RATING) * RATING);
    }

    private String name(String id, long day) {
        return Sha256.hex(secret + day + id).substring(0, NAME_LENGTH);
    }
}
