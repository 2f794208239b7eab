package dev.rallypoint.matchmaking;

import java.util.List;
import java.util.Map;

/**
 * A player or a party that waits for a match. It stands in a pool when all members confirmed.
 *
 * @param members the first asked; one = no party
 * @param createdAtMs waiting counts from here, Unix ms
 * @param attributes only tickets with equal ones meet, such as the game's version; what does not
 *     matter to a player must not be among them
 */
public record Ticket(
        String ticketId,
        String gameMode,
        List<TicketMember> members,
        long createdAtMs,
        Map<String, String> attributes) {
    public Ticket {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a ticket has members");
        }
        members = List.copyOf(members);
        attributes = Map.copyOf(attributes);
    }

    public int size() {
        return members.size();
    }

    /** What matching goes by: the members' mean. */
    public double rating() {
        double sum = 0;
        for (TicketMember member : members) {
            sum += member.skill().mu();
        }
        return sum / members.size();
    }

    /** 0 for a ticket from the future: clocks of two nodes differ. */
    public long waitedMs(long nowMs) {
        return Math.max(0, nowMs - createdAtMs);
    }
}
