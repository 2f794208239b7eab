package dev.rallypoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.StoreMessage.FindPlayer;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody deletes the database of a running node and puts a backup in its place. */
class StoreFileGoneIT {
    private static final String PLAYER = "p735h2v3j0v9va";
    @TempDir Path directory;

    private static RegisterGuest guest(String playerId) {
        return new RegisterGuest(playerId, "Ann", Optional.empty(), 1);
    }

    @Test
    void refusesCallsRatherThanWriteIntoADeletedFileAndGoesOnWithABackup() throws Exception {
        Path file = directory.resolve("rallypoint.db");
        Path backup = directory.resolve("backup.db");
        try (StoreNode node = StoreNode.open(directory)) {
            node.ask(BusContract.REGISTER_GUEST, guest(PLAYER));
        }
        Files.copy(file, backup);
        try (StoreNode node = StoreNode.open(directory)) {
            node.ask(BusContract.REGISTER_GUEST, guest("p1"));
            assertThat(isRefused(node)).isFalse();
            for (String suffix : new String[] {"", "-wal", "-shm"}) {
                Files.deleteIfExists(directory.resolve("rallypoint.db" + suffix));
            }
            await().until(() -> isRefused(node));
            assertThat(node.refusal(BusContract.REGISTER_GUEST, guest("p2")))
                    .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
            assertThat(file).doesNotExist();

            Files.move(backup, file);
            await().until(() -> !isRefused(node));
            assertThat(
                            node.ask(BusContract.FIND_PLAYER, new FindPlayer(PLAYER))
                                    .player()
                                    .displayName())
                    .isEqualTo("Ann");
            node.ask(BusContract.REGISTER_GUEST, guest("p3"));
        }
    }

    private static boolean isRefused(StoreNode node) {
        return node.send(BusContract.FIND_PLAYER, new FindPlayer(PLAYER))
                .toCompletionStage()
                .handle((answer, failure) -> failure != null)
                .toCompletableFuture()
                .join();
    }
}
