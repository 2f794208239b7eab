package dev.rallypoint.bots;

import dev.rallypoint.client.RegionPing;
import dev.rallypoint.client.RelayListener;
import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server and its links in memory; the links lose and double what the seed says. */
final class MemoryVenue {
    private static final List<RegionPing> REGIONS =
            List.of(
                    new RegionPing("near", Optional.of(12.5), 0, List.of()),
                    new RegionPing("far", Optional.of(210.0), 0.4, List.of()),
                    new RegionPing("silent", Optional.empty(), 1, List.of()));

    private final RelayLoop loop;
    private final Random random;
    private final double loss;
    private final double duplication;
    private final Map<String, Api.Lobby> lobbies = new LinkedHashMap<>();
    private final List<List<Api.RegionRtt>> measured = new CopyOnWriteArrayList<>();
    private final Map<String, Map<Integer, RelayListener>> seats = new LinkedHashMap<>();

    MemoryVenue(RelayLoop loop, long seed, double loss, double duplication) {
        this.loop = loop;
        this.random = new Random(seed);
        this.loss = loss;
        this.duplication = duplication;
    }

    Racer racer(int number) {
        return new MemoryRacer("p" + number);
    }

    /** As if the server had forgotten all lobbies. */
    void forgetLobbies() {
        lobbies.clear();
    }

    private Api.Lobby withMember(Api.Lobby lobby, String playerId) {
        List<Api.Member> members = new ArrayList<>(lobby.members());
        members.add(new Api.Member(playerId, playerId, members.size(), false, true));
        Api.Lobby fuller =
                new Api.Lobby(
                        lobby.lobbyId(),
                        lobby.joinCode(),
                        lobby.name(),
                        lobby.gameMode(),
                        lobby.track(),
                        lobby.capacity(),
                        lobby.visibility(),
                        lobby.hasPassword(),
                        lobby.region(),
                        lobby.forwarding(),
                        lobby.state(),
                        lobby.owner(),
                        members,
                        lobby.version() + 1);
        lobbies.put(lobby.lobbyId(), fuller);
        return fuller;
    }

    /** Round trips that players told when they made or joined lobbies. */
    List<List<Api.RegionRtt>> measured() {
        return List.copyOf(measured);
    }

    private final class MemoryRacer implements Racer {
        private final String playerId;

        MemoryRacer(String playerId) {
            this.playerId = playerId;
        }

        @Override
        public CompletableFuture<Api.Session> login(String displayName) {
            return CompletableFuture.completedFuture(new Api.Session(playerId, "t", "e"));
        }

        @Override
        public CompletableFuture<Api.Lobby> create(Api.CreateLobby settings) {
            measured.add(settings.regions());
            Api.Lobby empty =
                    new Api.Lobby(
                            "lobby-" + lobbies.size(),
                            "CODE",
                            settings.name(),
                            settings.gameMode(),
                            settings.track(),
                            settings.capacity(),
                            settings.visibility(),
                            false,
                            "local",
                            settings.forwarding(),
                            "open",
                            playerId,
                            List.of(),
                            1);
            return CompletableFuture.completedFuture(withMember(empty, playerId));
        }

        @Override
        public CompletableFuture<List<RegionPing>> measureRegions() {
            return CompletableFuture.completedFuture(REGIONS);
        }

        @Override
        public CompletableFuture<Api.Lobby> join(String lobbyId, List<Api.RegionRtt> regions) {
            measured.add(regions);
            return CompletableFuture.completedFuture(withMember(lobbies.get(lobbyId), playerId));
        }

        @Override
        public CompletableFuture<Void> ready(String lobbyId) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> start(String lobbyId) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Api.Lobby> look(String lobbyId) {
            return lobbies.containsKey(lobbyId)
                    ? CompletableFuture.completedFuture(lobbies.get(lobbyId))
                    : CompletableFuture.failedFuture(new IllegalStateException("gone"));
        }

        @Override
        public CompletableFuture<Void> leave(String lobbyId) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Seat sitDown(Api.Lobby lobby, RelayListener listener) {
            Map<Integer, RelayListener> match =
                    seats.computeIfAbsent(lobby.lobbyId(), id -> new LinkedHashMap<>());
            int slot =
                    lobbies.get(lobby.lobbyId()).members().stream()
                            .filter(member -> member.playerId().equals(playerId))
                            .findFirst()
                            .orElseThrow()
                            .slot();
            match.put(slot, listener);
            loop.execute(() -> listener.onConnected(slot, lobby.capacity()));
            return new MemorySeat(slot, match);
        }
    }

    private final class MemorySeat implements Racer.Seat {
        private final int slot;
        private final Map<Integer, RelayListener> match;
        private int sequence;

        MemorySeat(int slot, Map<Integer, RelayListener> match) {
            this.slot = slot;
            this.match = match;
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public void sendState(ByteBuffer body) {
            sequence++;
            match.forEach((to, listener) -> deliver(to, listener, body));
        }

        private void deliver(int to, RelayListener listener, ByteBuffer body) {
            if (to == slot || random.nextDouble() < loss) {
                return;
            }
            listener.onState(slot, sequence, body.duplicate());
            if (random.nextDouble() < duplication) {
                listener.onStaleState(slot, sequence, body.duplicate());
            }
        }

        @Override
        public Optional<PeerAddress> relay() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
