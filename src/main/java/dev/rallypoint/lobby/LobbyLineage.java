package dev.rallypoint.lobby;

import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import java.util.List;
import java.util.Optional;

/** Whether a lobby's document was made from another one, by the events that both must tell. */
final class LobbyLineage {
    private LobbyLineage() {}

    /**
     * @param ours a document that may have been written
     * @param later what was found in its place
     * @return empty if nobody can tell; false also for a change without events, which does no harm
     *     when it is made twice
     */
    static Optional<Boolean> hasBecome(String ours, String later) {
        Lobby made = LobbyCodec.decode(ours);
        Lobby found = LobbyCodec.decode(later);
        List<LobbyEvent> told =
                made.events().stream().filter(event -> event.version() == made.version()).toList();
        if (told.isEmpty() || found.version() < made.version()) {
            return Optional.of(false);
        }
        if (found.events().containsAll(told)) {
            return Optional.of(true);
        }
        return remembers(found, told.get(0)) ? Optional.of(false) : Optional.empty();
    }

    /** Whether the lobby would still have an event of that time. */
    private static boolean remembers(Lobby found, LobbyEvent event) {
        return !found.events().isEmpty() && found.events().get(0).id() <= event.id();
    }
}
