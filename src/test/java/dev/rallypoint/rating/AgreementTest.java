package dev.rallypoint.rating;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api.MatchReport;
import dev.rallypoint.contract.Api.Placing;
import dev.rallypoint.contract.LobbyKind;
import dev.rallypoint.contract.MatchOrigin;
import dev.rallypoint.rating.Agreement.Decision;
import dev.rallypoint.rating.Agreement.Outcome;
import dev.rallypoint.rating.Agreement.Said;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final ResultTerms TERMS =
            new ResultTerms(
                    Map.of("host", Reporter.HOST, "league", Reporter.OPERATOR),
                    60_000,
                    3_600_000,
                    500,
                    new LeastTimes(Map.of("sprint", 30_000L)),
                    new Electorate(false));
    private static final long NOON_MS = 1_767_268_800_000L;

    private static Agreement match(String mode, String... members) {
        return new Agreement(TERMS, raced(mode, 0, Map.of(), members));
    }

    /** The first one owns the lobby. */
    private static RacedMatch raced(
            String mode, long startedAtMs, Map<String, MatchOrigin> later, String... members) {
        Map<String, MatchOrigin> origins = new HashMap<>(later);
        List.of(members).forEach(id -> origins.putIfAbsent(id, MatchOrigin.STARTED));
        return new RacedMatch(
                mode,
                "",
                startedAtMs,
                LobbyKind.MATCHED,
                origins,
                Map.of(),
                Optional.of(members[0]));
    }

    /** In which the players in capitals walked in while it raced. */
    private static Agreement matchWithWalkIns(String mode, String... members) {
        Map<String, MatchOrigin> later = new HashMap<>();
        List.of(members).stream()
                .filter(id -> id.equals(id.toUpperCase(Locale.ROOT)))
                .forEach(id -> later.put(id, MatchOrigin.JOINED));
        return new Agreement(TERMS, raced(mode, 0, later, members));
    }

    private static Placing at(String playerId, int place, long timeMs) {
        return new Placing(playerId, Optional.of(place), Optional.of(timeMs), Optional.empty());
    }

    private static Placing out(String playerId) {
        return new Placing(playerId, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Placing in(String playerId, int place, int team) {
        return new Placing(playerId, Optional.of(place), Optional.empty(), Optional.of(team));
    }

    private static MatchReport report(Placing... placings) {
        return new MatchReport(List.of(placings), Optional.empty());
    }

    /** In this order, a second after each other. */
    private static MatchReport order(String... playerIds) {
        List<Placing> placings = new ArrayList<>();
        for (String playerId : playerIds) {
            placings.add(at(playerId, placings.size() + 1, 60_000 + 1_000L * placings.size()));
        }
        return new MatchReport(placings, Optional.empty());
    }

    private static Said by(String playerId, MatchReport report) {
        return new Said(playerId, false, report);
    }

    private static List<Integer> places(Decision decision) {
        return decision.finishes().stream().map(Finish::place).toList();
    }

    @Test
    void moreThanHalfOfTheMembersAreBelievedAtOnce() {
        Agreement match = match("race", "a", "b", "c");
        assertThat(match.decide(List.of(by("a", order("b", "a", "c"))), false).outcome())
                .isEqualTo(Outcome.OPEN);
        Decision decision =
                match.decide(
                        List.of(by("a", order("b", "a", "c")), by("c", order("b", "a", "c"))),
                        false);
        assertThat(decision.outcome()).isEqualTo(Outcome.SETTLED);
        assertThat(decision.by()).isEqualTo("majority");
        assertThat(places(decision)).containsExactly(2, 1, 3);
    }

    @Test
    void whoWalkedInIsNotCountedAmongThoseWhoAreWaitedFor() {
        Agreement match = matchWithWalkIns("race", "a", "b", "X", "Y", "Z");
        List<Said> both = List.of(by("a", order("b", "a")), by("b", order("b", "a")));
        Decision decision = match.decide(both, false);
        assertThat(decision.by()).isEqualTo("majority");
        assertThat(decision.finishes()).extracting(Finish::playerId).containsExactly("a", "b");
    }

    /** Of a and b, with two whom matchmaking seated while it raced. */
    private static Agreement backfilled(boolean isRated) {
        ResultTerms terms =
                new ResultTerms(
                        TERMS.reporters(),
                        TERMS.waitMs(),
                        TERMS.limitMs(),
                        TERMS.timeToleranceMs(),
                        TERMS.leastTimes(),
                        new Electorate(isRated));
        Map<String, MatchOrigin> later = Map.of("c", MatchOrigin.MATCHED, "d", MatchOrigin.MATCHED);
        return new Agreement(terms, raced("race", 0, later, "a", "b"));
    }

    private static final List<Said> BACKFILLED_SAY =
            List.of(
                    by("c", order("c", "d", "b", "a")),
                    by("d", order("c", "d", "b", "a")),
                    by("b", order("c", "d", "b", "a")));

    @Test
    void forWhomTheRaceDoesNotCountDoesNotOutvoteThoseForWhomItDoes() {
        List<Said> all = new ArrayList<>(BACKFILLED_SAY);
        all.add(by("a", order("a", "b")));
        assertThat(backfilled(false).decide(all, true).outcome()).isEqualTo(Outcome.DISPUTED);
        assertThat(backfilled(false).decide(BACKFILLED_SAY, false).outcome())
                .isEqualTo(Outcome.OPEN);
        assertThat(backfilled(true).decide(all, true).by()).isEqualTo("majority");
        assertThat(backfilled(true).decide(BACKFILLED_SAY, false).by()).isEqualTo("majority");
    }

    @Test
    void whatOnlyTheySayIsLeftToAnOperator() {
        List<Said> two = BACKFILLED_SAY.subList(0, 2);
        assertThat(backfilled(false).decide(two, false).outcome()).isEqualTo(Outcome.OPEN);
        Decision due = backfilled(false).decide(two, true);
        assertThat(due.outcome()).isEqualTo(Outcome.DISPUTED);
        assertThat(due.reason()).isEqualTo("nobody who has a vote says how it went");
    }

    @Test
    void theirWordIsKeptBesideWhatWasDecided() {
        List<Said> all =
                List.of(
                        by("a", order("a", "b")),
                        by("b", order("a", "b")),
                        by("c", order("c", "b", "a")),
                        by(
                                "d",
                                report(
                                        at("c", 1, 59_000),
                                        at("a", 2, 60_000),
                                        at("b", 3, 61_000))));
        Decision decision = backfilled(false).decide(all, false);
        assertThat(decision.by()).isEqualTo("majority");
        assertThat(decision.reason()).isEqualTo("contradicted by c");
    }

    @Test
    void whoWalkedInStandsInTheResultAndChangesNoAgreement() {
        Agreement match = matchWithWalkIns("race", "a", "b", "X");
        List<Said> said =
                List.of(
                        by("a", report(at("b", 1, 60_000), at("X", 2, 60_500), at("a", 3, 61_000))),
                        by("b", order("b", "a")));
        Decision decision = match.decide(said, false);
        assertThat(decision.by()).isEqualTo("majority");
        assertThat(decision.reason()).isEmpty();
        assertThat(decision.finishes()).extracting(Finish::playerId).containsExactly("a", "b", "X");
        assertThat(places(decision)).containsExactly(3, 1, 2);
        assertThat(match.confirms(order("b", "a"), decision.finishes())).isTrue();
        assertThat(match.confirms(order("a", "b"), decision.finishes())).isFalse();
    }

    @Test
    void anOwnerWhoWalkedInIsNoHost() {
        Agreement match = matchWithWalkIns("host", "X", "a", "b");
        List<Said> said = List.of(by("X", order("b", "a")));
        assertThat(match.decide(said, false).outcome()).isEqualTo(Outcome.OPEN);
    }

    @Test
    void whoContradictsIsCountedForPlayers() {
        String reason = Contradiction.add(Contradiction.by(List.of("c", "d")), "b");
        assertThat(reason).isEqualTo("contradicted by c, d, b");
        assertThat(Contradiction.inNumbers(reason)).contains("contradicted by 3");
        assertThat(Contradiction.inNumbers("")).isEmpty();
    }

    @Test
    void halfIsNotMoreThanHalf() {
        Agreement match = match("race", "a", "b", "c", "d");
        List<Said> two =
                List.of(
                        by("a", order("a", "b", "c", "d")),
                        by("b", order("a", "b", "c", "d")),
                        by("c", order("d", "c", "b", "a")),
                        by("d", order("d", "c", "b", "a")));
        assertThat(match.decide(two, false).outcome()).isEqualTo(Outcome.DISPUTED);
        assertThat(match.decide(two.subList(0, 3), false).outcome()).isEqualTo(Outcome.OPEN);
        Decision due = match.decide(two.subList(0, 3), true);
        assertThat(due.outcome()).isEqualTo(Outcome.SETTLED);
        assertThat(due.reason()).isEqualTo("contradicted by c");
    }

    @Test
    void silenceIsConsentInTheEnd() {
        Agreement match = match("race", "a", "b", "c", "d", "e");
        Decision decision = match.decide(List.of(by("e", order("e", "a"))), true);
        assertThat(decision.by()).isEqualTo("unopposed");
        assertThat(places(decision)).containsExactly(2, 3, 3, 3, 1);
        assertThat(decision.finishes())
                .extracting(Finish::finished)
                .containsExactly(true, false, false, false, true);
    }

    @Test
    void aTimeThatFewGiveIsNoTimeUnlessTheOneWhoDecidesGivesIt() {
        Placing first = new Placing("a", Optional.of(1), Optional.empty(), Optional.empty());
        Placing second = new Placing("b", Optional.of(2), Optional.empty(), Optional.empty());
        MatchReport timeless = report(first, second);
        MatchReport own = report(at("a", 1, 1), second);
        List<Said> said = List.of(by("a", own), by("b", timeless));

        Decision majority = match("race", "a", "b").decide(said, false);
        assertThat(majority.by()).isEqualTo("majority");
        assertThat(majority.finishes()).allMatch(finish -> finish.timeMs().isEmpty());
        Decision host = match("host", "a", "b").decide(said, false);
        assertThat(host.finishes().get(0).timeMs()).contains(1L);
    }

    @Test
    void twoWhoContradictEachOtherSettleNothing() {
        Agreement match = match("race", "a", "b");
        List<Said> both = List.of(by("a", order("a", "b")), by("b", order("b", "a")));
        assertThat(match.decide(both, true).outcome()).isEqualTo(Outcome.DISPUTED);
        assertThat(match.decide(both, false).outcome()).isEqualTo(Outcome.DISPUTED);
    }

    @Test
    void anOperatorIsBelievedAgainstAll() {
        Agreement match = match("race", "a", "b");
        Decision decision =
                match.decide(
                        List.of(
                                by("a", order("a", "b")),
                                by("b", order("a", "b")),
                                new Said("operator/x", true, order("b", "a"))),
                        false);
        assertThat(decision.by()).isEqualTo("operator");
        assertThat(places(decision)).containsExactly(2, 1);
        assertThat(decision.reason()).isEqualTo("contradicted by a, b");
    }

    @Test
    void theEvidenceIsOfWhoDecidesAndNotOfWhoAgreesWithHim() {
        Said agrees = by("a", new MatchReport(order("b", "a").placings(), Optional.of("his")));
        Said silent = new Said("operator/x", true, order("b", "a"));
        Said shows =
                new Said(
                        "operator/x",
                        true,
                        new MatchReport(order("b", "a").placings(), Optional.of("seen")));
        Agreement match = match("race", "a", "b");
        assertThat(match.decide(List.of(agrees, silent), false).evidence()).isEmpty();
        assertThat(match.decide(List.of(agrees, shows), false).evidence()).contains("seen");
        List<Said> both = List.of(agrees, by("b", order("b", "a")));
        assertThat(match.decide(both, false).evidence()).contains("his");
        assertThat(match("host", "b", "a").decide(both, false).evidence()).isEmpty();
    }

    @Test
    void timesMayDifferALittleAndTheMiddleOneCounts() {
        Agreement match = match("race", "a", "b", "c");
        Decision decision =
                match.decide(
                        List.of(
                                by("a", report(at("a", 1, 60_000), at("b", 2, 61_000), out("c"))),
                                by("b", report(at("a", 1, 60_300), at("b", 2, 61_100), out("c"))),
                                by("c", report(at("a", 1, 10), at("b", 2, 61_000), out("c")))),
                        false);
        assertThat(decision.outcome()).isEqualTo(Outcome.SETTLED);
        assertThat(decision.finishes().get(0).timeMs()).contains(60_000L);
        assertThat(decision.reason()).isEqualTo("contradicted by c");
    }

    @Test
    void theOwnerDecidesWhereTheModeSaysSoAndTheOthersIfHeIsSilent() {
        Agreement match = match("host", "a", "b", "c");
        List<Said> others = List.of(by("b", order("b", "c", "a")), by("c", order("b", "c", "a")));
        assertThat(match.decide(others, false).outcome()).isEqualTo(Outcome.OPEN);
        assertThat(match.decide(others, true).by()).isEqualTo("majority");
        List<Said> all = new ArrayList<>(others);
        all.add(by("a", order("a", "b", "c")));
        assertThat(match.decide(all, false).by()).isEqualTo("host");
    }

    @Test
    void namesOfTeamsMakeNoDifference() {
        Agreement match = match("race", "a", "b", "c", "d");
        Decision decision =
                match.decide(
                        List.of(
                                by(
                                        "a",
                                        report(
                                                in("a", 1, 7),
                                                in("c", 1, 7),
                                                in("b", 2, 3),
                                                in("d", 2, 3))),
                                by(
                                        "b",
                                        report(
                                                in("b", 5, 1),
                                                in("d", 5, 1),
                                                in("c", 4, 2),
                                                in("a", 4, 2))),
                                by(
                                        "c",
                                        report(
                                                in("a", 1, 1),
                                                in("c", 1, 1),
                                                in("b", 2, 0),
                                                in("d", 2, 0)))),
                        false);
        assertThat(decision.outcome()).isEqualTo(Outcome.SETTLED);
        assertThat(decision.finishes()).extracting(Finish::team).containsExactly(0, 1, 0, 1);
        assertThat(places(decision)).containsExactly(1, 3, 1, 3);
    }

    @Test
    void theOrderOfReportsMakesNoDifference() {
        Agreement match = match("race", "a", "b", "c", "d", "e");
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            List<Said> said = new ArrayList<>();
            for (String who : List.of("a", "b", "c", "d", "e")) {
                List<String> said1 = new ArrayList<>(List.of("a", "b", "c", "d", "e"));
                if (random.nextInt(3) == 0) {
                    Collections.swap(said1, 0, 1);
                }
                said.add(by(who, order(said1.toArray(String[]::new))));
            }
            Decision first = match.decide(said, true);
            Collections.shuffle(said, random);
            assertThat(match.decide(said, true)).isEqualTo(first);
        }
    }

    @Test
    void aTimeThatNobodyCanBeatIsRefused() {
        Agreement sprint = match("sprint", "a", "b");
        assertThat(sprint.complaint(report(at("a", 1, 29_999)), NOON_MS).orElseThrow())
                .contains("nobody can be quicker than 30000");
        assertThat(sprint.complaint(report(at("a", 1, 30_000)), NOON_MS)).isEmpty();
        assertThat(match("race", "a", "b").complaint(report(at("a", 1, 1)), NOON_MS)).isEmpty();
    }

    @Test
    void whatNoRaceCanBeLikeIsRefused() {
        for (MatchReport report :
                Arrays.asList(
                        report(),
                        report(at("x", 1, 60_000)),
                        report(at("a", 1, 60_000), at("a", 2, 61_000)),
                        report(at("a", 0, 60_000)),
                        report(at("a", 1, 0)),
                        report(at("a", 1, 700_000)),
                        report(at("a", 1, 60_000), at("b", 2, 59_999)),
                        report(in("a", 1, 1), at("b", 2, 60_000)),
                        report(in("a", 1, 1), in("b", 2, 1)),
                        report(
                                new Placing(
                                        "a",
                                        Optional.empty(),
                                        Optional.of(5L),
                                        Optional.empty())))) {
            assertThat(started().complaint(report, NOON_MS)).as("%s", report).isPresent();
        }
    }

    private static Agreement started() {
        return new Agreement(TERMS, raced("race", NOON_MS - 600_000, Map.of(), "a", "b"));
    }

    @Test
    void whatARaceCanBeLikeIsTaken() {
        for (MatchReport report :
                List.of(
                        order("a", "b"),
                        order("b"),
                        report(out("a"), out("b")),
                        report(at("a", 1, 60_000), at("b", 1, 60_000)),
                        report(in("a", 1, 1), in("b", 1, 1)),
                        report(at("b", 3, 60_000), out("a")))) {
            assertThat(started().complaint(report, NOON_MS)).as("%s", report).isEmpty();
        }
    }
}
