package dev.rallypoint.relay;

import dev.rallypoint.contract.BusMessage.Ban;
import dev.rallypoint.contract.BusMessage.BansChanged;
import dev.rallypoint.contract.BusMessage.LobbyEvent;
import dev.rallypoint.contract.BusMessage.MatchMoved;
import dev.rallypoint.contract.Ids;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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
            case LobbyEvent.MEMBER_LEFT -> disconnect(lobbyId, event, nowMs);
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

    void onBans(BansChanged news, long nowMs) {
        Set<Long> clientIds = new HashSet<>();
        for (Ban ban : news.bans()) {
            if (ban.subject().equals(Ban.PLAYER)) {
                Ids.clientId(ban.value()).ifPresent(clientIds::add);
            }
        }
        if (!clientIds.isEmpty()) {
            relay.banned(clientIds, nowMs);
        }
    }

    private void disconnect(UUID lobbyId, LobbyEvent event, long nowMs) {
        event.playerId()
                .ifPresent(
                        player ->
                                Ids.clientId(player)
                                        .ifPresent(
                                                id ->
                                                        relay.disconnectMember(
                                                                lobbyId, id, event.atMs(), nowMs)));
    }
}
