package dev.rallypoint.matchmaking;

import static dev.rallypoint.matchmaking.Pools.NOW_MS;
import static dev.rallypoint.matchmaking.Pools.alone;
import static dev.rallypoint.matchmaking.Pools.match;
import static dev.rallypoint.matchmaking.Pools.member;
import static dev.rallypoint.matchmaking.Pools.rules;
import static dev.rallypoint.matchmaking.Pools.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowMatchingTest {
    private static final ModeRules PAIRS = rules("maxPlayers=2", "startWith=[0=2]");

    @Test
    void aFullMatchIsMadeOfThoseNearestInRating() {
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            tickets.add(alone("p" + i, i % 2 == 0 ? 20 + i / 100.0 : 30 + i / 100.0, 0));
        }

        List<ProposedMatch> matches = match(rules(), tickets.toArray(Ticket[]::new));

        assertThat(matches).hasSize(2);
        assertThat(matches).allMatch(match -> match.players() == 8);
        assertThat(matches).allMatch(match -> match.quality().ratingSpread() < 1);
    }

    @Test
    void ratingsMeetWhenTheWindowsOfBothAreWideEnough() {
        ModeRules rules = rules("maxPlayers=2", "startWith=[0=2]", "ratingWindow=[0=2, 10=5]");

        assertThat(match(rules, alone("a", 20, 20), alone("b", 24, 9))).isEmpty();
        assertThat(match(rules, alone("a", 20, 20), alone("b", 24, 10))).hasSize(1);
    }

    @Test
    void fewerPlayersAreEnoughAfterSomeWaiting() {
        Ticket[] five =
                IntStream.range(0, 5).mapToObj(i -> alone("p" + i, 25, i)).toArray(Ticket[]::new);

        assertThat(match(rules("startWith=[0=8, 5=5]"), five)).isEmpty();
        assertThat(match(rules("startWith=[0=8, 4=5]"), five)).hasSize(1);
    }

    @Test
    void theRegionIsTheOneWithTheSmallestWorstRoundTrip() {
        Ticket one = ticket(0, member("a", 25, Map.of("eu", 20, "us", 70)));
        Ticket other = ticket(0, member("b", 25, Map.of("eu", 80, "us", 60)));

        ModeRules anywhere = rules("maxPlayers=2", "startWith=[0=2]", "latencyWindow=[0=150]");

        ProposedMatch match = match(anywhere, one, other).get(0);

        assertThat(match.region()).isEqualTo("us");
        assertThat(match.quality().worstRoundTripMs()).isEqualTo(70);
    }

    @Test
    void aRegionBeyondTheWindowIsTakenAfterWaitingAndBeyondTheLimitNever() {
        ModeRules rules = rules("maxPlayers=2", "startWith=[0=2]", "latencyWindow=[0=80, 10=500]");
        Ticket near = ticket(60, member("a", 25, Map.of("eu", 20)));

        assertThat(match(rules, near, far(9, 150))).isEmpty();
        assertThat(match(rules, near, far(10, 150))).hasSize(1);
        assertThat(match(rules, near, far(1_000, 151))).isEmpty();
    }

    private static Ticket far(int waitedSeconds, int roundTripMs) {
        return ticket(waitedSeconds, member("b", 25, Map.of("eu", roundTripMs)));
    }

    @Test
    void blockedPlayersDoNotMeetWhoeverOfThemBlocked() {
        assertThat(match(PAIRS, ticket(500, member("a", 25, "b")), alone("b", 25, 500))).isEmpty();
        assertThat(match(PAIRS, alone("a", 25, 500), ticket(500, member("b", 25, "a")))).isEmpty();
        assertThat(match(PAIRS, ticket(500, member("a", 25, "c")), alone("b", 25, 500))).hasSize(1);
    }

    @Test
    void attributesMustBeEqual() {
        Ticket v1 = withAttributes("a", Map.of("version", "1"));
        Ticket v2 = withAttributes("b", Map.of("version", "2"));
        Ticket alsoV2 = withAttributes("c", Map.of("version", "2"));

        List<ProposedMatch> matches = match(PAIRS, v1, v2, alsoV2, alone("d", 25, 500));

        assertThat(matches).hasSize(1);
        assertThat(matches.get(0).tickets()).containsExactlyInAnyOrder(v2, alsoV2);
    }

    private static Ticket withAttributes(String player, Map<String, String> attributes) {
        Ticket plain = alone(player, 25, 500);
        return new Ticket(
                plain.ticketId(), "race", plain.members(), plain.createdAtMs(), attributes);
    }

    @Test
    void teamsHaveEquallyManyPlayersAndPartiesStayInOne() {
        ModeRules rules = rules("teams=2", "maxPlayers=6", "startWith=[0=6]");
        Ticket party = ticket(0, member("a", 25), member("b", 25));

        ProposedMatch match =
                match(
                                rules,
                                party,
                                alone("c", 25.5, 0),
                                alone("d", 24.5, 0),
                                alone("e", 25.8, 0),
                                alone("f", 24.2, 0))
                        .get(0);

        assertThat(match.teams()).hasSize(2);
        assertThat(match.teams()).allMatch(team -> team.stream().mapToInt(Ticket::size).sum() == 3);
        assertThat(match.teams()).filteredOn(team -> team.contains(party)).hasSize(1);
        assertThat(match.quality().teamGap()).isLessThan(1);
    }

    @Test
    void teamsAreBalanced() {
        ModeRules rules = rules("teams=2", "maxPlayers=4", "startWith=[0=4]", "ratingWindow=[0=9]");

        ProposedMatch match =
                match(
                                rules,
                                alone("a", 30, 0),
                                alone("b", 29, 0),
                                alone("c", 22, 0),
                                alone("d", 21, 0))
                        .get(0);

        assertThat(match.quality().teamGap()).isZero();
    }

    @Test
    void aPartyThatFitsIntoNoTeamIsLeftAlone() {
        ModeRules rules = rules("teams=2", "maxPlayers=4", "startWith=[0=2]");
        Ticket three = ticket(900, member("a", 25), member("b", 25), member("c", 25));

        assertThat(match(rules, three, alone("d", 25, 900))).isEmpty();
    }

    @Test
    void whoFindsNoFullMatchJoinsARaceWithFreeSeats() {
        OpenSeats lobby = lobby(3, member("x", 24), member("y", 26));

        List<ProposedMatch> matches =
                new WindowMatching()
                        .match(
                                new MatchPool(
                                        rules(),
                                        List.of(alone("a", 25, 0), alone("b", 25, 0)),
                                        List.of(lobby)),
                                NOW_MS);

        assertThat(matches).hasSize(1);
        assertThat(matches.get(0).backfillLobbyId()).contains("lobby");
        assertThat(matches.get(0).players()).isEqualTo(2);
        assertThat(matches.get(0).quality().players()).isEqualTo(4);
        assertThat(matches.get(0).quality().ratingSpread()).isEqualTo(2);
    }

    @Test
    void aRaceTakesNoMoreThanItsFreeSeatsNorWhoDoesNotSuit() {
        OpenSeats lobby = lobby(1, member("x", 24, "c"), member("y", 26));
        Ticket blocked = alone("c", 25, 3);
        Ticket tooMany = ticket(2, member("d", 25), member("e", 25));
        Ticket tooGood = alone("f", 33, 1);

        List<ProposedMatch> matches =
                new WindowMatching()
                        .match(
                                new MatchPool(
                                        rules("startWith=[0=8]", "ratingWindow=[0=3]"),
                                        List.of(
                                                blocked,
                                                tooMany,
                                                tooGood,
                                                alone("a", 25, 0),
                                                alone("b", 25, 0)),
                                        List.of(lobby)),
                                NOW_MS);

        assertThat(matches).hasSize(1);
        assertThat(matches.get(0).tickets()).extracting(Ticket::ticketId).containsExactly("t-a");
    }

    @Test
    void whoStillHasASeatInARaceIsNotSentBackIntoIt() {
        MatchPool pool =
                new MatchPool(
                        rules(),
                        List.of(alone("x", 25, 3), alone("a", 25, 0)),
                        List.of(lobby(3, member("x", 25), member("y", 26))));

        List<ProposedMatch> matches = new WindowMatching().match(pool, NOW_MS);

        assertThat(matches).hasSize(1);
        assertThat(matches.get(0).tickets()).extracting(Ticket::ticketId).containsExactly("t-a");
    }

    private static OpenSeats lobby(int freeSeats, TicketMember... members) {
        return new OpenSeats("lobby", "eu-west", List.of(members), freeSeats);
    }

    @Test
    void whoHasWaitedLongTakesWhoeverIsThere() {
        Ticket old = alone("old", 45, 90);

        assertThat(match(rules(), alone("old", 45, 89), alone("young", 15, 0))).isEmpty();
        assertThat(match(rules(), old, alone("young", 15, 0)).get(0).tickets()).contains(old);
    }

    @Test
    void forAnOverdueTicketTheOthersNeedNotSuitEachOtherIfThereIsNoOtherWay() {
        ModeRules rules = rules("minPlayers=3", "startWith=[0=3]");

        assertThat(match(rules, alone("old", 45, 90), alone("a", 15, 0), alone("b", 40, 0)))
                .hasSize(1);
        assertThat(match(rules, alone("old", 45, 89), alone("a", 15, 0), alone("b", 40, 0)))
                .isEmpty();
    }

    @Test
    void theOneThatHasWaitedLongestIsServedFirst() {
        List<ProposedMatch> matches =
                match(PAIRS, alone("older", 45, 100), alone("old", 40, 95), alone("new", 15, 0));

        assertThat(matches).hasSize(1);
        assertThat(matches.get(0).tickets())
                .extracting(Ticket::ticketId)
                .containsExactly("t-older", "t-old");
    }

    @Test
    void anEmptyPoolAndALonePlayerMakeNoMatch() {
        assertThat(match(rules())).isEmpty();
        assertThat(match(rules(), alone("a", 25, 10_000))).isEmpty();
    }

    @Test
    void aModeForOneStartsAtOnce() {
        ModeRules rules = rules("minPlayers=1", "startWith=[0=1]");

        ProposedMatch match = match(rules, alone("a", 25, 0)).get(0);

        assertThat(match.players()).isEqualTo(1);
        assertThat(match.backfillLobbyId()).isEqualTo(Optional.empty());
    }
}
