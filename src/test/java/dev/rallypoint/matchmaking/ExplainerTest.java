package dev.rallypoint.matchmaking;

import static dev.rallypoint.matchmaking.Pools.NOW_MS;
import static dev.rallypoint.matchmaking.Pools.alone;
import static dev.rallypoint.matchmaking.Pools.member;
import static dev.rallypoint.matchmaking.Pools.rules;
import static dev.rallypoint.matchmaking.Pools.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.matchmaking.Explanation.Exclusion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static final ModeRules RULES =
            rules(
                    "startWith=[0=8, 10=4]",
                    "ratingWindow=[0=2, 5=6]",
                    "latencyWindow=[0=80, 20=150]");

    @Test
    void eachOfTheOthersIsCountedAtTheFirstConstraintThatExcludesHim() {
        Ticket asked = ticket(2, member("me", 25, "enemy"));
        Explanation found =
                explain(
                        asked,
                        alone("friend", 26, 2),
                        alone("enemy", 25, 2),
                        alone("pro", 40, 2),
                        ticket(2, member("far", 25, Map.of("eu-west", 100))),
                        ticket(2, member("elsewhere", 25, Map.of("asia", 10))),
                        ticket(2, crowd(8)));

        assertThat(found.searchingPlayers()).isEqualTo(13);
        assertThat(found.compatiblePlayers()).isEqualTo(1);
        assertThat(found.neededPlayers()).isEqualTo(7);
        assertThat(found.excluded())
                .containsExactly(
                        new Exclusion(Constraint.PARTY_SIZE, 8),
                        new Exclusion(Constraint.BLOCKED, 1),
                        new Exclusion(Constraint.REGION, 1),
                        new Exclusion(Constraint.LATENCY, 1),
                        new Exclusion(Constraint.RATING_WINDOW, 1));
        assertThat(found.decisive()).contains(Constraint.PARTY_SIZE);
    }

    @Test
    void whoIsTooFarAwayFromEverywhereIsToldSoAndPromisedNothing() {
        Explanation found =
                explain(ticket(2, member("me", 25, Map.of("eu-west", 900))), alone("a", 25, 2));

        assertThat(found.words())
                .startsWith("All regions are more than 150 ms away from you")
                .doesNotContain("within");
    }

    /** A figure of its own would tell him; so he is one of those whom the windows keep away. */
    @Test
    void whoBlocksHimIsNotNamedAsThat() {
        Explanation found =
                explain(
                        alone("me", 25, 2),
                        ticket(2, member("hater", 25, "me")),
                        alone("a", 25, 2));

        assertThat(found.compatiblePlayers()).isEqualTo(1);
        assertThat(found.excluded()).containsExactly(new Exclusion(Constraint.RATING_WINDOW, 1));
    }

    private static TicketMember[] crowd(int size) {
        return java.util.stream.IntStream.range(0, size)
                .mapToObj(i -> member("crowd" + i, 25))
                .toArray(TicketMember[]::new);
    }

    @Test
    void whoHasWaitedTooLongTakesAnybodySoHeIsOneToRaceWith() {
        Explanation found =
                explain(alone("me", 25, 2), alone("pro", 60, 100), alone("semi-pro", 60, 10));

        assertThat(found.compatiblePlayers()).isEqualTo(1);
        assertThat(found.excluded()).containsExactly(new Exclusion(Constraint.RATING_WINDOW, 1));
    }

    @Test
    void tellsWhenTheSearchWidensAndHowFar() {
        Explanation found = explain(alone("me", 25, 2), alone("pro", 30, 2));

        assertThat(found.nextChange()).contains(new Explanation.NextChange(3_000, 6, 80, 7));
        assertThat(found.words())
                .isEqualTo(
                        "Nobody here could race with you now, and 7 are needed to start. 1 other"
                                + " player searches: 1 too far from your rating for now."
                                + " In 3 s ratings up to 6 away will do. You have waited 2 s; within"
                                + " 118 s you race with whoever is there and can race with you at all.");
    }

    @Test
    void whatIsHeldUpByNothingIsMatchedByTheNextPass() {
        ModeRules pairs = rules("maxPlayers=2", "startWith=[0=2]");
        MatchPool pool =
                new MatchPool(pairs, List.of(alone("me", 25, 0), alone("you", 25, 0)), List.of());

        Explanation found =
                new Explainer(pool, NOW_MS).explain("t-me", Optional.empty()).orElseThrow();

        assertThat(found.decisive()).isEmpty();
        assertThat(new WindowMatching().match(pool, NOW_MS)).hasSize(1);
    }

    @Test
    void openSeatsThatSuitAreCounted() {
        OpenSeats near = new OpenSeats("near", "eu-west", List.of(member("x", 26)), 3);
        OpenSeats strong = new OpenSeats("strong", "eu-west", List.of(member("y", 40)), 4);
        MatchPool pool = new MatchPool(RULES, List.of(alone("me", 25, 0)), List.of(near, strong));

        Explanation found =
                new Explainer(pool, NOW_MS).explain("t-me", Optional.empty()).orElseThrow();

        assertThat(found.openSeats()).isEqualTo(3);
        assertThat(found.decisive()).isEmpty();
    }

    @Test
    void aloneItSaysThatNobodyElseIsThere() {
        Explanation found = explain(alone("me", 25, 200));

        assertThat(found.decisive()).contains(Constraint.CAPACITY);
        assertThat(found.boundMs()).isZero();
        assertThat(found.nextChange()).isEmpty();
        assertThat(found.words())
                .startsWith("Nobody else waits for this mode now.")
                .contains("longer than we want");
    }

    @Test
    void theEstimateIsToldWithItsHitRate() {
        WaitEstimate estimate = new WaitEstimate(4_000, 9_000, 120, OptionalDouble.of(0.83));
        MatchPool pool = new MatchPool(RULES, List.of(alone("me", 25, 0)), List.of());

        assertThat(new Explainer(pool, NOW_MS).explain("t-me", Optional.of(estimate)).orElseThrow())
                .extracting(Explanation::words)
                .asString()
                .contains("half are matched within 4 s")
                .contains("eight of ten within 9 s")
                .contains("83 % of such promises were kept");
    }

    @Test
    void aTicketThatIsNotThereHasNone() {
        MatchPool pool = new MatchPool(RULES, List.of(), List.of());

        assertThat(new Explainer(pool, NOW_MS).explain("t-me", Optional.empty())).isEmpty();
    }

    private static Explanation explain(Ticket asked, Ticket... others) {
        List<Ticket> all = new java.util.ArrayList<>(List.of(others));
        all.add(asked);
        return new Explainer(new MatchPool(RULES, all, List.of()), NOW_MS)
                .explain(asked.ticketId(), Optional.empty())
                .orElseThrow();
    }
}
