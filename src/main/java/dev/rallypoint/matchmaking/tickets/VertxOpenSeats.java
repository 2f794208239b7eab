package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.GetLobby;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.matchmaking.OpenSeats;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Free seats in the lobbies of a pool that started not long ago, as they are now. One loop's. */
final class VertxOpenSeats {
    private static final int MOST_RACING = 50;
    private static final long MS_PER_SECOND = 1_000;

    /** Right after the loss of a node lobbies answer late: no pass waits for their seats. */
    private static final long PATIENCE_MS = 300;

    private final MatchBook book;
    private final VertxBus bus;
    private final EpochClock clock;

    VertxOpenSeats(MatchBook book, VertxBus bus, EpochClock clock) {
        this.book = book;
        this.bus = bus;
        this.clock = clock;
    }

    Future<List<OpenSeats>> of(PoolKey pool, ModeRules mode) {
        if (mode.backfillSeats() == 0) {
            return Future.succeededFuture(List.of());
        }
        long sinceMs = clock.nowMs() - mode.backfillSeconds() * MS_PER_SECOND;
        RacingLobbies racing = new RacingLobbies(book.since(pool, sinceMs), mode.backfillSeats());
        List<Future<Optional<OpenSeats>>> asked =
                racing.lobbyIds().stream()
                        .limit(MOST_RACING)
                        .map(lobbyId -> seatsOf(lobbyId, racing))
                        .toList();
        return Future.join(asked)
                .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .map(done -> asked.stream().flatMap(future -> future.result().stream()).toList())
                .otherwise(List.of());
    }

    /** Of a lobby that cannot be asked now there are none. */
    private Future<Optional<OpenSeats>> seatsOf(String lobbyId, RacingLobbies racing) {
        return bus.request(BusContract.GET_LOBBY, new GetLobby(lobbyId))
                .map(LobbyReply::lobby)
                .map(racing::seatsOf)
                .otherwise(Optional.empty());
    }
}
