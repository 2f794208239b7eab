package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.contract.StoreMessage.FindPlayer;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.support.PostgresServer;
import io.vertx.core.Future;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresStoreIT extends StoreBehaviour {
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
    void thePoolShowsItsUse() throws Exception {
        register(1, "Ada", Optional.empty());
        assertThat(store.scrape())
                .contains("vertx_pool_in_use{pool_name=\"store-writer\",pool_type=\"sql\"}");
    }

    @Test
    void aLockedTableRefusesInTimeAndRecovers() throws Exception {
        register(1, "Ada", Optional.empty());
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE lobbies, matches IN EXCLUSIVE MODE");
            assertThat(store.refusal(BusContract.SAVE_LOBBY, lobby("one", 1)))
                    .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
            assertThat(store.refusal(BusContract.MATCH_STARTED, match(1, List.of(1))))
                    .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
            assertThat(find(1).displayName()).isEqualTo("Ada");
            other.rollback();
        }
        store.ask(BusContract.SAVE_LOBBY, lobby("two", 2));
        store.ask(BusContract.MATCH_STARTED, match(1, List.of(1)));
        assertThat(lobbies()).containsExactly(lobby("two", 2));
        assertThat(find(1).recentMatches()).hasSize(1);
    }

    /** The pool is full of connections that do not know yet that they are dead. */
    @Test
    void aRestartOfTheServerWhileNothingIsAskedIsNotNoticed() throws Exception {
        register(1, "Ada", Optional.of("d"));
        fillThePool();
        server.kill();
        server.resume();
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(store.send(BusContract.FIND_PLAYER, new FindPlayer(Ids.playerId(1))));
            calls.add(store.send(BusContract.MATCH_STARTED, match(i, List.of(1))));
        }
        store.await(Future.join(calls));
        assertThat(count("matches")).isEqualTo(50);
        assertThat(find(1).recentMatches()).hasSize(10);
    }

    @Test
    void whileTheServerIsAwayCallsAreRefusedAtOnceAndGoOnWhenItIsBack() throws Exception {
        register(1, "Ada", Optional.empty());
        fillThePool();
        server.kill();
        for (int i = 0; i < Breaker.FAILURES; i++) {
            assertThat(store.refusal(BusContract.SAVE_LOBBY, lobby("one", 1)))
                    .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
        }
        long beganNanos = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            assertThat(store.refusal(BusContract.FIND_PLAYER, new FindPlayer(Ids.playerId(1))))
                    .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - beganNanos))
                .isLessThan(Duration.ofSeconds(5));
        server.resume();
        await().ignoreExceptions().until(() -> find(1).displayName().equals("Ada"));
        // From the first good answer on there is no bad one.
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(store.send(BusContract.FIND_PLAYER, new FindPlayer(Ids.playerId(1))));
        }
        store.await(Future.join(calls));
    }

    @Test
    void aServerThatFallsSilentCostsAFewCallsTheirPatienceAndTheOthersNothing() throws Exception {
        register(1, "Ada", Optional.empty());
        fillThePool();
        server.freeze();
        try {
            List<Future<?>> patient = new ArrayList<>();
            for (int i = 0; i < Breaker.FAILURES; i++) {
                patient.add(store.send(BusContract.FIND_PLAYER, new FindPlayer(Ids.playerId(1))));
            }
            store.await(Future.join(patient).otherwiseEmpty());
            assertThat(patient).allMatch(Future::failed);
            long beganNanos = System.nanoTime();
            List<Future<?>> others = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                others.add(store.send(BusContract.SAVE_LOBBY, lobby("one", 1)));
            }
            store.await(Future.join(others).otherwiseEmpty());
            assertThat(others).allMatch(Future::failed);
            assertThat(Duration.ofNanos(System.nanoTime() - beganNanos))
                    .isLessThan(Duration.ofMillis(BusContract.SAVE_LOBBY.timeoutMs() + 1_000L));
        } finally {
            server.thaw();
        }
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> find(1).displayName().equals("Ada"));
    }

    private void fillThePool() {
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(
                    store.send(
                            BusContract.REGISTER_GUEST,
                            new RegisterGuest(Ids.playerId(1_000 + i), "n", Optional.empty(), 1)));
        }
        store.await(Future.join(calls));
    }
}
