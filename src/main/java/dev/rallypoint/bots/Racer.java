package dev.rallypoint.bots;

import dev.rallypoint.client.RegionPing;
import dev.rallypoint.client.RelayListener;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a simulated player can do: through the SDK for real, or in memory in tests. */
interface Racer {
    /** A place in a match. */
    interface Seat {
        boolean isConnected();

        /** Sends to all others of the lobby; on the loop's thread. */
        void sendState(ByteBuffer body);

        Optional<PeerAddress> relay();

        void close();
    }

    CompletableFuture<Api.Session> login(String displayName);

    /** How near the regions are to this machine. */
    CompletableFuture<List<RegionPing>> measureRegions();

    CompletableFuture<Api.Lobby> create(Api.CreateLobby settings);

    /**
     * @param measured round trips to regions
     */
    CompletableFuture<Api.Lobby> join(String lobbyId, List<Api.RegionRtt> measured);

    CompletableFuture<Void> ready(String lobbyId);

    CompletableFuture<Void> start(String lobbyId);

    CompletableFuture<Api.Lobby> look(String lobbyId);

    CompletableFuture<Void> leave(String lobbyId);

    /** Listener calls come on the loop's thread. */
    Seat sitDown(Api.Lobby lobby, RelayListener listener);
}
