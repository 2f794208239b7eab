package dev.rallypoint.matchmaking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every pool, however odd. */
class MatchingPropertiesTest {
    private static final int PLAYERS = 60;
    private static final List<String> REGIONS = List.of("asia", "eu-west", "na-east");

    /** A party before it has players: how many, how good, since when, how far, what it wants. */
    record Party(
            int size,
            double rating,
            int waitedSeconds,
            List<Integer> far,
            Set<Integer> blocked,
            int version) {}

    @Property(tries = 400)
    void partiesAreNeverSplitAndNobodyIsInTwoMatches(@ForAll("pools") MatchPool pool) {
        Set<String> seen = new HashSet<>();
        for (ProposedMatch match : match(pool)) {
            for (Ticket ticket : match.tickets()) {
                assertThat(pool.tickets()).contains(ticket);
                for (TicketMember member : ticket.members()) {
                    assertThat(seen.add(member.playerId())).as(member.playerId()).isTrue();
                }
            }
        }
    }

    @Property(tries = 400)
    void capacityIsNeverExceededAndTeamsAreOfOneSize(@ForAll("pools") MatchPool pool) {
        ModeRules rules = pool.rules();
        for (ProposedMatch match : match(pool)) {
            int there =
                    match.backfillLobbyId().map(id -> lobby(pool, id).members().size()).orElse(0);
            assertThat(match.players() + there).isLessThanOrEqualTo(rules.maxPlayers());
            assertThat(match.quality().players()).isEqualTo(match.players() + there);
            if (match.backfillLobbyId().isPresent()) {
                assertThat(match.players())
                        .isLessThanOrEqualTo(
                                lobby(pool, match.backfillLobbyId().get()).freeSeats());
                continue;
            }
            assertThat(match.players()).isGreaterThanOrEqualTo(rules.minPlayers());
            assertThat(match.teams()).hasSize(rules.teams());
            assertThat(
                            match.teams().stream()
                                    .map(team -> team.stream().mapToInt(Ticket::size).sum())
                                    .distinct())
                    .hasSize(1);
        }
    }

    @Property(tries = 400)
    void blockedPlayersAndUnequalAttributesNeverMeet(@ForAll("pools") MatchPool pool) {
        for (ProposedMatch match : match(pool)) {
            List<TicketMember> all = new ArrayList<>();
            match.tickets().forEach(ticket -> all.addAll(ticket.members()));
            match.backfillLobbyId().ifPresent(id -> all.addAll(lobby(pool, id).members()));
            for (Ticket ticket : match.tickets()) {
                assertThat(ticket.attributes()).isEqualTo(match.tickets().get(0).attributes());
                for (TicketMember other : all) {
                    if (!ticket.members().contains(other)) {
                        assertThat(areKeptApart(ticket.members(), other)).isFalse();
                    }
                }
            }
        }
    }

    private static boolean areKeptApart(List<TicketMember> members, TicketMember other) {
        return members.stream()
                .anyMatch(
                        member ->
                                member.blocked().contains(other.playerId())
                                        || other.blocked().contains(member.playerId()));
    }

    @Property(tries = 400)
    void theLatencyLimitIsKeptAndTheWindowsOfTheYoung(@ForAll("pools") MatchPool pool) {
        ModeRules rules = pool.rules();
        for (ProposedMatch match : match(pool)) {
            boolean hurry =
                    match.tickets().stream()
                            .anyMatch(ticket -> rules.isOverdue(ticket.waitedMs(Pools.NOW_MS)));
            for (Ticket ticket : match.tickets()) {
                int window = rules.latencyWindowAt(ticket.waitedMs(Pools.NOW_MS));
                int most = hurry ? rules.latencyLimitMs() : window;
                for (TicketMember member : ticket.members()) {
                    assertThat(member.roundTripMs().get(match.region()))
                            .isLessThanOrEqualTo(Math.min(most, rules.latencyLimitMs()));
                }
            }
            if (!hurry) {
                assertRatingsSuit(match, rules);
            }
        }
    }

    private static void assertRatingsSuit(ProposedMatch match, ModeRules rules) {
        for (Ticket one : match.tickets()) {
            double window = rules.ratingWindowAt(one.waitedMs(Pools.NOW_MS));
            for (Ticket other : match.tickets()) {
                if (match.backfillLobbyId().isEmpty()) {
                    assertThat(Math.abs(one.rating() - other.rating())).isLessThanOrEqualTo(window);
                }
            }
        }
    }

    @Property(tries = 200)
    void equalPoolsGiveEqualMatchesInWhateverOrder(
            @ForAll("pools") MatchPool pool, @ForAll long seed) {
        List<Ticket> tickets = new ArrayList<>(pool.tickets());
        List<OpenSeats> lobbies = new ArrayList<>(pool.backfills());
        Collections.shuffle(tickets, new Random(seed));
        Collections.shuffle(lobbies, new Random(seed));

        assertThat(match(new MatchPool(pool.rules(), tickets, lobbies))).isEqualTo(match(pool));
    }

    /** The bound on waiting, for modes of single players that start with two. */
    @Property(tries = 400)
    void nobodyOverdueIsLeftWhileSomebodyIsFreeWhomHeCouldMeet(@ForAll("pools") MatchPool pool) {
        ModeRules rules = pool.rules();
        if (rules.teams() > 1 || rules.minPlayers() > 2) {
            return;
        }
        Set<Ticket> left = new HashSet<>(pool.tickets());
        match(pool).forEach(match -> match.tickets().forEach(left::remove));
        for (Ticket ticket : left) {
            if (rules.isOverdue(ticket.waitedMs(Pools.NOW_MS))) {
                for (Ticket other : left) {
                    assertThat(ticket != other && couldMeet(rules, ticket, other))
                            .as("%s and %s", ticket, other)
                            .isFalse();
                }
            }
        }
    }

    private static boolean couldMeet(ModeRules rules, Ticket one, Ticket other) {
        List<TicketMember> all = new ArrayList<>(one.members());
        all.addAll(other.members());
        return one.attributes().equals(other.attributes())
                && all.size() <= rules.maxPlayers()
                && rules.isReachable(all)
                && other.members().stream()
                        .noneMatch(member -> areKeptApart(one.members(), member));
    }

    @Property(tries = 200)
    void windowsWidenMonotonously(@ForAll("rules") ModeRules rules, @ForAll("waits") int waitedMs) {
        int later = waitedMs + 1_000;
        assertThat(rules.ratingWindowAt(later))
                .isGreaterThanOrEqualTo(rules.ratingWindowAt(waitedMs));
        assertThat(rules.latencyWindowAt(later))
                .isGreaterThanOrEqualTo(rules.latencyWindowAt(waitedMs));
        assertThat(rules.playersNeeded(later)).isLessThanOrEqualTo(rules.playersNeeded(waitedMs));
    }

    private static List<ProposedMatch> match(MatchPool pool) {
        return new WindowMatching().match(pool, Pools.NOW_MS);
    }

    private static OpenSeats lobby(MatchPool pool, String lobbyId) {
        return pool.backfills().stream()
                .filter(lobby -> lobby.lobbyId().equals(lobbyId))
                .findFirst()
                .orElseThrow();
    }

    @Provide
    Arbitrary<Integer> waits() {
        return Arbitraries.integers().between(0, 200_000);
    }

    @Provide
    Arbitrary<ModeRules> rules() {
        return Arbitraries.of(
                Pools.rules(),
                Pools.rules("maxPlayers=2", "startWith=[0=2]"),
                Pools.rules("maxPlayers=4", "startWith=[0=4, 20=2]", "longestWaitSeconds=30"),
                Pools.rules("teams=2", "minPlayers=2", "startWith=[0=8, 10=4, 20=2]"),
                Pools.rules("teams=3", "minPlayers=3", "maxPlayers=9", "startWith=[0=9, 9=3]"),
                Pools.rules("minPlayers=6", "startWith=[0=8, 9=6]", "backfillSeats=0"));
    }

    @Provide
    Arbitrary<MatchPool> pools() {
        Arbitrary<List<Party>> waiting = parties().list().ofMaxSize(PLAYERS / 2);
        Arbitrary<List<Party>> racing = parties().list().ofMaxSize(4);
        return Combinators.combine(rules(), waiting, racing).as(MatchingPropertiesTest::pool);
    }

    private static Arbitrary<Party> parties() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                net.jqwik.api.Tuple.of(6, 1),
                                net.jqwik.api.Tuple.of(2, 2),
                                net.jqwik.api.Tuple.of(1, 3),
                                net.jqwik.api.Tuple.of(1, 5)),
                        Arbitraries.doubles().between(5, 45),
                        Arbitraries.integers().between(0, 130),
                        Arbitraries.integers().between(5, 220).list().ofSize(REGIONS.size()),
                        Arbitraries.integers().between(0, PLAYERS).set().ofMaxSize(3),
                        Arbitraries.integers().between(0, 1))
                .as(Party::new);
    }

    private static MatchPool pool(ModeRules rules, List<Party> waiting, List<Party> racing) {
        List<Ticket> tickets = new ArrayList<>();
        int player = 0;
        for (Party party : waiting) {
            tickets.add(
                    new Ticket(
                            "t" + tickets.size(),
                            "race",
                            members(party, player),
                            Pools.NOW_MS - 1_000L * party.waitedSeconds(),
                            attributes(party)));
            player += party.size();
        }
        List<OpenSeats> lobbies = new ArrayList<>();
        for (Party party : racing) {
            lobbies.add(
                    new OpenSeats(
                            "l" + lobbies.size(),
                            REGIONS.get(party.waitedSeconds() % REGIONS.size()),
                            members(party, player),
                            1 + party.waitedSeconds() % 8,
                            attributes(party)));
            player += party.size();
        }
        return new MatchPool(rules, tickets, lobbies);
    }

    private static Map<String, String> attributes(Party party) {
        return party.version() == 0 ? Map.of() : Map.of("version", "" + party.version());
    }

    private static List<TicketMember> members(Party party, int firstPlayer) {
        Map<String, Integer> roundTrips = new HashMap<>();
        for (int i = 0; i < REGIONS.size(); i++) {
            if (party.far().get(i) < 200) {
                roundTrips.put(REGIONS.get(i), party.far().get(i));
            }
        }
        Set<String> blocked = new HashSet<>();
        party.blocked().forEach(other -> blocked.add("p" + other));
        List<TicketMember> members = new ArrayList<>();
        for (int i = 0; i < party.size(); i++) {
            members.add(
                    new TicketMember(
                            "p" + (firstPlayer + i),
                            new Skill(party.rating() + i, 2),
                            roundTrips,
                            blocked));
        }
        return members;
    }
}
