package dev.rallypoint.matchmaking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Recorded tickets: one a line, as JSON with the names of {@link Ticket} and its parts. */
public final class TicketTape {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
                    .configure(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES, true);

    private TicketTape() {}

    public static String line(Ticket ticket) {
        try {
            return JSON.writeValueAsString(ticket);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a ticket is plain data", e);
        }
    }

    /**
     * By time.
     *
     * @throws IllegalArgumentException naming the line that is none
     */
    public static List<Ticket> read(List<String> lines) {
        List<Ticket> tickets = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            if (line.isBlank()) {
                continue;
            }
            Ticket ticket = read(line, number);
            if (!ids.add(ticket.ticketId())) {
                throw new IllegalArgumentException(
                        "line " + number + ": " + ticket.ticketId() + " was there before");
            }
            tickets.add(ticket);
        }
        return inOrder(tickets);
    }

    /**
     * Those of several files, as of the nodes of a cluster, by time.
     *
     * @throws IllegalArgumentException if a ticket is in two of them
     */
    public static List<Ticket> together(List<List<Ticket>> tapes) {
        List<Ticket> all = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Ticket ticket : tapes.stream().flatMap(List::stream).toList()) {
            if (!ids.add(ticket.ticketId())) {
                throw new IllegalArgumentException(ticket.ticketId() + " is in two files");
            }
            all.add(ticket);
        }
        return inOrder(all);
    }

    private static List<Ticket> inOrder(List<Ticket> tickets) {
        return tickets.stream()
                .sorted(
                        Comparator.comparingLong(Ticket::createdAtMs)
                                .thenComparing(Ticket::ticketId))
                .toList();
    }

    private static Ticket read(String line, int number) {
        try {
            return JSON.readValue(line, Ticket.class);
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(
                    "line " + number + " is no ticket: " + wrong.getOriginalMessage(), wrong);
        }
    }
}
