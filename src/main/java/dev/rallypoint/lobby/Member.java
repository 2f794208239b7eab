package dev.rallypoint.lobby;

import java.util.Optional;

/**
 * A player in a lobby.
 *
 * @param slot his seat, from joining to leaving; also his netcode client index
 * @param connectedTo the node whose relay has his session; empty if none has
 * @param lostAtMs when his session ended; empty while connected and before the first session
 */
public record Member(
        String playerId,
        String displayName,
        int slot,
        boolean ready,
        Optional<String> connectedTo,
        Optional<Long> lostAtMs) {
    static Member joining(String playerId, String displayName, int slot) {
        return new Member(playerId, displayName, slot, false, Optional.empty(), Optional.empty());
    }

    boolean isConnected() {
        return connectedTo.isPresent();
    }

    boolean isConnectedTo(String nodeId) {
        return connectedTo.isPresent() && connectedTo.get().equals(nodeId);
    }

    Member withReady(boolean newReady) {
        return new Member(playerId, displayName, slot, newReady, connectedTo, lostAtMs);
    }

    Member connected(String nodeId) {
        return new Member(
                playerId, displayName, slot, ready, Optional.of(nodeId), Optional.empty());
    }

    Member disconnected(long nowMs) {
        return new Member(playerId, displayName, slot, ready, Optional.empty(), Optional.of(nowMs));
    }

    /** As if he had never had a session. */
    Member notYetConnected() {
        return new Member(playerId, displayName, slot, ready, Optional.empty(), Optional.empty());
    }
}
