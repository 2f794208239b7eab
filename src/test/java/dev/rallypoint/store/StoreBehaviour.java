package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyKind;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.LoginMessage.AuditLine;
import dev.rallypoint.contract.LoginMessage.FindLogin;
import dev.rallypoint.contract.LoginMessage.LoadRevocations;
import dev.rallypoint.contract.LoginMessage.ReadAudit;
import dev.rallypoint.contract.LoginMessage.Revocation;
import dev.rallypoint.contract.LoginMessage.SavedLogin;
import dev.rallypoint.contract.MatchOrigin;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.DeleteLobby;
import dev.rallypoint.contract.StoreMessage.DeviceReply;
import dev.rallypoint.contract.StoreMessage.FindDevice;
import dev.rallypoint.contract.StoreMessage.FindPlayer;
import dev.rallypoint.contract.StoreMessage.KnownPlayer;
import dev.rallypoint.contract.StoreMessage.ListPlayers;
import dev.rallypoint.contract.StoreMessage.LoadBans;
import dev.rallypoint.contract.StoreMessage.LoadLobbies;
import dev.rallypoint.contract.StoreMessage.MatchEnded;
import dev.rallypoint.contract.StoreMessage.MatchMember;
import dev.rallypoint.contract.StoreMessage.MatchStarted;
import dev.rallypoint.contract.StoreMessage.PlayerReply;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import dev.rallypoint.contract.StoreMessage.SavedLobby;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store does, whatever database is behind it. */
abstract class StoreBehaviour {
    private static final String DEVICE = "d".repeat(64);
    private static final String LOBBY = "6f1de1a5-2a4e-4a8e-9d5e-0c1f4f7c9b11";
    private static final long NOON_MS = 1_767_268_800_000L;

    @TempDir Path directory;
    Path data;
    StoreNode store;

    /** A new and empty database. */
    abstract StoreConfig database() throws SQLException;

    /** Straight to it. */
    abstract Connection connect() throws SQLException;

    private StoreConfig config;

    @BeforeEach
    void open() throws Exception {
        data = directory.resolve("data");
        config = database();
        store = StoreNode.open(config, data);
    }

    @AfterEach
    void close() {
        store.close();
    }

    final void restart() {
        store.close();
        store = StoreNode.open(config, data);
    }

    @Test
    void aGuestIsRegisteredAndFound() throws Exception {
        Api.Player made = register(1, "Ada", Optional.of(DEVICE));
        assertThat(made)
                .isEqualTo(
                        new Api.Player(
                                Ids.playerId(1),
                                "Ada",
                                "2026-01-01T12:00:00Z",
                                Optional.empty(),
                                List.of(),
                                List.of(),
                                Optional.of("0001"),
                                Optional.empty(),
                                Optional.of("2026-01-01T12:00:00Z")));
        assertThat(find(1)).isEqualTo(made);
    }

    @Test
    void theSameDeviceIsTheSamePlayerWithItsNewName() throws Exception {
        register(1, "Ada", Optional.of(DEVICE));
        Api.Player again = register(2, "Ada L.", Optional.of(DEVICE));
        assertThat(again.playerId()).isEqualTo(Ids.playerId(1));
        assertThat(again.displayName()).isEqualTo("Ada L.");
        assertThat(find(1).displayName()).isEqualTo("Ada L.");
        assertThat(store.refusal(BusContract.FIND_PLAYER, new FindPlayer(Ids.playerId(2))))
                .isEqualTo(ProblemCode.PLAYER_NOT_FOUND);
    }

    @Test
    void theNewestVersionOfALoginIsKeptAndNoneThatHasExpired() throws Exception {
        long soonMs = System.currentTimeMillis() + 60_000;
        SavedLogin second = new SavedLogin("l1", "p1", "{\"v\":2}", 2, soonMs);
        store.ask(BusContract.SAVE_LOGIN, second);
        store.ask(BusContract.SAVE_LOGIN, new SavedLogin("l1", "p1", "{\"v\":1}", 1, soonMs));
        store.ask(BusContract.SAVE_LOGIN, new SavedLogin("old", "p1", "{}", 1, NOON_MS - 1));
        assertThat(logins("l1")).containsExactly(second);
        assertThat(logins("no-such-login")).isEmpty();

        restart();
        assertThat(logins("l1")).containsExactly(second);
        assertThat(logins("old")).isEmpty();
    }

    private List<SavedLogin> logins(String loginId) throws Exception {
        return store.ask(BusContract.FIND_LOGIN, new FindLogin(loginId)).logins();
    }

    @Test
    void theLatestRevocationOfAPlayerIsKept() throws Exception {
        for (long stamp : List.of(7L, 9L, 8L)) {
            store.ask(BusContract.SAVE_REVOCATION, new Revocation("p1", stamp));
        }
        assertThat(store.ask(BusContract.LOAD_REVOCATIONS, new LoadRevocations(8)).revocations())
                .containsExactly(new Revocation("p1", 9));
        assertThat(store.ask(BusContract.LOAD_REVOCATIONS, new LoadRevocations(9)).revocations())
                .isEmpty();
    }

    @Test
    void guestsWithoutDeviceAreAlwaysNewPlayers() throws Exception {
        assertThat(register(1, "A", Optional.empty()).playerId()).isEqualTo(Ids.playerId(1));
        assertThat(register(2, "A", Optional.empty()).playerId()).isEqualTo(Ids.playerId(2));
    }

    @Test
    void aPlayerIdThatIsTakenIsAConflictAndNeverSomebodyElsesAccount() throws Exception {
        register(1, "Ada", Optional.of(DEVICE));
        assertThat(
                        store.refusal(
                                BusContract.REGISTER_GUEST,
                                new RegisterGuest(
                                        Ids.playerId(1), "Eve", Optional.empty(), NOON_MS)))
                .isEqualTo(ProblemCode.CONFLICT);
        assertThat(find(1).displayName()).isEqualTo("Ada");
    }

    @Test
    void simultaneousFirstLoginsOfOneDeviceMakeOnePlayer() throws Exception {
        List<Future<PlayerReply>> logins = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            logins.add(
                    store.send(
                            BusContract.REGISTER_GUEST,
                            new RegisterGuest(
                                    Ids.playerId(i), "n" + i, Optional.of(DEVICE), NOON_MS)));
        }
        store.await(Future.all(logins));
        assertThat(logins)
                .extracting(login -> login.result().player().playerId())
                .containsOnly(logins.get(0).result().player().playerId());
        assertThat(count("players")).isEqualTo(1);
    }

    @Test
    void textIsDataAndNeverSql() throws Exception {
        String name = "Bobby'); DROP TABLE players; -- \u20ac \uD83C\uDFC1";
        register(1, name, Optional.empty());
        assertThat(find(1).displayName()).isEqualTo(name);
    }

    @Test
    void aLobbyIsSavedAndOlderVersionsAreIgnored() throws Exception {
        store.ask(BusContract.SAVE_LOBBY, lobby("two", 2));
        store.ask(BusContract.SAVE_LOBBY, lobby("one", 1));
        store.ask(BusContract.SAVE_LOBBY, lobby("two again", 2));
        assertThat(lobbies()).containsExactly(lobby("two", 2));
        store.ask(BusContract.SAVE_LOBBY, lobby("three", 3));
        assertThat(lobbies()).containsExactly(lobby("three", 3));
    }

    @Test
    void aRemovedLobbyIsGoneAndALateSaveDoesNotReviveIt() throws Exception {
        store.ask(BusContract.SAVE_LOBBY, lobby("one", 1));
        store.ask(BusContract.DELETE_LOBBY, new DeleteLobby(LOBBY));
        store.ask(BusContract.SAVE_LOBBY, lobby("two", 2));
        assertThat(lobbies()).isEmpty();
    }

    @Test
    void stonesOfRemovedLobbiesAreSweptAtAStartADayLater() throws Exception {
        store.ask(BusContract.DELETE_LOBBY, new DeleteLobby(LOBBY));
        restart();
        assertThat(count("lobbies")).isEqualTo(1);
        execute("UPDATE lobbies SET removed_at_ms = 1");
        restart();
        assertThat(count("lobbies")).isZero();
    }

    @Test
    void aPlayersTenLatestMatchesAreListedNewestFirst() throws Exception {
        register(1, "Ada", Optional.empty());
        register(2, "Bob", Optional.empty());
        for (int i = 0; i < 12; i++) {
            store.ask(BusContract.MATCH_STARTED, match(i, List.of(1, 2)));
        }
        store.ask(BusContract.MATCH_STARTED, match(99, List.of(2)));
        assertThat(find(1).recentMatches())
                .extracting(Api.MatchSummary::matchId)
                .isEqualTo(
                        IntStream.iterate(11, i -> i > 1, i -> i - 1)
                                .mapToObj(i -> "match-" + i)
                                .toList());
        assertThat(find(2).recentMatches().get(0))
                .isEqualTo(
                        new Api.MatchSummary(
                                "match-99",
                                "race",
                                Optional.of("spa"),
                                "2026-01-01T12:00:00.099Z"));
    }

    @Test
    void aMatchToldTwiceIsWrittenOnceAndItsFirstEndCounts() throws Exception {
        register(1, "Ada", Optional.empty());
        store.ask(BusContract.MATCH_STARTED, match(1, List.of(1)));
        store.ask(BusContract.MATCH_STARTED, match(1, List.of(1)));
        store.ask(BusContract.MATCH_ENDED, new MatchEnded("match-1", 7));
        store.ask(BusContract.MATCH_ENDED, new MatchEnded("match-1", 8));
        assertThat(find(1).recentMatches()).hasSize(1);
        assertThat(number("SELECT ended_at_ms FROM matches")).isEqualTo(7);
    }

    @Test
    void aMemberMayBecomeKnownAfterTheMatch() throws Exception {
        store.ask(BusContract.MATCH_STARTED, match(1, List.of(1, 5)));
        assertThat(count("match_members")).isEqualTo(2);
        register(1, "Ada", Optional.empty());
        assertThat(find(1).recentMatches()).hasSize(1);
    }

    @Test
    void theEndOfAMatchMayComeBeforeItsStart() throws Exception {
        register(1, "Ada", Optional.empty());
        store.ask(BusContract.MATCH_ENDED, new MatchEnded("match-1", 7));
        store.ask(BusContract.MATCH_STARTED, match(1, List.of(1)));
        assertThat(number("SELECT ended_at_ms FROM matches")).isEqualTo(7);
        assertThat(number("SELECT started_at_ms FROM matches")).isEqualTo(NOON_MS + 1);
        assertThat(find(1).recentMatches())
                .extracting(Api.MatchSummary::track)
                .containsExactly(Optional.of("spa"));
    }

    @Test
    void whatIsToldTwiceIsWrittenOnce() throws Exception {
        AuditEntry kick = new AuditEntry(NOON_MS, "p1", "kick", "p2", "lobby x");
        for (int told = 0; told < 2; told++) {
            register(1, "Ada", Optional.empty());
            register(2, "Bob", Optional.of(DEVICE));
            store.ask(BusContract.AUDIT, kick);
        }
        store.ask(BusContract.AUDIT, new AuditEntry(NOON_MS, "p1", "kick", "p3", "lobby x"));
        assertThat(count("players")).isEqualTo(2);
        assertThat(count("audit")).isEqualTo(2);
        assertThat(register(3, "Bob", Optional.of(DEVICE)).playerId()).isEqualTo(Ids.playerId(2));
    }

    @Test
    void whatIsWrittenRightAfterATransactionIsCommitted() throws Exception {
        store.ask(BusContract.MATCH_STARTED, match(1, List.of()));
        register(1, "Ada", Optional.empty());
        assertThat(count("players")).isEqualTo(1);
    }

    private static SavedBan ban(String subject, String value, long revision, long liftedAtMs) {
        Ban ban = new Ban(17, subject, value, "Rude.", 0, "eve", NOON_MS);
        return new SavedBan(ban, revision, liftedAtMs);
    }

    private List<SavedBan> bans() throws Exception {
        return store.ask(BusContract.LOAD_BANS, new LoadBans()).bans();
    }

    @Test
    void onlyBansInForceAreLoaded() throws Exception {
        long future = System.currentTimeMillis() + 60_000;
        SavedBan timed =
                new SavedBan(new Ban(3, "device", "d1", "insults", future, "eve", 2), 5, 0);
        SavedBan ended = new SavedBan(new Ban(4, "cidr", "192.0.2.0/24", "flood", 1, "", 3), 5, 0);
        for (SavedBan saved :
                List.of(timed, ended, ban("player", "p1", 1, 0), ban("player", "p2", 1, 7))) {
            store.ask(BusContract.SAVE_BAN, saved);
        }
        assertThat(bans()).containsExactly(timed, ban("player", "p1", 1, 0));
    }

    @Test
    void theNewestDecisionAboutABanHoldsInWhateverOrderTheyCome() throws Exception {
        store.ask(BusContract.SAVE_BAN, ban("player", "p1", 2, NOON_MS));
        store.ask(BusContract.SAVE_BAN, ban("player", "p1", 1, 0));
        store.ask(BusContract.SAVE_BAN, ban("player", "p1", 2, NOON_MS));
        assertThat(bans()).isEmpty();
        store.ask(BusContract.SAVE_BAN, ban("player", "p1", 3, 0));
        store.ask(BusContract.SAVE_BAN, ban("device", "d1", 3, 0));
        restart();
        assertThat(bans()).containsExactly(ban("device", "d1", 3, 0), ban("player", "p1", 3, 0));
    }

    @Test
    void aDeviceAndItsPlayerAreFoundByEachOther() throws Exception {
        register(1, "Ada", Optional.of(DEVICE));
        register(2, "Bob", Optional.empty());
        DeviceReply adas = new DeviceReply(Optional.of(Ids.playerId(1)), Optional.of(DEVICE));
        assertThat(device(Optional.of(Ids.playerId(1)), Optional.empty())).isEqualTo(adas);
        assertThat(device(Optional.empty(), Optional.of(DEVICE))).isEqualTo(adas);
        assertThat(device(Optional.of(Ids.playerId(2)), Optional.empty()).deviceHash()).isEmpty();
        assertThat(device(Optional.empty(), Optional.of("nobodys")))
                .isEqualTo(new DeviceReply(Optional.empty(), Optional.empty()));
    }

    private DeviceReply device(Optional<String> player, Optional<String> hash) throws Exception {
        return store.ask(BusContract.FIND_DEVICE, new FindDevice(player, hash));
    }

    @Test
    void playersAreListedInPagesAndByAPartOfTheirName() throws Exception {
        register(1, "Ada", Optional.of(DEVICE));
        register(2, "100% Bob_by!", Optional.empty());
        register(3, "adam", Optional.empty());
        assertThat(players("", "", 2)).containsExactly(Ids.playerId(1), Ids.playerId(2));
        assertThat(players("", Ids.playerId(2), 2)).containsExactly(Ids.playerId(3));
        assertThat(players("ADA", "", 9)).containsExactly(Ids.playerId(1), Ids.playerId(3));
        assertThat(players("0% bob_by!", "", 9)).containsExactly(Ids.playerId(2));
        assertThat(players("a_a", "", 9)).isEmpty();
        assertThat(
                        store.ask(
                                        BusContract.LIST_PLAYERS,
                                        new ListPlayers(Optional.of("Ada"), "", 1))
                                .players())
                .containsExactly(new KnownPlayer(Ids.playerId(1), "Ada", NOON_MS, NOON_MS, true));
    }

    private List<String> players(String name, String after, int limit) throws Exception {
        Optional<String> part = Optional.of(name).filter(text -> !text.isEmpty());
        return store
                .ask(BusContract.LIST_PLAYERS, new ListPlayers(part, after, limit))
                .players()
                .stream()
                .map(KnownPlayer::playerId)
                .toList();
    }

    @Test
    void theAuditTrailIsReadNewestFirstInPagesAndByWhoWhatAndWhom() throws Exception {
        for (int i = 0; i < 5; i++) {
            String actor = i % 2 == 0 ? "eve" : "bob";
            store.ask(
                    BusContract.AUDIT, new AuditEntry(NOON_MS + i, actor, "ban.add", "p" + i, "r"));
        }
        List<AuditLine> newest = audit(2, Long.MAX_VALUE, Optional.empty());
        assertThat(newest).extracting(line -> line.entry().subject()).containsExactly("p4", "p3");
        assertThat(audit(9, newest.get(1).lineId(), Optional.empty()))
                .extracting(line -> line.entry().subject())
                .containsExactly("p2", "p1", "p0");
        assertThat(audit(9, Long.MAX_VALUE, Optional.of("bob")))
                .extracting(line -> line.entry().subject())
                .containsExactly("p3", "p1");
        assertThat(newest.get(0).entry())
                .isEqualTo(new AuditEntry(NOON_MS + 4, "eve", "ban.add", "p4", "r"));
    }

    private List<AuditLine> audit(int limit, long before, Optional<String> actor) throws Exception {
        ReadAudit question =
                new ReadAudit(limit, before, actor, Optional.empty(), Optional.empty());
        return store.ask(BusContract.READ_AUDIT, question).lines();
    }

    @Test
    void auditLinesAreWritten() throws Exception {
        store.ask(BusContract.AUDIT, new AuditEntry(NOON_MS, "p1", "kick", "p2", "lobby x"));
        assertThat(number("SELECT at_ms FROM audit WHERE actor = 'p1' AND action = 'kick'"))
                .isEqualTo(NOON_MS);
    }

    @Test
    void aRestartKeepsEverything() throws Exception {
        register(1, "Ada", Optional.of(DEVICE));
        store.ask(BusContract.SAVE_LOBBY, lobby("one", 1));
        store.ask(BusContract.MATCH_STARTED, match(1, List.of(1)));
        restart();
        assertThat(register(2, "Ada", Optional.of(DEVICE)).playerId()).isEqualTo(Ids.playerId(1));
        assertThat(find(1).recentMatches()).hasSize(1);
        assertThat(lobbies()).containsExactly(lobby("one", 1));
    }

    @Test
    void manyCallsAtOnceAllSucceed() throws Exception {
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            calls.add(
                    store.send(
                            BusContract.REGISTER_GUEST,
                            new RegisterGuest(
                                    Ids.playerId(i), "n" + i, Optional.empty(), NOON_MS)));
            calls.add(store.send(BusContract.SAVE_LOBBY, lobby("v" + i, i + 1)));
            calls.add(store.send(BusContract.MATCH_STARTED, match(i, List.of(i))));
            calls.add(store.send(BusContract.LOAD_LOBBIES, new LoadLobbies()));
        }
        store.await(Future.join(calls));
        assertThat(count("players")).isEqualTo(500);
        assertThat(count("matches")).isEqualTo(500);
        assertThat(lobbies()).containsExactly(lobby("v499", 500));
    }

    @Test
    void everyCallIsTimedWithItsOutcome() throws Exception {
        register(1, "Ada", Optional.empty());
        store.refusal(BusContract.FIND_PLAYER, new FindPlayer("nobody"));
        assertThat(store.scrape())
                .contains(
                        "rallypoint_store_call_seconds_count{call=\"register-guest\",outcome=\"ok\"}"
                                + " 1\n")
                .contains(
                        "rallypoint_store_call_seconds_count{call=\"find-player\",outcome=\"refused\"}"
                                + " 1\n");
    }

    final Api.Player register(long id, String name, Optional<String> device) throws Exception {
        RegisterGuest guest = new RegisterGuest(Ids.playerId(id), name, device, NOON_MS);
        return store.ask(BusContract.REGISTER_GUEST, guest).player();
    }

    final Api.Player find(long id) throws Exception {
        return store.ask(BusContract.FIND_PLAYER, new FindPlayer(Ids.playerId(id))).player();
    }

    final List<SavedLobby> lobbies() throws Exception {
        return store.ask(BusContract.LOAD_LOBBIES, new LoadLobbies()).lobbies();
    }

    static SavedLobby lobby(String document, long version) {
        return new SavedLobby(LOBBY, document, version, NOON_MS);
    }

    static MatchStarted match(int number, List<Integer> players) {
        return new MatchStarted(
                "match-" + number,
                LOBBY,
                "race",
                Optional.of("spa"),
                "local",
                NOON_MS + number,
                players.stream()
                        .map(Ids::playerId)
                        .map(id -> new MatchMember(id, MatchOrigin.STARTED))
                        .toList(),
                Optional.empty(),
                LobbyKind.MATCHED);
    }

    final long count(String table) throws SQLException {
        return number("SELECT count(*) FROM " + table);
    }

    final long number(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : -1;
        }
    }

    final void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
