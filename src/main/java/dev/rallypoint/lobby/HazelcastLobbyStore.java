package dev.rallypoint.lobby;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.rallypoint.contract.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lobbies in the cluster: a map from lobby id to JSON document, changed by compare-and-set only,
 * and a map from join code to lobby id. Thread-safe; every method blocks, for seconds if a node
 * that holds the entry just died: worker threads only.
 */
final class HazelcastLobbyStore {
    static final String LOBBIES = "rallypoint.lobbies";
    static final String JOIN_CODES = "rallypoint.join-codes";
    static final String RESTORED = "rallypoint.restored";

    /**
     * Each lost comparison means that another change was written: with 64 seats this many losses in
     * a row are no accident.
     */
    private static final int ATTEMPTS = 64;

    /**
     * A rule's answer, and how it was written.
     *
     * @param document empty if nothing was written
     */
    record Written(LobbyChange change, Optional<String> document) {
        private static Written nothing(LobbyChange change) {
            return new Written(change, Optional.empty());
        }
    }

    private final HazelcastInstance hazelcast;
    private final IMap<String, String> lobbies;
    private final IMap<String, String> joinCodes;
    private final IMap<String, Boolean> restored;
    private final List<UUID> listeners = new ArrayList<>();

    HazelcastLobbyStore(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        this.lobbies = hazelcast.getMap(LOBBIES);
        this.joinCodes = hazelcast.getMap(JOIN_CODES);
        this.restored = hazelcast.getMap(RESTORED);
    }

    Optional<Lobby> find(String lobbyId) {
        return Optional.ofNullable(lobbies.get(lobbyId)).map(LobbyCodec::decode);
    }

    Optional<Lobby> findByCode(String joinCode) {
        return Optional.ofNullable(joinCodes.get(joinCode)).flatMap(this::find);
    }

    /** All, without their bulk. */
    List<Lobby> all() {
        return lobbies.values().stream().map(LobbyCodec::decode).map(Lobby::slim).toList();
    }

    /** Whether somebody brought the saved lobbies back since this cluster began. */
    boolean isRestored() {
        return restored.containsKey(LOBBIES);
    }

    void markRestored() {
        restored.set(LOBBIES, true);
    }

    /** Whether the code is this lobby's now: false if another lobby has it. */
    boolean claimCode(String joinCode, String lobbyId) {
        String holder = joinCodes.putIfAbsent(joinCode, lobbyId);
        return holder == null || holder.equals(lobbyId);
    }

    /** Adds a lobby, whose code was claimed, unless there is one with its id. */
    Written add(LobbyChange creation) {
        Lobby lobby = creation.lobby().orElseThrow();
        String document = LobbyCodec.encode(lobby);
        String present = lobbies.putIfAbsent(lobby.lobbyId(), document);
        return present == null
                ? new Written(creation, Optional.of(document))
                : Written.nothing(LobbyChange.none(LobbyCodec.decode(present)));
    }

    /** Applies a rule, again if somebody else was faster. A closed lobby is removed. */
    Written change(String lobbyId, Function<Lobby, LobbyChange> rule) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String before = lobbies.get(lobbyId);
            if (before == null) {
                return Written.nothing(LobbyChange.refused(ProblemCode.LOBBY_NOT_FOUND));
            }
            LobbyChange change = rule.apply(LobbyCodec.decode(before));
            if (!change.isNew()) {
                return Written.nothing(change);
            }
            Lobby after = change.lobby().orElseThrow();
            String document = LobbyCodec.encode(after);
            if (after.isClosed() ? remove(after, before) : replace(after, before, document)) {
                return new Written(change, Optional.of(document));
            }
        }
        return Written.nothing(LobbyChange.refused(ProblemCode.CONFLICT));
    }

    private boolean replace(Lobby after, String before, String document) {
        return lobbies.replace(after.lobbyId(), before, document);
    }

    private boolean remove(Lobby after, String before) {
        boolean removed = lobbies.remove(after.lobbyId(), before);
        if (removed) {
            joinCodes.remove(after.joinCode(), after.lobbyId());
        }
        return removed;
    }

    /** Whether this node holds the entry, so that one node of the cluster feels responsible. */
    boolean isHeldHere(String lobbyId) {
        return Optional.ofNullable(hazelcast.getPartitionService().getPartition(lobbyId).getOwner())
                .filter(owner -> owner.localMember())
                .isPresent();
    }

    /** Whether no node holds the entry: for moments after its holder was lost. */
    boolean isHeldByNobody(String lobbyId) {
        return hazelcast.getPartitionService().getPartition(lobbyId).getOwner() == null;
    }

    /** Tells of every entry written and removed in the cluster, on a Hazelcast thread. */
    void listen(Consumer<Lobby> written, Consumer<String> removed) {
        EntryAddedListener<String, String> added =
                entry -> written.accept(LobbyCodec.decode(entry.getValue()));
        EntryUpdatedListener<String, String> updated =
                entry -> written.accept(LobbyCodec.decode(entry.getValue()));
        EntryRemovedListener<String, String> gone = entry -> removed.accept(entry.getKey());
        listeners.add(lobbies.addEntryListener(added, true));
        listeners.add(lobbies.addEntryListener(updated, true));
        listeners.add(lobbies.addEntryListener(gone, false));
    }

    void stopListening() {
        listeners.forEach(lobbies::removeEntryListener);
    }
}
