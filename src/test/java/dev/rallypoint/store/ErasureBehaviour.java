package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyKind;
import dev.rallypoint.contract.LoginMessage.SavedLogin;
import dev.rallypoint.contract.MatchOrigin;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RatingMessage.LoadRatings;
import dev.rallypoint.contract.RatingMessage.SavedRating;
import dev.rallypoint.contract.ResultMessage.ErasePlayer;
import dev.rallypoint.contract.ResultMessage.ErasedPlayer;
import dev.rallypoint.contract.ResultMessage.FindMatch;
import dev.rallypoint.contract.ResultMessage.ListMatches;
import dev.rallypoint.contract.ResultMessage.ListMatchesOfAnybody;
import dev.rallypoint.contract.ResultMessage.MatchChanged;
import dev.rallypoint.contract.ResultMessage.ReadLeaderboard;
import dev.rallypoint.contract.ResultMessage.ReportResult;
import dev.rallypoint.contract.ResultMessage.SetBlock;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.contract.StoreMessage.MatchMember;
import dev.rallypoint.contract.StoreMessage.MatchStarted;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.store.ResultsBehaviour.Race;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A player is erased and stays it, whatever database is behind it and whatever comes late. */
abstract class ErasureBehaviour {
    static final long NOW_MS = System.currentTimeMillis();
    static final String GONE = Ids.playerId(1);
    static final String PSEUDONYM = Ids.pseudonym(77);
    private static final long DAY_MS = 86_400_000;

    /** All that may name a player. */
    private static final List<String> TABLES =
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
                    "erased");

    @TempDir Path directory;
    StoreNode store;
    private StoreConfig database;

    /** A new and empty database. */
    abstract StoreConfig database() throws Exception;

    /** Straight to the database. */
    abstract Connection connect() throws SQLException;

    @BeforeEach
    void open() throws Exception {
        database = database();
        store = StoreNode.open(database, directory.resolve("data"));
        IntStream.rangeClosed(1, 3).forEach(this::register);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void register(int player) {
        store.ask(
                BusContract.REGISTER_GUEST,
                new RegisterGuest(Ids.playerId(player), "n" + player, Optional.empty(), NOW_MS));
    }

    ErasedPlayer erase(long atMs) {
        return store.ask(BusContract.ERASE_PLAYER, new ErasePlayer(GONE, PSEUDONYM, atMs));
    }

    /** It ends in a while, so that nothing is due yet and the majority is waited for. */
    static Race race(int number) {
        return new Race(number, "race", "local", NOW_MS + 600_000, List.of(1, 2, 3));
    }

    static MatchStarted started(Race race) {
        List<MatchMember> members =
                race.order().stream()
                        .map(Ids::playerId)
                        .map(playerId -> new MatchMember(playerId, MatchOrigin.STARTED))
                        .toList();
        return new MatchStarted(
                race.matchId(),
                "00000000-0000-4000-8000-000000000000",
                race.mode(),
                Optional.of("hill"),
                race.region(),
                race.endedAtMs() - 600_000,
                members,
                Optional.of(GONE),
                LobbyKind.MATCHED);
    }

    private Api.Match report(Race race, int player) {
        return store.ask(BusContract.REPORT_RESULT, ResultsBehaviour.said(race, player)).match();
    }

    Api.Match match(Race race) {
        return store.ask(BusContract.FIND_MATCH, new FindMatch(race.matchId())).match();
    }

    private List<SavedRating> ratings() {
        List<String> ids = List.of(GONE, PSEUDONYM, Ids.playerId(2), Ids.playerId(3));
        return store.ask(BusContract.LOAD_RATINGS, new LoadRatings(ids, "race")).ratings();
    }

    @Test
    void theOthersReportsStillSettleAndAreRatedWhenARacerErasesHimselfBeforeThey()
            throws Exception {
        Race race = race(1);
        store.ask(BusContract.MATCH_STARTED, started(race));
        assertThat(erase(NOW_MS).wasKnown()).isTrue();

        assertThat(report(race, 2).state()).isEqualTo("open");
        Api.Match settled = report(race, 3);
        assertThat(settled.state()).isEqualTo("settled");
        assertThat(settled.results())
                .extracting(Api.MatchPlace::playerId)
                .containsExactly(PSEUDONYM, Ids.playerId(2), Ids.playerId(3));
        assertThat(ratings())
                .extracting(SavedRating::playerId)
                .containsExactlyInAnyOrder(Ids.playerId(2), Ids.playerId(3));
        assertThat(bestTimes()).containsExactly(Ids.playerId(2), Ids.playerId(3));
        assertThat(dump()).doesNotContain(GONE);
    }

    @Test
    void hisOwnReportKeepsItsVoteWhetherItCameBeforeOrAfter() throws Exception {
        Race before = race(1);
        store.ask(BusContract.MATCH_STARTED, started(before));
        report(before, 1);
        Race after = race(2);
        store.ask(BusContract.MATCH_STARTED, started(after));
        erase(NOW_MS);

        assertThat(report(before, 2).state()).isEqualTo("settled");
        store.ask(BusContract.TAKE_LATE_RESULT, ResultsBehaviour.said(after, 1));
        assertThat(match(after).state()).isEqualTo("open");
        assertThat(report(after, 3).state()).isEqualTo("settled");
        assertThat(dump()).doesNotContain(GONE);
    }

    private List<String> bestTimes() {
        ReadLeaderboard question =
                new ReadLeaderboard(
                        "times",
                        "race",
                        Optional.of("hill"),
                        Optional.empty(),
                        Optional.empty(),
                        Ids.playerId(2),
                        false,
                        10,
                        Optional.empty());
        return store.ask(BusContract.READ_LEADERBOARD, question).board().rows().stream()
                .map(Api.LeaderboardRow::playerId)
                .toList();
    }

    @Test
    void whatIsWrittenLateDoesNotBringHimBack() throws Exception {
        erase(NOW_MS);
        register(1);
        store.ask(
                BusContract.SAVE_LOGIN, new SavedLogin("login-1", GONE, "{}", 1, NOW_MS + DAY_MS));
        store.ask(BusContract.MATCH_STARTED, started(race(1)));
        String second = race(2).matchId();
        store.ask(
                BusContract.MATCH_CHANGED,
                new MatchChanged(
                        second,
                        List.of(
                                new MatchMember(GONE, MatchOrigin.MATCHED),
                                new MatchMember(Ids.playerId(2), MatchOrigin.MATCHED)),
                        GONE,
                        NOW_MS));
        assertThat(
                        store.refusal(
                                BusContract.SET_BLOCK,
                                new SetBlock(GONE, Ids.playerId(2), true, NOW_MS)))
                .isEqualTo(ProblemCode.PLAYER_NOT_FOUND);
        assertThat(
                        store.refusal(
                                BusContract.SET_BLOCK,
                                new SetBlock(Ids.playerId(2), GONE, true, NOW_MS)))
                .isEqualTo(ProblemCode.PLAYER_NOT_FOUND);

        assertThat(match(race(1)).members())
                .containsExactlyInAnyOrder(PSEUDONYM, Ids.playerId(2), Ids.playerId(3));
        assertThat(dump()).doesNotContain(GONE).doesNotContain("n1").doesNotContain("login-1");
    }

    @Test
    void whoIsErasedTwiceKeepsHisPseudonymAndWhoNeverWasIsSaidToBeUnknown() {
        store.ask(BusContract.MATCH_STARTED, started(race(1)));
        assertThat(erase(NOW_MS).wasKnown()).isTrue();
        ErasePlayer again = new ErasePlayer(GONE, Ids.pseudonym(78), NOW_MS);
        assertThat(store.ask(BusContract.ERASE_PLAYER, again).wasKnown()).isTrue();
        store.ask(BusContract.MATCH_STARTED, started(race(2)));
        assertThat(match(race(2)).members()).contains(PSEUDONYM);

        ErasePlayer nobody = new ErasePlayer(Ids.playerId(99), Ids.pseudonym(79), NOW_MS);
        assertThat(store.ask(BusContract.ERASE_PLAYER, nobody).wasKnown()).isFalse();
    }

    private static ReportResult shown(Race race, int player, String evidence) {
        ReportResult said = ResultsBehaviour.said(race, player);
        return new ReportResult(
                said.matchId(),
                said.reporter(),
                false,
                new Api.MatchReport(said.report().placings(), Optional.of(evidence)),
                said.reportedAtMs());
    }

    @Test
    void whatHeShowedForHisWordIsGoneAndWhatOthersShowedDoesNotNameHim() throws Exception {
        Race own = race(1);
        Race shared = race(2);
        Race unsettled = race(3);
        for (Race race : List.of(own, shared, unsettled)) {
            store.ask(BusContract.MATCH_STARTED, started(race));
        }
        store.ask(BusContract.REPORT_RESULT, shown(own, 1, "his \"link\" of " + GONE));
        store.ask(BusContract.REPORT_RESULT, shown(own, 2, "another"));
        store.ask(BusContract.REPORT_RESULT, shown(shared, 1, "replay " + GONE));
        store.ask(BusContract.REPORT_RESULT, shown(shared, 2, "replay " + GONE));
        store.ask(BusContract.REPORT_RESULT, shown(unsettled, 1, "his link"));
        assertThat(match(own).evidence()).hasValue("his \"link\" of " + GONE);

        erase(NOW_MS);
        assertThat(match(own).evidence()).isEmpty();
        assertThat(match(shared).evidence()).hasValue("replay " + PSEUDONYM);
        assertThat(report(unsettled, 2).state()).isEqualTo("settled");
        assertThat(match(unsettled).evidence()).isNotEqualTo(Optional.of("his link"));
        assertThat(dump()).doesNotContain(GONE).doesNotContain("his ").contains("another");
    }

    @Test
    void whatIsShownLateDoesNotNameHimEither() throws Exception {
        Race race = race(1);
        store.ask(BusContract.MATCH_STARTED, started(race));
        erase(NOW_MS);
        store.ask(BusContract.TAKE_LATE_RESULT, shown(race, 1, "his link"));
        store.ask(BusContract.REPORT_RESULT, shown(race, 2, "replayp/" + GONE));
        assertThat(match(race).state()).isEqualTo("settled");
        assertThat(match(race).evidence()).hasValue("replayp/" + PSEUDONYM);
        assertThat(dump()).doesNotContain(GONE).doesNotContain("his link");
    }

    @Test
    void whatACheaterRacedIsFoundByOperatorsAfterHeErasedHimself() {
        store.ask(BusContract.MATCH_STARTED, started(race(1)));
        assertThat(racedByAnybody(GONE)).containsExactly(race(1).matchId());
        erase(NOW_MS);
        assertThat(racedByAnybody(GONE)).containsExactly(race(1).matchId());
        assertThat(racedByAnybody(Ids.playerId(2))).containsExactly(race(1).matchId());
        assertThat(store.ask(BusContract.LIST_MATCHES, new ListMatches(GONE, 10, Optional.empty())))
                .extracting(reply -> reply.page().matches().size())
                .isEqualTo(0);

        register(4);
        assertThat(racedByAnybody(Ids.playerId(4))).isEmpty();
        assertThat(
                        store.refusal(
                                BusContract.LIST_MATCHES_OF_ANYBODY,
                                new ListMatchesOfAnybody(Ids.playerId(99), 10, Optional.empty())))
                .isEqualTo(ProblemCode.PLAYER_NOT_FOUND);
    }

    List<String> racedByAnybody(String playerId) {
        ListMatchesOfAnybody question = new ListMatchesOfAnybody(playerId, 10, Optional.empty());
        return store.ask(BusContract.LIST_MATCHES_OF_ANYBODY, question).page().matches().stream()
                .map(Api.PlayedMatch::matchId)
                .toList();
    }

    @Test
    void thatHeWasErasedIsRememberedForAWeekAndOnlyAsADigest() throws Exception {
        erase(NOW_MS - 6 * DAY_MS);
        assertThat(dump()).doesNotContain(GONE).contains(ErasedNames.keyOf(GONE));
        ErasePlayer longAgo =
                new ErasePlayer(Ids.playerId(2), Ids.pseudonym(78), NOW_MS - 8 * DAY_MS);
        store.ask(BusContract.ERASE_PLAYER, longAgo);
        store.close();
        store = StoreNode.open(database, directory.resolve("data"));
        assertThat(dump())
                .contains(ErasedNames.keyOf(GONE))
                .doesNotContain(ErasedNames.keyOf(Ids.playerId(2)));
    }

    String dump() throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
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
