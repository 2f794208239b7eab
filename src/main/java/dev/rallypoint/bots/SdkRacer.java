package dev.rallypoint.bots;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RegionPing;
import dev.rallypoint.client.RelayConnection;
import dev.rallypoint.client.RelayListener;
import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.relay.Forwarding;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A player over real HTTP and UDP. */
final class SdkRacer implements Racer {
    private final RallypointClient client;
    private final RelayLoop loop;
    private final Patience patience;

    SdkRacer(List<URI> servers, HttpClient http, RelayLoop loop, Patience patience) {
        this.client = new RallypointClient(servers, http);
        this.loop = loop;
        this.patience = patience;
    }

    /** A player who may be logged in already. */
    SdkRacer(RallypointClient client, RelayLoop loop, Patience patience) {
        this.client = client;
        this.loop = loop;
        this.patience = patience;
    }

    @Override
    public CompletableFuture<Api.Session> login(String displayName) {
        return client.session()
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> patience.call(() -> client.loginAsGuest(displayName)));
    }

    @Override
    public CompletableFuture<Api.Lobby> create(Api.CreateLobby settings) {
        return patience.call(() -> client.createLobby(settings));
    }

    @Override
    public CompletableFuture<List<RegionPing>> measureRegions() {
        return patience.call(client::measureRegions);
    }

    @Override
    public CompletableFuture<Api.Lobby> join(String lobbyId, List<Api.RegionRtt> measured) {
        return patience.call(() -> client.joinLobby(lobbyId, measured));
    }

    @Override
    public CompletableFuture<Void> ready(String lobbyId) {
        return patience.call(() -> client.setReady(lobbyId, true));
    }

    @Override
    public CompletableFuture<Void> start(String lobbyId) {
        return patience.call(() -> client.startLobby(lobbyId));
    }

    @Override
    public CompletableFuture<Api.Lobby> look(String lobbyId) {
        return patience.call(() -> client.lobby(lobbyId));
    }

    @Override
    public CompletableFuture<Void> leave(String lobbyId) {
        return patience.call(() -> client.leaveLobby(lobbyId));
    }

    @Override
    public Seat sitDown(Api.Lobby lobby, RelayListener listener) {
        Forwarding forwarding = Forwarding.ofWord(lobby.forwarding());
        return new UdpSeat(
                RelayConnection.open(
                        loop,
                        () -> patience.call(() -> client.openConnection(lobby.lobbyId())),
                        forwarding,
                        listener));
    }

    private record UdpSeat(RelayConnection connection) implements Seat {
        @Override
        public boolean isConnected() {
            return connection.status() == RelayConnection.Status.CONNECTED;
        }

        @Override
        public void sendState(ByteBuffer body) {
            connection.sendState(body);
        }

        @Override
        public Optional<PeerAddress> relay() {
            return connection.relay();
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
