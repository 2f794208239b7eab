package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.Api.LeaderboardRow;
import dev.rallypoint.contract.Api.MatchReport;
import dev.rallypoint.contract.Api.Placing;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyKind;
import dev.rallypoint.contract.MatchOrigin;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RatingMessage.LoadRatings;
import dev.rallypoint.contract.RatingMessage.SavedRating;
import dev.rallypoint.contract.ResultMessage.ErasePlayer;
import dev.rallypoint.contract.ResultMessage.ExportPart;
import dev.rallypoint.contract.ResultMessage.ExportPlace;
import dev.rallypoint.contract.ResultMessage.ExportPlayer;
import dev.rallypoint.contract.ResultMessage.FindMatch;
import dev.rallypoint.contract.ResultMessage.ListBlocks;
import dev.rallypoint.contract.ResultMessage.ListMatches;
import dev.rallypoint.contract.ResultMessage.ListRecentPlayers;
import dev.rallypoint.contract.ResultMessage.ListResults;
import dev.rallypoint.contract.ResultMessage.MatchChanged;
import dev.rallypoint.contract.ResultMessage.MatchReply;
import dev.rallypoint.contract.ResultMessage.ReadLeaderboard;
import dev.rallypoint.contract.ResultMessage.ReportResult;
import dev.rallypoint.contract.ResultMessage.SetBlock;
import dev.rallypoint.contract.ResultMessage.VoidMatch;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.contract.StoreMessage.FindPlayer;
import dev.rallypoint.contract.StoreMessage.MatchEnded;
import dev.rallypoint.contract.StoreMessage.MatchMember;
import dev.rallypoint.contract.StoreMessage.MatchStarted;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.rating.Finish;
import dev.rallypoint.rating.Ledger;
import dev.rallypoint.rating.PlackettLuce;
import dev.rallypoint.rating.Rating;
import dev.rallypoint.rating.RatingTerms;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of results, whatever database is behind it. */
abstract class ResultsBehaviour {
    /** In the season "winter". */
    static final long NOON_MS = Instant.parse("2026-01-01T12:00:00Z").toEpochMilli();

    static final long DAY_MS = 86_400_000;
    private static final int TIME_MS = 60_000;
    private static final RatingTerms TERMS = RatingTerms.of(StoreNode.RATING);

    @TempDir Path directory;
    StoreNode store;

    /** A new and empty database. */
    abstract StoreConfig database() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = StoreNode.open(database(), directory.resolve("data"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** One race: who was in it, in the order of arrival. */
    record Race(int number, String mode, String region, long endedAtMs, List<Integer> order) {
        String matchId() {
            return Race.matchId(number);
        }

        static String matchId(int number) {
            return String.format("00000000-0000-4000-8000-%012d", number);
        }

        MatchReport report() {
            List<Placing> placings = new ArrayList<>();
            for (int i = 0; i < order.size(); i++) {
                placings.add(
                        new Placing(
                                Ids.playerId(order.get(i)),
                                Optional.of(i + 1),
                                Optional.of(TIME_MS + number * 1_000L + i * 10L),
                                Optional.empty()));
            }
            return new MatchReport(placings, Optional.of("replay-" + number));
        }
    }

    static Race race(int number, long endedAtMs, Integer... order) {
        return new Race(number, "race", "local", endedAtMs, List.of(order));
    }

    private static Race in(String mode, Race race) {
        return new Race(race.number(), mode, race.region(), race.endedAtMs(), race.order());
    }

    void start(Race race) {
        start(race, LobbyKind.MATCHED);
    }

    private void start(Race race, LobbyKind kind) {
        start(race, kind, members(MatchOrigin.STARTED, race.order()));
    }

    private void start(Race race, LobbyKind kind, List<MatchMember> members) {
        store.ask(
                BusContract.MATCH_STARTED,
                new MatchStarted(
                        race.matchId(),
                        "00000000-0000-4000-8000-000000000000",
                        race.mode(),
                        Optional.of("hill"),
                        race.region(),
                        race.endedAtMs() - 600_000,
                        members,
                        Optional.of(members.get(0).playerId()),
                        kind));
    }

    /** Begins with a party of these. */
    private void startWithParty(Race race, Integer... party) {
        List<MatchMember> members =
                race.order().stream()
                        .map(
                                player ->
                                        new MatchMember(
                                                Ids.playerId(player),
                                                MatchOrigin.STARTED,
                                                List.of(party).contains(player)
                                                        ? Optional.of("ticket")
                                                        : Optional.empty()))
                        .toList();
        start(race, LobbyKind.MATCHED, members);
    }

    private static List<MatchMember> members(MatchOrigin origin, List<Integer> players) {
        return players.stream()
                .sorted()
                .map(player -> new MatchMember(Ids.playerId(player), origin))
                .toList();
    }

    /** Told while it races; the first of them owns the lobby. */
    private void change(Race race, MatchOrigin origin, Integer... players) {
        List<MatchMember> members = members(origin, List.of(players));
        store.ask(
                BusContract.MATCH_CHANGED,
                new MatchChanged(
                        race.matchId(), members, members.get(0).playerId(), race.endedAtMs()));
    }

    static ReportResult said(Race race, int player) {
        return new ReportResult(
                race.matchId(), Ids.playerId(player), false, race.report(), race.endedAtMs());
    }

    Api.Match report(Race race, int player) {
        return store.ask(BusContract.REPORT_RESULT, said(race, player)).match();
    }

    /** By all who were there. */
    void settle(Race race) {
        start(race);
        race.order().forEach(player -> report(race, player));
        assertThat(match(race).state()).isEqualTo("settled");
    }

    /** Its lobby is gone. */
    private void end(Race race) {
        store.ask(BusContract.MATCH_ENDED, new MatchEnded(race.matchId(), race.endedAtMs()));
    }

    private ProblemCode refusal(Race race, int player) {
        return store.refusal(BusContract.REPORT_RESULT, said(race, player));
    }

    Api.Match match(Race race) {
        return store.ask(BusContract.FIND_MATCH, new FindMatch(race.matchId())).match();
    }

    private void cancel(Race race) {
        Api.Match voided =
                store.ask(
                                BusContract.VOID_MATCH,
                                new VoidMatch(race.matchId(), "ada", "cheating", NOON_MS))
                        .match();
        assertThat(voided.state()).isEqualTo("voided");
        assertThat(voided.reason()).contains("cheating");
    }

    Map<String, SavedRating> ratings(int players) {
        List<String> ids = IntStream.rangeClosed(1, players).mapToObj(Ids::playerId).toList();
        return store.ask(BusContract.LOAD_RATINGS, new LoadRatings(ids, "race")).ratings().stream()
                .collect(Collectors.toMap(SavedRating::playerId, rating -> rating));
    }

    /** What the ledger makes of these races, in the order in which they ended. */
    private static Map<String, Ledger.Standing> expected(List<Race> races) {
        Ledger ledger = new Ledger(TERMS, PlackettLuce.DEFAULT, Map.of());
        Map<String, Ledger.Standing> last = new TreeMap<>();
        races.stream()
                .sorted(
                        java.util.Comparator.comparingLong(Race::endedAtMs)
                                .thenComparing(Race::matchId))
                .map(
                        race ->
                                new Ledger.Entry(
                                        race.matchId(),
                                        race.endedAtMs(),
                                        IntStream.range(0, race.order().size())
                                                .mapToObj(
                                                        i ->
                                                                new Finish(
                                                                        Ids.playerId(
                                                                                race.order()
                                                                                        .get(i)),
                                                                        i + 1,
                                                                        true,
                                                                        Optional.empty(),
                                                                        race.order().get(i)))
                                                .toList()))
                .flatMap(entry -> ledger.add(entry).stream())
                .forEach(step -> last.put(step.playerId(), step.after()));
        return last;
    }

    void assertRatedAs(List<Race> races, int players) {
        Map<String, Ledger.Standing> wanted = expected(races);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> {
                            Map<String, SavedRating> made = ratings(players);
                            assertThat(made.keySet()).isEqualTo(wanted.keySet());
                            wanted.forEach((id, one) -> assertSame(made.get(id), one));
                        });
    }

    private static void assertSame(SavedRating made, Ledger.Standing wanted) {
        assertThat(made.mu()).isCloseTo(wanted.rating().mu(), within(1e-9));
        assertThat(made.sigma()).isCloseTo(wanted.rating().sigma(), within(1e-9));
        assertThat(made.matches()).isEqualTo(wanted.matches());
        assertThat(made.lastMatchAtMs()).isEqualTo(wanted.atMs());
    }

    @Test
    void moreThanHalfOfTheMembersSettleAMatchAndTheRestChangesNothing() {
        Race race = race(1, System.currentTimeMillis() + DAY_MS, 3, 1, 2);
        start(race);
        Api.Match first = report(race, 1);
        assertThat(first.results()).isEmpty();
        Api.Match second = report(race, 3);
        assertThat(second.state()).isEqualTo("settled");
        assertThat(second.decidedBy()).contains("majority");
        assertThat(second.evidence()).contains("replay-1");
        assertThat(second.results())
                .extracting(place -> place.place().orElseThrow())
                .containsExactly(1, 2, 3);
        assertThat(second.results().get(0).playerId()).isEqualTo(Ids.playerId(3));
        assertThat(second.results().get(0).ratingChange().orElseThrow()).isPositive();
        Map<String, SavedRating> once = ratings(3);

        report(race, 2);
        report(race, 3);
        report(race, 1);
        assertThat(ratings(3)).isEqualTo(once);
        assertRatedAs(List.of(race), 3);
    }

    @Test
    void whatAllMembersReportAtOnceAndTwiceIsAppliedOnce() {
        List<Race> races =
                IntStream.rangeClosed(1, 8)
                        .mapToObj(i -> race(i, NOON_MS + i, i % 4 + 1, (i + 1) % 4 + 1, 5))
                        .toList();
        races.forEach(this::start);
        List<Future<MatchReply>> answers = new ArrayList<>();
        for (int twice = 0; twice < 2; twice++) {
            for (Race race : races) {
                race.order()
                        .forEach(
                                player ->
                                        answers.add(
                                                store.send(
                                                        BusContract.REPORT_RESULT,
                                                        said(race, player))));
            }
        }
        store.await(Future.all(answers));
        assertRatedAs(races, 5);
        assertThat(store.scrape()).contains("rallypoint_results_total{outcome=\"settled\"} 8.0");
    }

    @Test
    void inWhateverOrderResultsComeRatingsAreThoseOfTheOrderInWhichMatchesEnded() {
        Random random = new Random(11);
        List<Race> races = new ArrayList<>();
        for (int i = 1; i <= 120; i++) {
            List<Integer> players = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6));
            Collections.shuffle(players, random);
            long endedAtMs = NOON_MS + random.nextInt(40) * DAY_MS;
            races.add(
                    new Race(
                            i,
                            "race",
                            "local",
                            endedAtMs,
                            players.subList(0, 2 + random.nextInt(4))));
        }
        races.forEach(this::settle);
        assertRatedAs(races, 6);

        Race early = races.stream().min(java.util.Comparator.comparingLong(Race::endedAtMs)).get();
        Race late = races.stream().max(java.util.Comparator.comparingLong(Race::endedAtMs)).get();
        cancel(early);
        cancel(late);
        cancel(late);
        races.removeAll(List.of(early, late));
        assertRatedAs(races, 6);
    }

    private double ratedMatches() {
        return store.scrape()
                .lines()
                .filter(line -> line.startsWith("rallypoint_rated_matches_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    @Test
    void aMatchWaitsForTheResultsOfOneThatEndedBeforeIt() {
        long nowMs = System.currentTimeMillis();
        Race first = race(1, nowMs - 200, 1, 2, 3);
        Race second = race(2, nowMs - 100, 3, 2, 1);
        start(first);
        report(first, 1);
        settle(second);
        assertThat(ratings(3)).isEmpty();
        report(first, 2);
        assertThat(match(first).state()).isEqualTo("settled");
        assertRatedAs(List.of(first, second), 3);
        assertThat(ratedMatches()).as("each of them once").isEqualTo(2);
    }

    @Test
    void aMatchDoesNotWaitForOneThatWillNotCount() {
        long nowMs = System.currentTimeMillis();
        Race ofFriends = race(1, nowMs - 200, 1, 2, 3);
        start(ofFriends, LobbyKind.PRIVATE);
        assertThat(report(ofFriends, 1).state()).isEqualTo("open");
        Race second = race(2, nowMs - 100, 3, 2, 1);
        settle(second);
        assertThat(ratings(3)).hasSize(3);
    }

    @Test
    void aMatchDoesNotWaitForEverForOneThatNobodySettles() {
        long nowMs = System.currentTimeMillis();
        Race silent = in("race", race(1, nowMs + 2_000, 1, 2, 3));
        start(silent);
        // Due after a second of waiting from then on: longer than anybody waits for it.
        report(silent, 1);
        end(silent);
        Race second = race(2, nowMs + 2_001, 4, 5);
        settle(second);
        assertThat(ratings(5)).isEmpty();
        assertRatedAs(List.of(second, silent), 5);
    }

    @Test
    void whoReportsLateDoesNotWaitForWhatIsMadeAgainAndNewMatchesDoNotEither() {
        List<Race> races = new ArrayList<>();
        for (int i = 1; i <= 70; i++) {
            races.add(race(i, NOON_MS + i * DAY_MS / 24, i % 5 + 1, (i + 1) % 5 + 1));
        }
        races.forEach(this::settle);
        int answeredAtOnce = 0;
        for (int i = 0; i < 5; i++) {
            Race late = race(100 + i, NOON_MS - i, 1, 2);
            start(late);
            report(late, 1);
            Api.Match settled = report(late, 2);
            assertThat(settled.state()).isEqualTo("settled");
            answeredAtOnce += settled.results().get(0).ratingChange().isEmpty() ? 1 : 0;
            races.add(late);
        }
        // Once a second somebody else may have been at it.
        assertThat(answeredAtOnce).isGreaterThanOrEqualTo(3);
        Race latest = race(200, NOON_MS + 30 * DAY_MS, 1, 2);
        start(latest);
        report(latest, 1);
        assertThat(report(latest, 2).results().get(0).ratingChange()).isPresent();
        races.add(latest);
        assertRatedAs(races, 5);
    }

    @Test
    void aVoidedMatchIsAsIfItHadNeverBeenRaced() {
        Race only = race(1, NOON_MS, 1, 2);
        settle(only);
        cancel(only);
        assertThat(ratings(2)).isEmpty();
        assertThat(times("", 1).rows()).isEmpty();
        assertThat(report(only, 2).state()).isEqualTo("voided");
        assertThat(ratings(2)).isEmpty();
    }

    @Test
    void whoDisagreeAreFlaggedAndAnOperatorDecides() {
        long soonMs = System.currentTimeMillis() + DAY_MS;
        Race truth = race(1, soonMs, 1, 2);
        Race lie = race(1, soonMs, 2, 1);
        start(truth);
        report(truth, 1);
        Api.Match disputed = report(lie, 2);
        assertThat(disputed.state()).isEqualTo("disputed");
        assertThat(ratings(2)).isEmpty();
        assertThat(store.ask(BusContract.LIST_RESULTS, new ListResults("disputed", 10)).matches())
                .extracting(MatchReply::match)
                .containsExactly(disputed);

        MatchReply reply =
                store.ask(
                        BusContract.REPORT_RESULT,
                        new ReportResult(truth.matchId(), "ada", true, truth.report(), soonMs + 1));
        assertThat(reply.match().decidedBy()).contains("operator");
        assertThat(reply.match().reason()).as("for players").contains("contradicted by 1");
        assertThat(reply.toOperator().reason()).contains("contradicted by " + Ids.playerId(2));
        assertRatedAs(List.of(truth), 2);
        assertThat(
                        store.ask(BusContract.LIST_RESULTS, new ListResults("contradicted", 10))
                                .matches())
                .hasSize(1);
    }

    @Test
    void whatNobodyContradictsHoldsAfterAWhile() {
        Race race = race(1, System.currentTimeMillis(), 1, 2, 3);
        start(race);
        assertThat(report(race, 2).state()).isEqualTo("open");
        end(race);
        awaitSettledUnopposed(race);
        assertRatedAs(List.of(race), 3);
    }

    private void awaitSettledUnopposed(Race race) {
        await().atMost(Duration.ofSeconds(15)).until(() -> match(race).state().equals("settled"));
        assertThat(match(race).decidedBy()).contains("unopposed");
    }

    @Test
    void whoReportsFirstIsNotBelievedWhileTheOthersRace() {
        // Five times as long ago as it is waited for.
        Race race = race(1, System.currentTimeMillis() - 5_000, 1, 2, 3);
        start(race);
        assertThat(report(race, 1).state()).isEqualTo("open");
        Race other = race(1, race.endedAtMs(), 2, 3, 1);
        assertThat(report(other, 2).state()).isEqualTo("open");
        assertThat(report(other, 3).decidedBy()).contains("majority");
        assertThat(match(race).results().get(0).playerId()).isEqualTo(Ids.playerId(2));
    }

    @Test
    void aRaceWhoseEndWasToldBeforeItsFirstReportIsWaitedForAsShortly() {
        Race race = race(1, System.currentTimeMillis() - 5_000, 1, 2, 3);
        end(race);
        start(race);
        assertThat(report(race, 1).decidedBy()).contains("unopposed");
    }

    @Test
    void aRaceWhoseEndNobodyTellsIsNotWaitedForForEver() {
        Race race = race(1, System.currentTimeMillis() - 30_000, 1, 2, 3);
        start(race);
        report(race, 1);
        awaitSettledUnopposed(race);
    }

    @Test
    void theOwnerOfTheLobbyIsBelievedWhereTheModeSaysSoAlsoAfterItChanged() {
        Race race = in("host", race(1, System.currentTimeMillis(), 1, 2, 3));
        start(race);
        change(race, MatchOrigin.STARTED, 2, 3);
        assertThat(report(race, 1).state()).isEqualTo("open");
        assertThat(report(race, 2).decidedBy()).contains("host");
    }

    @Test
    void onlyOperatorsAreBelievedWhereTheModeSaysSo() {
        Race race = in("league", race(1, NOON_MS, 1, 2));
        start(race);
        report(race, 1);
        assertThat(report(race, 2).state()).isEqualTo("disputed");
    }

    @Test
    void anUnratedModeHasResultsAndNoRatings() {
        Race race = in("fun", race(1, NOON_MS, 1, 2));
        settle(race);
        assertThat(match(race).results().get(0).rating()).isEmpty();
    }

    @Test
    void whoWasNotThereAndWhatCannotBeIsRefused() {
        Race race = race(1, NOON_MS, 1, 2);
        assertThat(refusal(race, 1)).isEqualTo(ProblemCode.MATCH_NOT_FOUND);
        start(race);
        assertThat(refusal(race, 9)).isEqualTo(ProblemCode.NOT_MEMBER);
        assertThat(refusal(race(1, NOON_MS, 1, 9), 1)).isEqualTo(ProblemCode.IMPLAUSIBLE_RESULT);
        assertThat(store.refusal(BusContract.VOID_MATCH, new VoidMatch(race.matchId(), "a", "", 1)))
                .isEqualTo(ProblemCode.NOT_SETTLED);
    }

    @Test
    void whomMatchmakingSeatedMayReportAlsoIfTheNewsOfItCameFirst() {
        Race race = race(1, NOON_MS, 1, 2);
        change(race, MatchOrigin.MATCHED, 3);
        start(race);
        report(race(1, NOON_MS, 1, 2, 3), 3);
        assertThat(match(race).members()).hasSize(3);
        assertThat(history(3, 10, Optional.empty()).matches()).hasSize(1);
    }

    @Test
    void whoWalkedIntoARaceSaysNothingAboutItAndIsNotWaitedFor() {
        Race race = race(1, System.currentTimeMillis() + DAY_MS, 1, 2);
        start(race);
        change(race, MatchOrigin.JOINED, 3, 4, 5, 6);
        assertThat(refusal(race, 3)).isEqualTo(ProblemCode.NOT_MEMBER);
        report(race(1, race.endedAtMs(), 1, 3, 2), 1);
        assertThat(report(race, 2).decidedBy()).contains("majority");
        assertThat(match(race).members()).hasSize(6);
        assertThat(match(race).results()).hasSize(3);
        assertThat(history(3, 10, Optional.empty()).matches()).hasSize(1);
    }

    @Test
    void aRaceOfALobbyThatPlayersMadeIsKeptAndChangesNothing() {
        Race race = race(1, NOON_MS, 1, 2);
        start(race, LobbyKind.PUBLIC);
        assertThat(match(race).rated()).isFalse();
        report(race, 1);
        Api.Match settled = report(race, 2);
        assertThat(settled.state()).isEqualTo("settled");
        assertThat(settled.unratedBecause()).contains("lobby");
        assertThat(settled.results()).hasSize(2);
        Race counted = race(2, NOON_MS + 1, 1, 3);
        settle(counted);
        assertThat(match(counted).rated()).isTrue();
        assertRatedAs(List.of(counted), 3);
        assertThat(all("times", "", ""))
                .extracting(LeaderboardRow::playerId)
                .containsExactly(ids(1, 3));

        cancel(counted);
        assertThat(match(counted).unratedBecause()).contains("voided");
        assertThat(all("times", "", "")).isEmpty();
    }

    @Test
    void aRaceWithAPartyThatHasMostVotesIsKeptAndChangesNothingUnlessAnOperatorReportsIt() {
        Race friends = race(1, NOON_MS, 1, 2, 3);
        startWithParty(friends, 1, 2);
        assertThat(match(friends).unratedBecause()).contains("party");
        report(friends, 1);
        assertThat(report(friends, 2).state()).isEqualTo("settled");
        assertThat(match(friends).unratedBecause()).contains("party");
        assertThat(ratings(3)).isEmpty();
        assertThat(all("times", "", "")).isEmpty();

        Race seen = race(2, NOON_MS + 1, 1, 2, 3);
        startWithParty(seen, 1, 2);
        store.ask(
                BusContract.REPORT_RESULT,
                new ReportResult(seen.matchId(), "ada", true, seen.report(), seen.endedAtMs()));
        assertThat(match(seen).rated()).isTrue();
        Race even = race(3, NOON_MS + 2, 1, 2, 3, 4);
        startWithParty(even, 1, 2);
        even.order().forEach(player -> report(even, player));
        assertThat(match(even).rated()).isTrue();
        assertThat(ratings(4).keySet()).containsExactlyInAnyOrder(ids(1, 2, 3, 4));
    }

    @Test
    void aTimeTrialAloneIsOnTheBoardIfAnOperatorReportsIt() {
        Race alone = race(1, NOON_MS, 1);
        start(alone, LobbyKind.PRIVATE);
        change(alone, MatchOrigin.JOINED, 2);
        assertThat(report(alone, 1).unratedBecause()).contains("lobby");
        assertThat(all("times", "", "")).isEmpty();
        Race matched = race(2, NOON_MS, 1);
        start(matched);
        assertThat(report(matched, 1).unratedBecause()).contains("too_few_voters");
        assertThat(all("times", "", "")).isEmpty();

        Race trial = race(3, NOON_MS, 1);
        start(trial, LobbyKind.PRIVATE);
        Api.Match settled =
                store.ask(
                                BusContract.REPORT_RESULT,
                                new ReportResult(
                                        trial.matchId(), "ada", true, trial.report(), NOON_MS))
                        .match();
        assertThat(settled.rated()).isTrue();
        assertThat(all("times", "", ""))
                .extracting(LeaderboardRow::matchId)
                .containsExactly(Optional.of(trial.matchId()));
        assertThat(ratings(2)).isEmpty();
    }

    @Test
    void whoCameLaterIsInTheResultAndNeitherRatedNorOnTheBoard() {
        Race race = race(1, NOON_MS, 3, 1, 2, 4);
        start(new Race(1, "race", "local", NOON_MS, List.of(1, 2)));
        change(race, MatchOrigin.MATCHED, 3);
        change(race, MatchOrigin.JOINED, 4);
        report(race, 1);
        report(race, 2);
        report(race, 3);
        assertThat(match(race).results()).hasSize(4);
        assertThat(ratings(4).keySet()).containsExactlyInAnyOrder(ids(1, 2));
        assertThat(all("times", "", ""))
                .extracting(LeaderboardRow::playerId)
                .containsExactly(ids(1, 2));
        Race next = race(2, NOON_MS + 1, 3, 4);
        settle(next);
        assertThat(ratings(4).get(Ids.playerId(3)).matches()).isEqualTo(1);
    }

    @Test
    void thoseWhomMatchmakingSeatedInTheRaceDoNotOutvoteThoseWithWhomItBegan() {
        long nowMs = System.currentTimeMillis();
        Race lie = race(1, nowMs, 3, 4, 5, 2, 1);
        start(race(1, nowMs, 1, 2));
        change(lie, MatchOrigin.MATCHED, 3, 4, 5);
        report(lie, 3);
        report(lie, 4);
        assertThat(report(lie, 5).results()).isEmpty();
        Race truth = race(1, nowMs, 1, 2, 3, 4, 5);
        report(truth, 1);
        assertThat(report(truth, 2).decidedBy()).contains("majority");
        assertThat(match(truth).reason()).contains("contradicted by 3");
        assertThat(match(truth).results().get(0).playerId()).isEqualTo(Ids.playerId(1));
    }

    @Test
    void aTimeBelowTheLeastOneIsRefused() {
        Race race = race(1, NOON_MS, 1, 2);
        start(race);
        MatchReport fast =
                new MatchReport(
                        List.of(
                                new Placing(
                                        Ids.playerId(1),
                                        Optional.of(1),
                                        Optional.of(999L),
                                        Optional.empty())),
                        Optional.empty());
        assertThat(
                        store.refusal(
                                BusContract.REPORT_RESULT,
                                new ReportResult(
                                        race.matchId(), Ids.playerId(1), false, fast, NOON_MS)))
                .isEqualTo(ProblemCode.IMPLAUSIBLE_RESULT);
    }

    @Test
    void whoLeftAndWalkedInAgainIsWhatHeWas() {
        Race race = race(1, NOON_MS, 1, 2);
        change(race, MatchOrigin.JOINED, 2, 3);
        start(race);
        change(race, MatchOrigin.JOINED, 1, 2);
        assertThat(refusal(race, 3)).isEqualTo(ProblemCode.NOT_MEMBER);
        report(race, 1);
        assertThat(report(race, 2).state()).isEqualTo("settled");
    }

    @Test
    void aReportThatWaitedForTheDatabaseWaitsForItsMatchToo() {
        Race race = race(1, System.currentTimeMillis(), 1, 2);
        assertThat(store.refusal(BusContract.TAKE_LATE_RESULT, said(race, 1)))
                .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
        start(race);
        store.ask(BusContract.TAKE_LATE_RESULT, said(race, 1));
        store.ask(BusContract.TAKE_LATE_RESULT, said(race, 2));
        assertThat(match(race).state()).isEqualTo("settled");
        store.ask(BusContract.TAKE_LATE_RESULT, said(race(2, NOON_MS, 1, 2), 1));
        assertThat(store.scrape()).contains("rallypoint_results_total{outcome=\"refused\"} 1.0");
    }

    @Test
    void aReportThatWaitedForTheDatabaseWaitsForTheNewsOfWhoCameToo() {
        Race race = race(1, System.currentTimeMillis() + DAY_MS, 3, 1, 2);
        start(race(1, race.endedAtMs(), 1, 2));
        for (int player : List.of(1, 2, 3)) {
            assertThat(store.refusal(BusContract.TAKE_LATE_RESULT, said(race, player)))
                    .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
        }
        Race without = race(1, race.endedAtMs(), 1, 2);
        assertThat(store.refusal(BusContract.TAKE_LATE_RESULT, said(without, 3)))
                .as("the reporter himself")
                .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
        assertThat(match(race).state()).isEqualTo("racing");
        change(race, MatchOrigin.MATCHED, 3);
        for (int player : List.of(1, 2, 3)) {
            store.ask(BusContract.TAKE_LATE_RESULT, said(race, player));
        }
        assertThat(match(race).decidedBy()).contains("majority");
        assertThat(match(race).results()).hasSize(3);
        assertThat(match(race).results().get(0).playerId()).isEqualTo(Ids.playerId(3));
    }

    @Test
    void aReportOfAStrangerDoesNotWaitForEver() {
        Race race = race(1, NOON_MS, 1, 2);
        start(race);
        store.ask(BusContract.TAKE_LATE_RESULT, said(race, 9));
        store.ask(BusContract.TAKE_LATE_RESULT, said(race(1, NOON_MS, 1, 9), 1));
        assertThat(store.scrape()).contains("rallypoint_results_total{outcome=\"refused\"} 2.0");
        assertThat(match(race).state()).isEqualTo("racing");
    }

    private static ReportResult decided(Race race, String operator) {
        return new ReportResult(race.matchId(), operator, true, race.report(), race.endedAtMs());
    }

    @Test
    void anOperatorCorrectsWhatIsSettledAndRatingsAndBestTimesFollow() {
        Race wrong = race(1, NOON_MS, 1, 2, 3);
        Race next = race(2, NOON_MS + DAY_MS, 2, 1, 4);
        settle(wrong);
        settle(next);
        assertRatedAs(List.of(wrong, next), 4);

        Race right = race(1, NOON_MS, 3, 2, 1);
        Api.Match corrected = store.ask(BusContract.REPORT_RESULT, decided(right, "ada")).match();
        assertThat(corrected.state()).isEqualTo("settled");
        assertThat(corrected.decidedBy()).contains("operator");
        assertThat(corrected.results().get(0).playerId()).isEqualTo(Ids.playerId(3));
        assertRatedAs(List.of(right, next), 4);
        assertThat(all("times", "", ""))
                .extracting(LeaderboardRow::playerId)
                .containsExactly(ids(3, 2, 1, 4));

        Race fewer = race(1, NOON_MS, 2, 1, 3);
        Api.Match again = store.ask(BusContract.REPORT_RESULT, decided(fewer, "bob")).match();
        assertThat(again.results().get(0).playerId()).isEqualTo(Ids.playerId(2));
        assertThat(again.reason()).as("only what members say").contains("contradicted by 3");
        assertRatedAs(List.of(fewer, next), 4);
        assertThat(store.scrape()).contains("rallypoint_results_total{outcome=\"corrected\"} 2.0");
    }

    @Test
    void aVoidedMatchStaysVoidedWhateverAnOperatorReports() {
        Race race = race(1, NOON_MS, 1, 2);
        settle(race);
        cancel(race);
        assertThat(store.refusal(BusContract.REPORT_RESULT, decided(race, "ada")))
                .isEqualTo(ProblemCode.MATCH_VOIDED);
        assertThat(match(race).state()).isEqualTo("voided");
        assertRatedAs(List.of(), 2);
    }

    @Test
    void whoIsToldOfAfterTheSettlingMakesNobodyALiar() {
        Race race = race(1, NOON_MS, 1, 2, 4);
        start(race);
        report(race, 1);
        assertThat(report(race, 2).state()).isEqualTo("settled");
        change(race, MatchOrigin.MATCHED, 3);
        Api.Match again = report(race(1, NOON_MS, 3, 1, 2, 4), 4);
        assertThat(again.reason()).isEmpty();
        Race otherwise = race(1, NOON_MS, 3, 2, 1, 4);
        assertThat(report(otherwise, 3).reason()).contains("contradicted by 1");
    }

    @Test
    void aMatchOfWhichNobodyToldTheStartIsNotInAProfile() {
        register(1);
        change(race(1, NOON_MS, 1, 2), MatchOrigin.MATCHED, 1);
        assertThat(
                        store.ask(BusContract.FIND_PLAYER, new FindPlayer(Ids.playerId(1)))
                                .player()
                                .recentMatches())
                .isEmpty();
    }

    private Api.Leaderboard board(
            String board, String season, String region, int caller, Optional<String> cursor) {
        return read(board, season, region, caller, cursor, false);
    }

    private Api.Leaderboard read(
            String board,
            String season,
            String region,
            int caller,
            Optional<String> cursor,
            boolean around) {
        return store.ask(
                        BusContract.READ_LEADERBOARD,
                        new ReadLeaderboard(
                                board,
                                "race",
                                Optional.of("hill"),
                                Optional.of(season).filter(text -> !text.isEmpty()),
                                Optional.of(region).filter(text -> !text.isEmpty()),
                                Ids.playerId(caller),
                                around,
                                2,
                                cursor))
                .board();
    }

    private Api.Leaderboard times(String season, int caller) {
        return board("times", season, "", caller, Optional.empty());
    }

    @Test
    void theBoardOfTimesHasTheBestOfEachByTrackSeasonAndRegion() {
        settle(race(1, NOON_MS, 1, 2, 3));
        settle(race(2, NOON_MS + 100 * DAY_MS, 3, 2, 1));
        Race abroad = race(0, NOON_MS + 1, 4, 5);
        settle(new Race(0, "race", "sa", abroad.endedAtMs(), abroad.order()));

        assertThat(all("times", "", ""))
                .extracting(LeaderboardRow::playerId)
                .containsExactly(ids(4, 5, 1, 2, 3));
        assertThat(all("times", "", ""))
                .extracting(LeaderboardRow::rank)
                .containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(all("times", "winter", "local"))
                .extracting(LeaderboardRow::playerId)
                .containsExactly(ids(1, 2, 3));
        assertThat(all("times", "spring", ""))
                .extracting(LeaderboardRow::playerId)
                .containsExactly(ids(3, 2, 1));
        assertThat(all("times", "", "sa"))
                .extracting(LeaderboardRow::playerId)
                .containsExactly(ids(4, 5));
        LeaderboardRow me = times("", 2).me().orElseThrow();
        assertThat(me.rank()).isEqualTo(4);
        assertThat(me.timeMs()).contains(61_010L);
        assertThat(me.evidence()).contains("replay-1");
        assertThat(read("times", "", "", 1, Optional.empty(), true).rows())
                .extracting(LeaderboardRow::rank)
                .containsExactly(2L, 3L, 4L);

        cancel(race(1, NOON_MS, 1, 2, 3));
        assertThat(times("", 2).me().orElseThrow().timeMs()).contains(62_010L);
        assertThat(all("times", "winter", "local")).isEmpty();
    }

    private static ReportResult saying(
            Race race, String reporter, boolean byOperator, Optional<String> evidence) {
        MatchReport report = new MatchReport(race.report().placings(), evidence);
        return new ReportResult(race.matchId(), reporter, byOperator, report, race.endedAtMs());
    }

    private List<Optional<String>> evidence() {
        return store
                .ask(
                        BusContract.READ_LEADERBOARD,
                        new ReadLeaderboard(
                                "times",
                                "race",
                                Optional.of("hill"),
                                Optional.empty(),
                                Optional.empty(),
                                Ids.playerId(1),
                                false,
                                10,
                                Optional.empty()))
                .board()
                .rows()
                .stream()
                .map(LeaderboardRow::evidence)
                .toList();
    }

    @Test
    void theEvidenceOfATimeIsThatOfWhoDroveItOrOfTheOperatorWhoDecided() {
        Race race = race(2, NOON_MS, 1, 2, 3);
        start(race);
        for (int player : List.of(2, 1)) {
            store.ask(
                    BusContract.REPORT_RESULT,
                    saying(
                            race,
                            Ids.playerId(player),
                            false,
                            Optional.of("of " + player).filter(own -> player != 1)));
        }
        assertThat(evidence())
                .containsExactly(Optional.empty(), Optional.of("of 2"), Optional.empty());
        store.ask(
                BusContract.REPORT_RESULT,
                saying(race, Ids.playerId(3), false, Optional.of("late, of 3")));
        assertThat(evidence().get(2)).contains("late, of 3");

        Race trial = race(1, System.currentTimeMillis(), 1, 4, 5);
        start(trial, LobbyKind.PRIVATE);
        store.ask(
                BusContract.REPORT_RESULT,
                saying(trial, Ids.playerId(1), false, Optional.of("of 1")));
        store.ask(
                BusContract.REPORT_RESULT, saying(trial, "ada", true, Optional.of("seen by ada")));
        assertThat(evidence().get(0)).as("%s", match(trial)).contains("seen by ada");
    }

    private static String[] ids(Integer... players) {
        return List.of(players).stream().map(Ids::playerId).toArray(String[]::new);
    }

    /** Page by page. */
    private List<LeaderboardRow> all(String board, String season, String region) {
        List<LeaderboardRow> rows = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Api.Leaderboard page = board(board, season, region, 1, cursor);
            rows.addAll(page.rows());
            cursor = page.nextCursor();
        } while (cursor.isPresent());
        return rows;
    }

    @Test
    void theBoardOfRatingsHasThoseWhoRacedEnough() {
        settle(race(1, NOON_MS, 1, 2, 3, 4));
        settle(race(2, NOON_MS + 1, 1, 2, 3));
        List<LeaderboardRow> rows = all("rating", "", "");
        assertThat(rows).extracting(LeaderboardRow::playerId).containsExactly(ids(1, 2, 3));
        Rating best =
                expected(List.of(race(1, NOON_MS, 1, 2, 3, 4), race(2, NOON_MS + 1, 1, 2, 3)))
                        .get(Ids.playerId(1))
                        .rating();
        assertThat(rows.get(0).rating().orElseThrow()).isCloseTo(best.conservative(), within(1e-9));
        assertThat(read("rating", "", "", 2, Optional.empty(), true).rows())
                .extracting(LeaderboardRow::rank)
                .containsExactly(1L, 2L, 3L);
        assertThat(
                        store.refusal(
                                BusContract.READ_LEADERBOARD,
                                new ReadLeaderboard(
                                        "rating",
                                        "race",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Ids.playerId(1),
                                        false,
                                        2,
                                        Optional.of("bm8"))))
                .isEqualTo(ProblemCode.INVALID_CURSOR);
    }

    private Api.MatchPage history(int player, int limit, Optional<String> cursor) {
        return store.ask(
                        BusContract.LIST_MATCHES,
                        new ListMatches(Ids.playerId(player), limit, cursor))
                .page();
    }

    @Test
    void aPlayersMatchesComePageByPageTheNewestFirst() {
        for (int i = 1; i <= 5; i++) {
            settle(race(i, NOON_MS + i % 3 * DAY_MS, 1, 2));
        }
        start(race(6, NOON_MS - DAY_MS, 1, 2));
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Api.MatchPage page = history(2, 2, cursor);
            page.matches().forEach(match -> seen.add(match.matchId()));
            cursor = page.nextCursor();
        } while (cursor.isPresent());
        assertThat(seen)
                .containsExactly(
                        IntStream.of(5, 2, 4, 1, 3, 6)
                                .mapToObj(Race::matchId)
                                .toArray(String[]::new));
        List<Api.PlayedMatch> all = history(2, 6, Optional.empty()).matches();
        assertThat(all.get(0).place()).contains(2);
        assertThat(all.get(5).state()).isEqualTo("racing");
        await().until(
                        () ->
                                history(2, 5, Optional.empty()).matches().stream()
                                        .allMatch(match -> match.ratingChange().isPresent()));
    }

    private void register(int... players) {
        for (int player : players) {
            store.ask(
                    BusContract.REGISTER_GUEST,
                    new RegisterGuest(
                            Ids.playerId(player), "n" + player, Optional.empty(), NOON_MS));
        }
    }

    @Test
    void aProfileHasRatingsTagRegionAndWhenHeWasSeen() {
        register(1, 2);
        settle(race(1, NOON_MS + DAY_MS, 1, 2));
        Api.Player player =
                store.ask(BusContract.FIND_PLAYER, new FindPlayer(Ids.playerId(1))).player();
        assertThat(player.ratings()).hasSize(1);
        assertThat(player.rating()).contains(player.ratings().get(0).rating());
        assertThat(player.ratings().get(0).provisional()).isTrue();
        assertThat(player.region()).contains("local");
        assertThat(player.lastSeenAt()).contains("2026-01-02T12:00:00Z");
        assertThat(player.tag()).contains("0001");
    }

    @Test
    void blockedPlayersAreListedAndToldToWhoMakesMatches() {
        register(1, 2, 3);
        settle(race(1, NOON_MS, 1, 2, 3));
        block(1, 2, true);
        block(1, 2, true);
        block(1, 3, true);
        block(1, 3, false);
        assertThat(
                        store.ask(BusContract.LIST_BLOCKS, new ListBlocks(Ids.playerId(1)))
                                .list()
                                .players())
                .extracting(Api.PlayerRef::playerId)
                .containsExactly(Ids.playerId(2));
        assertThat(
                        store.ask(
                                        BusContract.LOAD_RATINGS,
                                        new LoadRatings(List.of(Ids.playerId(1)), "race"))
                                .blocks())
                .hasSize(1);
        assertThat(
                        store.refusal(
                                BusContract.SET_BLOCK,
                                new SetBlock(Ids.playerId(1), Ids.playerId(9), true, NOON_MS)))
                .isEqualTo(ProblemCode.PLAYER_NOT_FOUND);
        assertThat(
                        store.ask(
                                        BusContract.LIST_RECENT_PLAYERS,
                                        new ListRecentPlayers(Ids.playerId(1), 10))
                                .list()
                                .players())
                .extracting(Api.PlayerRef::playerId)
                .containsExactly(Ids.playerId(2), Ids.playerId(3));
    }

    private void block(int player, int other, boolean blocked) {
        store.ask(
                BusContract.SET_BLOCK,
                new SetBlock(Ids.playerId(player), Ids.playerId(other), blocked, NOON_MS));
    }

    @Test
    void anErasedPlayerIsNowhereAndTheOthersKeepWhatTheyHave() throws Exception {
        register(1, 2, 3);
        Race first = race(1, NOON_MS, 1, 2);
        Race second = race(2, NOON_MS + 1, 2, 3);
        settle(first);
        settle(second);
        block(1, 2, true);
        block(2, 1, true);
        String gone = Ids.playerId(1);
        Map<String, List<Map<String, String>>> export = export(gone);
        assertThat(export.get("player").get(0)).containsEntry("display_name", "n1");
        assertThat(export.get("matches")).hasSize(1);
        assertThat(export.get("reports").get(0).get("document")).contains(gone);
        assertThat(export.get("bestTimes")).isNotEmpty();
        Map<String, SavedRating> before = ratings(3);

        store.ask(BusContract.ERASE_PLAYER, new ErasePlayer(gone, Ids.pseudonym(77), NOON_MS));
        assertThat(
                        store.refusal(
                                BusContract.EXPORT_PLAYER,
                                new ExportPlayer(gone, ExportPlace.BEGINNING)))
                .isEqualTo(ProblemCode.PLAYER_NOT_FOUND);
        assertThat(dump()).doesNotContain(gone).contains(Ids.pseudonym(77));
        before.remove(gone);
        assertThat(ratings(3)).isEqualTo(before);
        assertThat(match(first).results().get(0).displayName()).isEmpty();

        cancel(second);
        Map<String, Ledger.Standing> wanted = expected(List.of(first));
        assertSame(ratings(3).get(Ids.playerId(2)), wanted.get(Ids.playerId(2)));
        assertThat(ratings(3)).hasSize(1);
        assertThat(dump()).doesNotContain(gone);
    }

    private Map<String, List<Map<String, String>>> export(String playerId) {
        Map<String, List<Map<String, String>>> sections = new TreeMap<>();
        Optional<ExportPlace> next = Optional.of(ExportPlace.BEGINNING);
        while (next.isPresent()) {
            ExportPart part =
                    store.ask(BusContract.EXPORT_PLAYER, new ExportPlayer(playerId, next.get()));
            sections.computeIfAbsent(part.section(), name -> new ArrayList<>()).addAll(part.rows());
            next = part.next();
        }
        return sections;
    }

    /** Straight to the database. */
    abstract java.sql.Connection connect() throws java.sql.SQLException;

    /** All rows of all tables that may name a player. */
    private String dump() throws java.sql.SQLException {
        StringBuilder all = new StringBuilder();
        try (java.sql.Connection connection = connect();
                java.sql.Statement statement = connection.createStatement()) {
            for (String table :
                    List.of(
                            "players",
                            "matches",
                            "match_members",
                            "match_results",
                            "result_reports",
                            "match_places",
                            "ratings",
                            "best_times",
                            "blocks",
                            "logins",
                            "bans",
                            "audit")) {
                try (java.sql.ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    while (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            all.append(rows.getString(i)).append('|');
                        }
                    }
                }
            }
        }
        return all.toString();
    }
}
