package dev.rallypoint.support.history;

import java.util.Optional;

/**
 * One call that may change a lobby.
 *
 * @param playerId whose seat it is about
 * @param code of the refusal; empty if it was none
 * @param answer the lobby after it, where the API shows it
 */
public record Operation(
        Kind kind,
        String lobbyId,
        String playerId,
        long beganNanos,
        long endedNanos,
        Outcome outcome,
        String code,
        Optional<Document> answer) {
    /** What was asked for. */
    public enum Kind {
        /** The first join. */
        CREATE,
        JOIN,
        /** A kick is one too. */
        LEAVE,
        READY,
        UNREADY
    }

    /** What became of it. */
    public enum Outcome {
        DONE,
        REFUSED,
        /** No answer, or one that says so: it may have been done, also later, or not. */
        UNKNOWN
    }

    boolean isEntry() {
        return kind == Kind.CREATE || kind == Kind.JOIN;
    }

    boolean isDone() {
        return outcome == Outcome.DONE;
    }

    /** Whether it may have changed something. */
    boolean mayCount() {
        return outcome != Outcome.REFUSED;
    }

    /** Whether it surely took effect before the other one began. */
    boolean precedes(Operation other) {
        return isDone() && endedNanos < other.beganNanos;
    }

    @Override
    public String toString() {
        return kind + " " + playerId + " " + outcome + code + " " + beganNanos + ".." + endedNanos;
    }
}
