package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.contract.StoreMessage.FindPlayer;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.support.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is set wrongly ends the start; what is only away does not. */
class PostgresOpeningIT {
    private static PostgresServer server;
    @TempDir Path directory;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    private StoreNode open(String url) {
        return StoreNode.open(StoreNode.postgres(url), directory);
    }

    private AbstractThrowableAssert<?, ?> assertRefused(StoreConfig config) {
        Throwable failure = catchThrowable(() -> StoreNode.open(config, directory));
        return assertThat(failure instanceof ConfigException ? failure : failure.getCause())
                .isInstanceOf(ConfigException.class);
    }

    private static RegisterGuest guest(int number) {
        return new RegisterGuest(Ids.playerId(number), "Ann", Optional.empty(), 1);
    }

    @Test
    void aWrongPasswordIsRefusedAndNotShown() throws Exception {
        StoreConfig wrong =
                new StoreConfig(
                        true,
                        server.createDatabase(),
                        PostgresServer.ROLE,
                        "hunter2",
                        8,
                        "",
                        "rallypoint.db",
                        4,
                        1_000);
        assertRefused(wrong)
                .hasMessageContaining("store.password")
                .hasMessageNotContaining("hunter2");
        assertThat(wrong.toString()).doesNotContain("hunter2");
    }

    @Test
    void aDatabaseThatDoesNotExistIsRefused() {
        assertRefused(StoreNode.postgres(server.url("nowhere")))
                .hasMessageContainingAll("store.url", "\"nowhere\" does not exist", "Create it");
    }

    @Test
    void aDatabaseOfSomebodyElseIsRefused() {
        assertRefused(StoreNode.postgres(server.url("postgres")))
                .hasMessageContainingAll("store.url", "store.user the owner");
    }

    @Test
    void anotherProgramsTablesAreRefused() throws Exception {
        String url = server.createDatabase();
        String name = url.substring(url.lastIndexOf('/') + 1);
        server.execute(name, "CREATE TABLE recipes (name text)");
        assertRefused(StoreNode.postgres(url)).hasMessageContainingAll("store.url", "another");
    }

    @Test
    void threeNodesThatStartTogetherMakeTheTablesOnce() throws Exception {
        String url = server.createDatabase();
        List<CompletableFuture<StoreNode>> starting =
                Stream.of(1, 2, 3)
                        .map(number -> CompletableFuture.supplyAsync(() -> open(url)))
                        .toList();
        List<StoreNode> nodes = starting.stream().map(CompletableFuture::join).toList();
        for (int number = 0; number < nodes.size(); number++) {
            nodes.get(number).ask(BusContract.REGISTER_GUEST, guest(number));
        }
        for (StoreNode node : nodes) {
            for (int number = 0; number < nodes.size(); number++) {
                node.ask(BusContract.FIND_PLAYER, new FindPlayer(Ids.playerId(number)));
            }
        }
        nodes.forEach(StoreNode::close);
    }

    @Test
    void aNodeStartsWithoutADatabaseThatIsAwayAndServesItWhenItComes() throws Exception {
        try (PostgresServer other = PostgresServer.start()) {
            String url = other.createDatabase();
            other.kill();
            try (StoreNode node = open(url)) {
                assertThat(node.refusal(BusContract.REGISTER_GUEST, guest(1)))
                        .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
                other.resume();
                await().ignoreExceptions()
                        .until(() -> node.ask(BusContract.REGISTER_GUEST, guest(1)) != null);
            }
        }
    }

    @Test
    void profilesAreReadFromTheReplicaAndFromThePrimaryWhatItLacks() throws Exception {
        String url = server.createDatabase();
        String name = url.substring(url.lastIndexOf('/') + 1);
        StoreNode.open(StoreNode.postgres(url), directory).close();
        try (PostgresServer replica = server.replica();
                StoreNode node =
                        StoreNode.open(StoreNode.postgres(url, replica.url(name)), directory)) {
            node.ask(BusContract.REGISTER_GUEST, guest(1));
            await().ignoreExceptions()
                    .until(
                            () -> {
                                replica.execute(name, "SELECT 1 / count(*) FROM players");
                                return true;
                            });
            replica.execute(name, "SELECT pg_wal_replay_pause()");
            server.execute(name, "UPDATE players SET display_name = 'Renamed'");
            node.ask(BusContract.REGISTER_GUEST, guest(2));
            assertThat(find(node, 2)).as("known to the primary alone").isEqualTo("Ann");
            assertThat(find(node, 1)).as("as the replica remembers it").isEqualTo("Ann");
            assertThat(node.scrape()).contains("pool_name=\"store-replica\"");

            replica.execute(name, "SELECT pg_wal_replay_resume()");
            await().until(() -> find(node, 1).equals("Renamed"));
            replica.kill();
            server.execute(name, "UPDATE players SET display_name = 'Again'");
            assertThat(find(node, 1)).as("from the primary").isEqualTo("Again");
        }
    }

    private static String find(StoreNode node, int number) {
        Api.Player player =
                node.ask(BusContract.FIND_PLAYER, new FindPlayer(Ids.playerId(number))).player();
        return player.displayName();
    }
}
