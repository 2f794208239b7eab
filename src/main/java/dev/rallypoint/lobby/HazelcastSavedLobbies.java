package dev.rallypoint.lobby;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.rallypoint.contract.StoreMessage.SavedLobby;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Which version of each lobby the database has: a mark beside each lobby, held by the same nodes,
 * so that whoever is left after a loss knows what is still to be written. Thread-safe; every method
 * may block: worker threads only.
 */
final class HazelcastSavedLobbies {
    static final String MARKS = "rallypoint.saved";

    /** Written before the first save: from then on the database may have something to delete. */
    private static final long BEGUN = 0;

    private final HazelcastInstance hazelcast;
    private final IMap<String, String> lobbies;
    private final IMap<String, Long> marks;
    private final List<UUID> listeners = new ArrayList<>();

    /**
     * What the database lacks.
     *
     * @param lobby to be saved; empty if it is to be deleted
     */
    record Lack(Optional<SavedLobby> lobby) {}

    HazelcastSavedLobbies(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        this.lobbies = hazelcast.getMap(HazelcastLobbyStore.LOBBIES);
        this.marks = hazelcast.getMap(MARKS);
    }

    /**
     * What this node has to write about a lobby; empty if nothing, if another node holds it, or if
     * another version wrote what this one cannot read.
     */
    Optional<Lack> lack(String lobbyId, long nowMs) {
        if (!isHeldHere(lobbyId)) {
            return Optional.empty();
        }
        Optional<String> document = Optional.ofNullable(lobbies.get(lobbyId));
        Optional<Lobby> lobby = document.flatMap(LobbyCodec::decodeIfReadable);
        if (document.isPresent() && lobby.isEmpty()) {
            return Optional.empty();
        }
        Optional<Long> mark = Optional.ofNullable(marks.get(lobbyId));
        if (lobby.isEmpty() || lobby.get().isClosed()) {
            boolean isWritten = mark.isPresent() || lobby.isPresent();
            return isWritten ? Optional.of(new Lack(Optional.empty())) : Optional.empty();
        }
        long version = lobby.get().version();
        if (mark.isEmpty()) {
            marks.putIfAbsent(lobbyId, BEGUN);
        }
        return mark.orElse(BEGUN) >= version
                ? Optional.empty()
                : Optional.of(
                        new Lack(
                                Optional.of(
                                        new SavedLobby(lobbyId, document.get(), version, nowMs))));
    }

    private boolean isHeldHere(String lobbyId) {
        return Optional.ofNullable(hazelcast.getPartitionService().getPartition(lobbyId).getOwner())
                .filter(owner -> owner.localMember())
                .isPresent();
    }

    void onWritten(String lobbyId, Lack written) {
        if (written.lobby().isPresent()) {
            marks.set(lobbyId, written.lobby().get().version());
        } else {
            marks.delete(lobbyId);
        }
    }

    /**
     * Lobbies that this node holds and has perhaps to write.
     *
     * @param versions of all lobbies in the cluster
     */
    Set<String> suspects(Map<String, Long> versions) {
        Map<String, Long> held = marks.getAll(marks.localKeySet());
        Set<String> suspects = new HashSet<>(held.keySet());
        suspects.removeAll(versions.keySet());
        versions.forEach(
                (lobbyId, version) -> {
                    if (held.getOrDefault(lobbyId, BEGUN) < version && isHeldHere(lobbyId)) {
                        suspects.add(lobbyId);
                    }
                });
        return suspects;
    }

    /** Tells of every change of a lobby that this node holds, on a Hazelcast thread. */
    void listen(Consumer<String> changed) {
        EntryAddedListener<String, String> added = entry -> changed.accept(entry.getKey());
        EntryUpdatedListener<String, String> updated = entry -> changed.accept(entry.getKey());
        EntryRemovedListener<String, String> removed = entry -> changed.accept(entry.getKey());
        listeners.add(lobbies.addLocalEntryListener(added));
        listeners.add(lobbies.addLocalEntryListener(updated));
        listeners.add(lobbies.addLocalEntryListener(removed));
    }

    void stopListening() {
        listeners.forEach(lobbies::removeEntryListener);
    }
}
