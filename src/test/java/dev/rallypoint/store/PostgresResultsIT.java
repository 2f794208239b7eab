package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ResultMessage.MatchReply;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.support.PostgresServer;
import io.vertx.core.Future;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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

    private static long settledBy(StoreNode node) {
        return node.scrape()
                .lines()
                .filter(line -> line.startsWith("rallypoint_results_total{outcome=\"settled\"}"))
                .mapToLong(line -> (long) Double.parseDouble(line.split(" ")[1]))
                .sum();
    }
}
