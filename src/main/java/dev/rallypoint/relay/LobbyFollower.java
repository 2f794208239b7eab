package dev.rallypoint.relay;

import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.RelayMessage.MatchMoved;
import dev.rallypoint.contract.RelayMessage.SessionRefused;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What lobbies and bans say and what it means to a relay. Events of lobbies that race elsewhere
 * change nothing here.
 */
final class LobbyFollower {
    private final Relay relay;

    LobbyFollower(Relay relay) {
        this.relay = relay;
    }

    void onLobbyEvent(LobbyEvent event, long nowMs) {
        UUID lobbyId = UUID.fromString(event.lobbyId());
        switch (event.type()) {
            case LobbyEvent.MEMBER_LEFT ->
                    event.playerId()
                            .ifPresent(player -> disconnect(lobbyId, player, event.atMs(), nowMs));
            case LobbyEvent.CLOSED -> relay.closeMatch(lobbyId, event.atMs(), nowMs);
            case LobbyEvent.OWNER_CHANGED ->
                    event.slot()
                            .ifPresent(slot -> relay.setHost(lobbyId, slot, event.atMs(), nowMs));
            default -> {
                // Chat, readiness and settings are no business of the relay.
            }
        }
    }

    void onMatchMoved(MatchMoved moved, long nowMs) {
        UUID lobbyId = UUID.fromString(moved.lobbyId());
        if (!moved.here()) {
            relay.matchLeft(lobbyId, moved.generation(), nowMs);
            return;
        }
        Map<Long, Integer> slots = new HashMap<>();
        moved.members()
                .forEach(
                        seat ->
                                Ids.clientId(seat.playerId())
                                        .ifPresent(id -> slots.put(id, seat.slot())));
        relay.matchArrived(lobbyId, moved.generation(), slots, nowMs);
        // Newer than what any token says that was given out before.
        moved.hostSlot()
                .ifPresent(slot -> relay.setHost(lobbyId, slot, moved.generation() + 1, nowMs));
    }

    void onSessionRefused(SessionRefused refused, long nowMs) {
        disconnect(
                UUID.fromString(refused.lobbyId()),
                refused.playerId(),
                refused.generation(),
                nowMs);
    }

    private void disconnect(UUID lobbyId, String playerId, long atMs, long nowMs) {
        Ids.clientId(playerId)
                .ifPresent(clientId -> relay.disconnectMember(lobbyId, clientId, atMs, nowMs));
    }
}
