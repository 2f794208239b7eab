package dev.rallypoint.lobby;

import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import java.util.List;
import java.util.Optional;

/**
 * A rule's answer.
 *
 * @param lobby after it; empty if refused
 * @param isNew whether the lobby differs from before and must be written
 * @param events to be published once it is written
 */
public record LobbyChange(
        Optional<Lobby> lobby,
        boolean isNew,
        List<LobbyEvent> events,
        Optional<Rejection> refusal) {
    static LobbyChange to(Lobby lobby, List<LobbyEvent> events) {
        return new LobbyChange(Optional.of(lobby), true, List.copyOf(events), Optional.empty());
    }

    /** Granted, but there was nothing to change. */
    static LobbyChange none(Lobby lobby) {
        return new LobbyChange(Optional.of(lobby), false, List.of(), Optional.empty());
    }

    static LobbyChange refused(Rejection rejection) {
        return new LobbyChange(Optional.empty(), false, List.of(), Optional.of(rejection));
    }

    static LobbyChange refused(ProblemCode code) {
        return refused(Rejection.of(code));
    }

    static LobbyChange refused(ProblemCode code, String detail) {
        return refused(new Rejection(code, detail));
    }

    /** Whether one of the events is of this type. */
    boolean has(String eventType) {
        return events.stream().anyMatch(event -> event.type().equals(eventType));
    }
}
