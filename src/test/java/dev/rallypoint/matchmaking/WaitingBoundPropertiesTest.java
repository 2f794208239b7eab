package dev.rallypoint.matchmaking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The bound on waiting where a match needs more than two players, or teams: what
 * docs/MATCHMAKING.md promises of pools in which nobody has blocked anybody.
 */
class WaitingBoundPropertiesTest {
    private static final List<String> REGIONS = List.of("asia", "eu-west", "na-east");

    /** A ticket before it has players. */
    record Party(int size, double rating, int waitedSeconds, List<Integer> far, int version) {}

    @Property(tries = 500)
    void noOverdueTicketIsLeftWhileEnoughAreFreeInOneRegion(@ForAll("pools") MatchPool pool) {
        Set<Ticket> left = new HashSet<>(pool.tickets());
        for (ProposedMatch match : new WindowMatching().match(pool, Pools.NOW_MS)) {
            match.tickets().forEach(left::remove);
        }
        for (Ticket ticket : left) {
            if (pool.rules().isOverdue(ticket.waitedMs(Pools.NOW_MS))) {
                for (String region : REGIONS) {
                    assertThat(playersWith(ticket, region, left, pool.rules()))
                            .as("%s in %s, of %s", ticket, region, left)
                            .isLessThan(pool.rules().minPlayers());
                }
            }
        }
    }

    /** Of a match in the region with the ticket, if all who are left and fit came to it. */
    private static int playersWith(
            Ticket ticket, String region, Set<Ticket> left, ModeRules rules) {
        if (!isNear(ticket, region, rules)) {
            return 0;
        }
        return ticket.size()
                + left.stream()
                        .filter(other -> other != ticket)
                        .filter(other -> other.attributes().equals(ticket.attributes()))
                        .filter(other -> isNear(other, region, rules))
                        .filter(other -> other.size() + ticket.size() <= rules.maxPlayers())
                        .mapToInt(Ticket::size)
                        .sum();
    }

    private static boolean isNear(Ticket ticket, String region, ModeRules rules) {
        return ticket.members().stream()
                .allMatch(
                        member ->
                                member.roundTripMs().getOrDefault(region, Integer.MAX_VALUE)
                                        <= rules.latencyLimitMs());
    }

    /** The largest party with which it is sure that a match that is not enough has room. */
    private static int largestParty(ModeRules rules) {
        return rules.teams() > 1 ? 1 : rules.maxPlayers() - rules.minPlayers() + 1;
    }

    @Provide
    Arbitrary<MatchPool> pools() {
        Arbitrary<ModeRules> rules =
                Arbitraries.of(
                        Pools.rules("minPlayers=6", "startWith=[0=8, 9=6]", "backfillSeats=0"),
                        Pools.rules("minPlayers=4", "maxPlayers=4", "startWith=[0=4]"),
                        Pools.rules("minPlayers=3", "maxPlayers=5", "startWith=[0=5, 20=3]"),
                        Pools.rules("teams=2", "minPlayers=2", "startWith=[0=8, 10=4, 20=2]"),
                        Pools.rules("teams=2", "minPlayers=6", "startWith=[0=8, 10=6]"),
                        Pools.rules(
                                "teams=3", "minPlayers=6", "maxPlayers=9", "startWith=[0=9, 9=6]"));
        Arbitrary<List<Party>> waiting = parties().list().ofMaxSize(24);
        return Combinators.combine(rules, waiting).as(WaitingBoundPropertiesTest::pool);
    }

    private static Arbitrary<Party> parties() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.doubles().between(5, 45),
                        Arbitraries.integers().between(60, 130),
                        Arbitraries.integers().between(100, 200).list().ofSize(REGIONS.size()),
                        Arbitraries.integers().between(0, 1))
                .as(Party::new);
    }

    private static MatchPool pool(ModeRules rules, List<Party> waiting) {
        List<Ticket> tickets = new ArrayList<>();
        for (Party party : waiting) {
            Map<String, Integer> roundTrips = new HashMap<>();
            for (int region = 0; region < REGIONS.size(); region++) {
                roundTrips.put(REGIONS.get(region), party.far().get(region));
            }
            List<TicketMember> members = new ArrayList<>();
            for (int i = 0; i < Math.min(party.size(), largestParty(rules)); i++) {
                String playerId = "p" + tickets.size() + "-" + i;
                members.add(Pools.member(playerId, party.rating(), roundTrips));
            }
            tickets.add(
                    new Ticket(
                            "t" + tickets.size(),
                            "race",
                            members,
                            Pools.NOW_MS - 1_000L * party.waitedSeconds(),
                            party.version() == 0 ? Map.of() : Map.of("version", "1")));
        }
        return new MatchPool(rules, tickets, List.of());
    }
}
