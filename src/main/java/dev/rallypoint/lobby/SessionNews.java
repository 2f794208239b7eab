package dev.rallypoint.lobby;

import dev.rallypoint.contract.RelayMessage.SessionChanged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * News of sessions that lobbies have not taken in yet. What comes while a lobby is being changed
 * goes into its next change together; what comes while its move here is still being written is
 * held, so that writes that cannot succeed yet take no thread from others. Belongs to one thread.
 */
final class SessionNews {
    private final Map<String, List<SessionChanged>> waiting = new HashMap<>();
    private final Set<String> held = new HashSet<>();

    /**
     * @param isHeld whether the lobby cannot be written yet
     * @return whether the lobby must be changed for it: false if that was asked for already, or is
     *     to come
     */
    boolean add(SessionChanged session, boolean isHeld) {
        String lobbyId = session.lobbyId();
        boolean isFirst = !waiting.containsKey(lobbyId);
        waiting.computeIfAbsent(lobbyId, id -> new ArrayList<>()).add(session);
        if (isFirst && isHeld) {
            held.add(lobbyId);
        }
        return isFirst && !isHeld;
    }

    /** Ids of lobbies whose news are held. */
    Set<String> held() {
        return Set.copyOf(held);
    }

    boolean isHeld(String lobbyId) {
        return held.contains(lobbyId);
    }

    /** The lobby can be written, and must be changed for what was held. */
    void release(String lobbyId) {
        held.remove(lobbyId);
    }

    /** All there are of a lobby, for the change that is made now. */
    List<SessionChanged> take(String lobbyId) {
        List<SessionChanged> taken = waiting.remove(lobbyId);
        return taken == null ? List.of() : taken;
    }
}
