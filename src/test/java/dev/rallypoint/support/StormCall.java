package dev.rallypoint.support;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.support.history.Document;
import dev.rallypoint.support.history.Operation;
import dev.rallypoint.support.history.Operation.Kind;
import dev.rallypoint.support.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A call of a {@link JoinStorm} as HTTP, and its answer as a line of the history. */
record StormCall(Kind kind, String lobbyId, String playerId) {
    String method() {
        return switch (kind) {
            case CREATE, JOIN -> "POST";
            case LEAVE -> "DELETE";
            case READY, UNREADY -> "PUT";
        };
    }

    String path() {
        String members = "/v1/lobbies/" + lobbyId + "/members";
        return switch (kind) {
            case CREATE, JOIN -> members;
            case LEAVE -> members + "/me";
            case READY, UNREADY -> members + "/me/ready";
        };
    }

    String body() {
        return switch (kind) {
            case CREATE, JOIN -> "{}";
            case LEAVE -> "";
            case READY -> "{\"ready\":true}";
            case UNREADY -> "{\"ready\":false}";
        };
    }

    Operation answered(LiveApi.Answer answer, long beganNanos, long endedNanos) {
        boolean showsLobby =
                answer.status() / 100 == 2 && (kind == Kind.CREATE || kind == Kind.JOIN);
        return new Operation(
                kind,
                lobbyId,
                playerId,
                beganNanos,
                endedNanos,
                outcome(answer.status()),
                answer.code(),
                showsLobby ? Optional.of(document(answer.body())) : Optional.empty());
    }

    /** A server error may come after the change was made. */
    private static Outcome outcome(int status) {
        return switch (status / 100) {
            case 2 -> Outcome.DONE;
            case 4 -> Outcome.REFUSED;
            default -> Outcome.UNKNOWN;
        };
    }

    Operation unanswered(long beganNanos, long endedNanos) {
        return new Operation(
                kind,
                lobbyId,
                playerId,
                beganNanos,
                endedNanos,
                Outcome.UNKNOWN,
                "no answer",
                Optional.empty());
    }

    static Document document(JsonNode lobby) {
        List<Document.Seat> seats = new ArrayList<>();
        lobby.get("members")
                .forEach(
                        member ->
                                seats.add(
                                        new Document.Seat(
                                                member.get("playerId").asText(),
                                                member.get("slot").asInt(),
                                                member.get("ready").asBoolean())));
        return new Document(
                lobby.get("lobbyId").asText(),
                lobby.get("capacity").asInt(),
                lobby.get("version").asLong(),
                seats,
                System.nanoTime());
    }
}
