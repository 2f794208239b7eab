package dev.rallypoint.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.bench.turn.Lobbies;
import dev.rallypoint.bench.turn.TurnPath;
import dev.rallypoint.bench.turn.TurnPlayers;
import dev.rallypoint.support.ForeignTool;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our players of a TURN server, against coturn. */
class CoturnInteropIT {
    private static final Lobbies TWO_OF_FOUR = new Lobbies(2, 4, 100);
    private static final int ROUNDS = 25;

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(TurnPath.class)
    void relaysEveryPayloadThroughItsChannelToItsLobby(TurnPath path)
            throws IOException, InterruptedException {
        ForeignTool.require("turnserver", "coturn");
        InetSocketAddress address = Coturn.freeAddress();
        try (RivalProcess server = Coturn.start(folder, address, OptionalInt.empty());
                TurnPlayers players = new TurnPlayers(address, TWO_OF_FOUR, path)) {
            relaysAll(players);
            assertThat(server.cpuNanos()).isPositive();
        }
    }

    /** Which wants credentials, and a nonce of its own for each socket. */
    @ParameterizedTest
    @EnumSource(TurnPath.class)
    void andThroughOurServer(TurnPath path) throws IOException, InterruptedException {
        try (TurnRelay server = TurnRelay.ours(folder, OptionalInt.empty());
                TurnPlayers players =
                        new TurnPlayers(server.address(), server.login(), TWO_OF_FOUR, path)) {
            relaysAll(players);
        }
    }

    private static void relaysAll(TurnPlayers players) throws IOException {
        long due = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int player = 0; player < players.count(); player++) {
                players.send(player, true);
                due += players.deliveriesPerSend();
            }
            // Round after round, so that no queue can overflow.
            long sofar = due;
            await().until(() -> drained(players) >= sofar);
        }
        assertThat(drained(players)).isEqualTo(ROUNDS * 8L * 3);
    }

    private static long drained(TurnPlayers players) throws IOException {
        for (int player = 0; player < players.count(); player++) {
            players.drain(player);
        }
        return players.counted();
    }
}
