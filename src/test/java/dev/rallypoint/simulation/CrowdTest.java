package dev.rallypoint.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.TicketMember;
import dev.rallypoint.runtime.ConfigLoader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CrowdTest {
    private static final ModeRules RULES = ModeRules.of(new ConfigLoader().load().matchmaking());

    private static List<Ticket> tickets(long seed) {
        return new Crowd(seed, RULES).tickets(4_000, 24);
    }

    @Test
    void equalSeedsMakeEqualTicketsAndOthersDoNot() {
        assertThat(tickets(1)).isEqualTo(tickets(1)).isNotEqualTo(tickets(2));
    }

    @Test
    void thereAreAsManyPlayersAsWanted() {
        Set<String> players = new HashSet<>();
        for (Ticket ticket : tickets(3)) {
            ticket.members().stream().map(TicketMember::playerId).forEach(players::add);
        }
        assertThat(players.size()).isBetween(4_000, 4_004);
    }

    @Test
    void everyFifthTicketIsAParty() {
        List<Ticket> tickets = tickets(4);
        long parties = tickets.stream().filter(ticket -> ticket.size() > 1).count();

        assertThat(parties / (double) tickets.size()).isBetween(0.17, 0.23);
    }

    @Test
    void everyTicketCanBeMatchedWithinTheLimit() {
        assertThat(tickets(5)).allMatch(ticket -> RULES.isReachable(ticket.members()));
    }

    @Test
    void eveningsAreBusierThanNights() {
        Arrivals arrivals = new Arrivals(25);
        for (Ticket ticket : tickets(6)) {
            int hour = (int) (ticket.createdAtMs() / 3_600_000);
            arrivals.add(FirstCome.nearest(List.of(ticket)), hour, ticket.size());
        }
        int[] europe = arrivals.byRegion().get("eu-central");

        assertThat(arrivals.byRegion()).hasSize(3);
        assertThat(europe[19]).isGreaterThan(3 * europe[6]);
    }
}
