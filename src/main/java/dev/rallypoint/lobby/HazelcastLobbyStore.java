package dev.rallypoint.lobby;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.HazelcastDurableMap;
import dev.rallypoint.runtime.HazelcastReads;
import dev.rallypoint.runtime.HazelcastWriteGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lobbies in the cluster: a map from lobby id to JSON document, changed by compare-and-set only,
 * and a map from join code to lobby id. Thread-safe; every method blocks, for seconds if a node
 * that holds the entry just died: worker threads only.
 */
final class HazelcastLobbyStore {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastLobbyStore.class);
    static final String LOBBIES = "rallypoint.lobbies";
    static final String JOIN_CODES = "rallypoint.join-codes";
    static final String RESTORED = "rallypoint.restored";

    /**
     * Each lost comparison means that another change was written: with 64 seats this many losses in
     * a row are no accident.
     */
    private static final int ATTEMPTS = 64;

    /** Longer than two sides of a cluster stay apart without anybody doing something about it. */
    private static final Duration MARKED = Duration.ofMinutes(10);

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
    private final HazelcastWriteGate gate;
    private final HazelcastDurableMap writer;
    private final HazelcastDurableMap codes;
    private final IMap<String, String> lobbies;
    private final IMap<String, Boolean> restored;
    private final List<UUID> listeners = new ArrayList<>();

    HazelcastLobbyStore(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        this.gate = HazelcastWriteGate.of(hazelcast);
        this.writer = new HazelcastDurableMap(hazelcast, LOBBIES);
        this.codes = new HazelcastDurableMap(hazelcast, JOIN_CODES);
        this.lobbies = writer.map();
        this.restored = hazelcast.getMap(RESTORED);
    }

    /**
     * @throws RejectedException CLUSTER_MINORITY if there is none here, where that means nothing;
     *     TIMEOUT or SHUTTING_DOWN
     */
    Optional<Lobby> find(String lobbyId) {
        Optional<Lobby> found = open(writer.find(lobbyId));
        if (found.isEmpty()) {
            requireMajority();
        }
        return found;
    }

    /** As {@link #find}. */
    Optional<Lobby> findByCode(String joinCode) {
        Optional<Lobby> found = codes.find(joinCode).flatMap(this::find);
        if (found.isEmpty()) {
            requireMajority();
        }
        return found;
    }

    private static Optional<Lobby> open(Optional<String> document) {
        return document.map(LobbyCodec::decode).filter(lobby -> !lobby.isClosed());
    }

    /** All that this version can read, without their bulk. */
    List<Lobby> all() {
        return HazelcastReads.ask(lobbies::values).stream()
                .flatMap(document -> LobbyCodec.decodeIfReadable(document).stream())
                .filter(lobby -> !lobby.isClosed())
                .map(Lobby::slim)
                .toList();
    }

    /** Whether somebody brought the saved lobbies back since this cluster began. */
    boolean isRestored() {
        return HazelcastReads.ask(() -> restored.containsKey(LOBBIES));
    }

    void markRestored() {
        restored.set(LOBBIES, true);
    }

    /**
     * Whether the code is this lobby's now: false if another lobby has it.
     *
     * @throws RejectedException CLUSTER_MINORITY or OUTCOME_UNKNOWN
     */
    boolean claimCode(String joinCode, String lobbyId) {
        return codes.putIfAbsent(joinCode, lobbyId);
    }

    /**
     * Adds a lobby, whose code was claimed, unless there is or was one with its id.
     *
     * @throws RejectedException CLUSTER_MINORITY or OUTCOME_UNKNOWN
     */
    Written add(LobbyChange creation) {
        Lobby lobby = creation.lobby().orElseThrow();
        String document = LobbyCodec.encode(lobby);
        if (writer.putIfAbsent(lobby.lobbyId(), document)) {
            return new Written(creation, Optional.of(document));
        }
        return Written.nothing(
                writer.find(lobby.lobbyId())
                        .map(LobbyCodec::decode)
                        .map(LobbyChange::none)
                        .orElse(LobbyChange.refused(ProblemCode.LOBBY_CLOSED)));
    }

    /**
     * Applies a rule, again if somebody else was faster. A closed lobby leaves a mark.
     *
     * @throws RejectedException OUTCOME_UNKNOWN: something was changed, perhaps; CLUSTER_MINORITY,
     *     TIMEOUT or SHUTTING_DOWN: nothing
     */
    Written change(String lobbyId, Function<Lobby, LobbyChange> rule) {
        requireMajority();
        Written written = tryToChange(lobbyId, rule, this::write);
        if (written.document().isEmpty()) {
            // What was read holds only if the other side had not gone on without this node.
            requireMajority();
        }
        return written;
    }

    /**
     * The same at once, for a change that nobody is promised and that is made again if it gets
     * lost: right after the loss of a node the second copy of an entry takes up to a second.
     *
     * @throws RejectedException CLUSTER_MINORITY: nothing was changed; OUTCOME_UNKNOWN: perhaps
     */
    Written changeLightly(String lobbyId, Function<Lobby, LobbyChange> rule) {
        return tryToChange(lobbyId, rule, this::writeLightly);
    }

    private Optional<String> writeLightly(Lobby after, String before) {
        String document = LobbyCodec.encode(after);
        return writer.replaceLightly(after.lobbyId(), before, document)
                ? Optional.of(document)
                : Optional.empty();
    }

    /** Whether this node's side of the cluster may change lobbies now; quick. */
    boolean mayWrite() {
        return gate.mayWrite();
    }

    private void requireMajority() {
        if (!mayWrite()) {
            throw new RejectedException(ProblemCode.CLUSTER_MINORITY);
        }
    }

    /** Writes a lobby over its document before; answers what was written, if it was. */
    private interface Write {
        Optional<String> over(Lobby after, String before);
    }

    private Written tryToChange(String lobbyId, Function<Lobby, LobbyChange> rule, Write write) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            boolean isFirst = attempt == 0;
            Optional<String> before = isFirst ? writer.find(lobbyId) : writer.findNewest(lobbyId);
            LobbyChange change =
                    open(before)
                            .map(rule)
                            .orElseGet(() -> LobbyChange.refused(ProblemCode.LOBBY_NOT_FOUND));
            if (change.isNew()) {
                Optional<String> document =
                        write.over(change.lobby().orElseThrow(), before.orElseThrow());
                if (document.isPresent()) {
                    return new Written(change, document);
                }
            } else if (!isFirst) {
                // Only of the newest is it true: no comparison would tell that it was an older one.
                return Written.nothing(change);
            }
        }
        return Written.nothing(LobbyChange.refused(ProblemCode.CONFLICT));
    }

    /**
     * @return what was written; empty if somebody else was faster
     */
    private Optional<String> write(Lobby after, String before) {
        return after.isClosed() ? close(after, before) : replace(after, before);
    }

    private Optional<String> replace(Lobby after, String before) {
        String document = LobbyCodec.encode(after);
        return writer.replace(after.lobbyId(), before, document, LobbyLineage::hasBecome)
                ? Optional.of(document)
                : Optional.empty();
    }

    /**
     * The mark of a closed lobby stays for a while: without it, a lost acknowledgement or the other
     * side of a split could bring the lobby back.
     */
    private Optional<String> close(Lobby closed, String before) {
        String mark = LobbyCodec.encode(closed.slim());
        if (!writer.replaceByLast(closed.lobbyId(), before, mark, MARKED)) {
            return Optional.empty();
        }
        try {
            codes.map().remove(closed.joinCode(), closed.lobbyId());
        } catch (HazelcastException | HazelcastInstanceNotActiveException kept) {
            // Nobody finds a lobby by it, and nobody else gets it: one code of a billion.
            LOG.debug("join code not given back lobbyId={}", closed.lobbyId(), kept);
        }
        return Optional.of(mark);
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

    /** Tells of every lobby written and closed in the cluster, on a Hazelcast thread. */
    void listen(Consumer<Lobby> written, Consumer<String> removed) {
        Consumer<String> document =
                text ->
                        LobbyCodec.decodeIfReadable(text)
                                .ifPresent(
                                        lobby -> {
                                            if (lobby.isClosed()) {
                                                removed.accept(lobby.lobbyId());
                                            } else {
                                                written.accept(lobby);
                                            }
                                        });
        EntryAddedListener<String, String> added = entry -> document.accept(entry.getValue());
        EntryUpdatedListener<String, String> updated = entry -> document.accept(entry.getValue());
        EntryMergedListener<String, String> merged = entry -> document.accept(entry.getValue());
        EntryRemovedListener<String, String> gone = entry -> removed.accept(entry.getKey());
        listeners.add(lobbies.addEntryListener(added, true));
        listeners.add(lobbies.addEntryListener(updated, true));
        listeners.add(lobbies.addEntryListener(merged, true));
        listeners.add(lobbies.addEntryListener(gone, false));
    }

    void stopListening() {
        listeners.forEach(lobbies::removeEntryListener);
    }
}
