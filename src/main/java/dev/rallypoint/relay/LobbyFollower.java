package dev.rallypoint.relay;

import dev.rallypoint.contract.BusMessage.LobbyEvent;
import dev.rallypoint.contract.Ids;
import java.util.UUID;

/** What lobby events mean to a relay. Events of lobbies that race elsewhere change nothing here. */
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
