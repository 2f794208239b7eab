package dev.rallypoint.lobby;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.LobbyMessage.AllLobbies;
import dev.rallypoint.contract.LobbyMessage.HostedLobby;
import dev.rallypoint.contract.LobbyMessage.ListAllLobbies;
import dev.rallypoint.contract.LobbyMessage.ListLobbies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * All lobbies of the cluster as this node knows them, without their bulk; for lists and timers. May
 * lag behind the cluster map by moments. Belongs to one thread.
 */
final class LobbyView {
    /** Hears of every change of the view, and must not change it. */
    interface Watcher {
        /**
         * @param before what was known of the lobby; empty if it is new here
         */
        void onLobby(Optional<Lobby> before, Lobby after);
    }

    private final Watcher watcher;
    private final Map<String, Lobby> lobbies = new HashMap<>();
    private final NavigableMap<LobbyCursor, Lobby> inOrder = new TreeMap<>();
    private final Map<String, Set<String>> lobbiesOfPlayer = new HashMap<>();

    /** Lobbies heard of since a reload began: its snapshot may be older than this news. */
    private final Set<String> touched = new HashSet<>();

    private boolean reloading;

    LobbyView(Watcher watcher) {
        this.watcher = watcher;
    }

    /** Takes a lobby in, unless a newer version is known. */
    void put(Lobby lobby) {
        touch(lobby.lobbyId());
        Optional<Lobby> known = find(lobby.lobbyId());
        if (known.isEmpty() || known.get().version() <= lobby.version()) {
            replace(lobby);
        }
    }

    private void replace(Lobby lobby) {
        Optional<Lobby> known = find(lobby.lobbyId());
        Lobby slim = lobby.slim();
        if (known.equals(Optional.of(slim))) {
            return;
        }
        drop(slim.lobbyId());
        lobbies.put(slim.lobbyId(), slim);
        inOrder.put(LobbyCursor.of(slim), slim);
        for (Member member : slim.members()) {
            lobbiesOfPlayer
                    .computeIfAbsent(member.playerId(), id -> new HashSet<>())
                    .add(slim.lobbyId());
        }
        watcher.onLobby(known, slim);
    }

    void remove(String lobbyId) {
        touch(lobbyId);
        drop(lobbyId);
    }

    private void drop(String lobbyId) {
        Lobby gone = lobbies.remove(lobbyId);
        if (gone == null) {
            return;
        }
        inOrder.remove(LobbyCursor.of(gone));
        for (Member member : gone.members()) {
            lobbiesOfPlayer.computeIfPresent(
                    member.playerId(),
                    (id, ids) -> ids.remove(lobbyId) && ids.isEmpty() ? null : ids);
        }
    }

    private void touch(String lobbyId) {
        if (reloading) {
            touched.add(lobbyId);
        }
    }

    /** To be called before a snapshot of the cluster map is taken. */
    void beginReload() {
        reloading = true;
        touched.clear();
    }

    /**
     * Becomes the snapshot, but for lobbies that were heard of meanwhile. Versions do not count: in
     * a cluster that was split, both sides may have counted them.
     */
    void endReload(List<Lobby> snapshot) {
        reloading = false;
        Set<String> gone = new HashSet<>(lobbies.keySet());
        for (Lobby lobby : snapshot) {
            gone.remove(lobby.lobbyId());
            if (!touched.contains(lobby.lobbyId())) {
                replace(lobby);
            }
        }
        gone.removeAll(touched);
        gone.forEach(this::drop);
        touched.clear();
    }

    /** Forgets a reload whose snapshot failed. */
    void cancelReload() {
        reloading = false;
        touched.clear();
    }

    int size() {
        return lobbies.size();
    }

    Optional<Lobby> find(String lobbyId) {
        return Optional.ofNullable(lobbies.get(lobbyId));
    }

    /** How many lobbies live on each node; nodes without any are left out. */
    Map<String, Integer> homes() {
        Map<String, Integer> counts = new HashMap<>();
        lobbies.values().stream()
                .flatMap(lobby -> lobby.homeNode().stream())
                .forEach(home -> counts.merge(home, 1, Integer::sum));
        return counts;
    }

    /** The version of each lobby. */
    Map<String, Long> versions() {
        Map<String, Long> versions = new HashMap<>();
        lobbies.forEach((lobbyId, lobby) -> versions.put(lobbyId, lobby.version()));
        return versions;
    }

    /** Ids of those he is a member of. */
    Set<String> lobbiesOf(String playerId) {
        return Set.copyOf(lobbiesOfPlayer.getOrDefault(playerId, Set.of()));
    }

    /** A page of all lobbies, listed or not; empty if the cursor is none of ours. */
    Optional<AllLobbies> listAll(ListAllLobbies question) {
        Optional<LobbyCursor> after = question.cursor().flatMap(LobbyCursor::decode);
        if (question.cursor().isPresent() && after.isEmpty()) {
            return Optional.empty();
        }
        NavigableMap<LobbyCursor, Lobby> rest =
                after.map(place -> inOrder.tailMap(place, false)).orElse(inOrder);
        List<Lobby> page = rest.values().stream().limit(question.limit()).toList();
        Optional<String> next =
                rest.size() > page.size()
                        ? Optional.of(LobbyCursor.of(page.get(page.size() - 1)).encode())
                        : Optional.empty();
        return Optional.of(new AllLobbies(page.stream().map(LobbyView::hosted).toList(), next));
    }

    private static HostedLobby hosted(Lobby lobby) {
        return new HostedLobby(lobby.toApi(), lobby.homeNode(), lobby.createdAtMs());
    }

    /** Ids of the lobbies that pass. */
    List<String> select(Predicate<Lobby> test) {
        return lobbies.values().stream().filter(test).map(Lobby::lobbyId).toList();
    }

    /** A page of listed lobbies; empty if the cursor is none of ours. */
    Optional<Api.LobbyPage> list(ListLobbies question) {
        Optional<LobbyCursor> after = question.cursor().flatMap(LobbyCursor::decode);
        if (question.cursor().isPresent() && after.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                page(after.map(p -> inOrder.tailMap(p, false)).orElse(inOrder), question));
    }

    private static Api.LobbyPage page(NavigableMap<LobbyCursor, Lobby> rest, ListLobbies question) {
        List<Api.Lobby> found = new ArrayList<>();
        Optional<LobbyCursor> last = Optional.empty();
        for (Lobby lobby : rest.values()) {
            if (!matches(lobby, question)) {
                continue;
            }
            if (found.size() == question.limit()) {
                return new Api.LobbyPage(found, last.map(LobbyCursor::encode));
            }
            found.add(lobby.toApi());
            last = Optional.of(LobbyCursor.of(lobby));
        }
        return new Api.LobbyPage(found, Optional.empty());
    }

    private static boolean matches(Lobby lobby, ListLobbies question) {
        return lobby.settings().listed()
                && !lobby.isClosed()
                && question.region().map(lobby.settings().region()::equals).orElse(true)
                && question.gameMode().map(lobby.settings().gameMode()::equals).orElse(true)
                && (!question.hasRoom() || lobby.hasRoom());
    }
}
