package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.ResultMessage.MatchReply;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.support.PostgresServer;
import io.vertx.core.Future;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresResultsIT extends ResultsBehaviour {
    private static PostgresServer server;
    private String url;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Override
    StoreConfig database() throws SQLException {
        url = server.createDatabase();
        return StoreNode.postgres(url);
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, PostgresServer.ROLE, PostgresServer.PASSWORD);
    }

    @Test
    void twoNodesThatHearTheSameAtTheSameTimeApplyItOnce() {
        List<Race> races =
                IntStream.rangeClosed(1, 20)
                        .mapToObj(i -> race(i, NOON_MS + 7 * i % 20, i % 3 + 1, (i + 1) % 3 + 1, 4))
                        .toList();
        try (StoreNode other = StoreNode.open(StoreNode.postgres(url), directory)) {
            races.forEach(this::start);
            List<Future<MatchReply>> answers = new ArrayList<>();
            for (Race race : races) {
                for (int player : race.order()) {
                    answers.add(store.send(BusContract.REPORT_RESULT, said(race, player)));
                    answers.add(other.send(BusContract.REPORT_RESULT, said(race, player)));
                }
            }
            store.await(Future.all(answers));
            assertRatedAs(races, 4);
            assertThat(settledBy(store) + settledBy(other)).isEqualTo(races.size());
        }
    }

    /** Voiding waits for the mode's head before it touches best times, and so does settling. */
    @Test
    void settlingTakesTheHeadBeforeBestTimes() throws SQLException {
        Race before = race(1, NOON_MS, 1, 2);
        settle(before);
        Race race = race(2, System.currentTimeMillis() + DAY_MS, 1, 2);
        start(race);
        report(race, 1);
        try (Connection other = connect()) {
            other.setAutoCommit(false);
            try (PreparedStatement head = other.prepareStatement(RatingSql.LOCK_HEAD)) {
                head.setString(1, "race");
                head.executeQuery();
            }
            Future<MatchReply> settling = store.send(BusContract.REPORT_RESULT, said(race, 2));
            await().until(() -> isSomebodyWaiting(other));
            try (Statement times = other.createStatement()) {
                times.executeQuery("SELECT 1 FROM best_times FOR UPDATE NOWAIT");
            }
            other.rollback();
            assertThat(store.await(settling).match().state()).isEqualTo("settled");
        }
    }

    @Test
    void whatPostgresGivesUpForAnotherIsDoneOnceMore() throws SQLException {
        Race race = race(1, System.currentTimeMillis() + DAY_MS, 1, 2);
        start(race);
        report(race, 1);
        try (Connection other = connect()) {
            try (Statement setup = other.createStatement()) {
                setup.execute("CREATE SEQUENCE tries");
                setup.execute(
                        "CREATE FUNCTION give_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF"
                                + " nextval('tries') <= 2 THEN RAISE EXCEPTION 'deadlock detected'"
                                + " USING ERRCODE = '40P01'; END IF; RETURN NEW; END $$");
                setup.execute(
                        "CREATE TRIGGER give_up BEFORE INSERT ON best_times FOR EACH STATEMENT"
                                + " EXECUTE FUNCTION give_up()");
            }
            assertThat(report(race, 2).state()).isEqualTo("settled");
            assertRatedAs(List.of(race), 2);
            try (Statement always = other.createStatement()) {
                always.execute("ALTER SEQUENCE tries INCREMENT BY -1 MINVALUE -1000 RESTART");
            }
            Race unlucky = race(2, System.currentTimeMillis() + DAY_MS, 1, 2);
            start(unlucky);
            report(unlucky, 1);
            assertThat(store.refusal(BusContract.REPORT_RESULT, said(unlucky, 2)))
                    .isEqualTo(ProblemCode.TIMEOUT);
        }
    }

    private static boolean isSomebodyWaiting(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT 1 FROM pg_locks WHERE NOT granted")) {
            return rows.next();
        }
    }

    private static long settledBy(StoreNode node) {
        return node.scrape()
                .lines()
                .filter(line -> line.startsWith("rallypoint_results_total{outcome=\"settled\"}"))
                .mapToLong(line -> (long) Double.parseDouble(line.split(" ")[1]))
                .sum();
    }
}
