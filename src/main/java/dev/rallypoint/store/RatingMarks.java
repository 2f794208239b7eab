package dev.rallypoint.store;

import java.util.Optional;

/**
 * How far the ratings of a mode are made. Up to the front every match that counts has been rated;
 * from the other mark on to the front they are to be made again, because a match in between came
 * late or was voided. What is before both is as if everything had come in order.
 *
 * @param redo empty = nothing is to be made again
 */
record RatingMarks(Mark front, Optional<Mark> redo) {
    /** With this match, or without id before all that ended then. */
    record Mark(long endedAtMs, String matchId) {}

    /** Whether the front has passed a match that ended then, or may have. */
    boolean hasPassed(long endedAtMs) {
        return endedAtMs <= front.endedAtMs();
    }

    /** What is rated anyway does not change by it. */
    RatingMarks withRedoFrom(long endedAtMs) {
        boolean isBefore = redo.filter(mark -> mark.endedAtMs() < endedAtMs).isPresent();
        return isBefore || !hasPassed(endedAtMs)
                ? this
                : new RatingMarks(front, Optional.of(new Mark(endedAtMs, "")));
    }

    RatingMarks withFront(Mark newFront) {
        return new RatingMarks(newFront, redo);
    }

    RatingMarks withRedo(Optional<Mark> newRedo) {
        return new RatingMarks(front, newRedo);
    }
}
