package dev.rallypoint.support.history;

import java.util.List;

/**
 * What a test did and saw.
 *
 * @param operations all calls, in any order
 * @param glances what reads showed on the way: true as far as it goes, but maybe of a change that
 *     was never acknowledged and is gone
 * @param ends every lobby after the last call
 */
public record History(List<Operation> operations, List<Document> glances, List<Document> ends) {
    public History {
        operations = List.copyOf(operations);
        glances = List.copyOf(glances);
        ends = List.copyOf(ends);
    }

    /** What is wrong with it; empty is good. */
    public List<String> violations() {
        return ends.stream()
                .flatMap(end -> new LobbyTrial(this, end).violations().stream())
                .toList();
    }

    /** For the end of a test. */
    public String summary() {
        long done = operations.stream().filter(Operation::isDone).count();
        long refused = operations.stream().filter(call -> !call.mayCount()).count();
        return String.format(
                "%d calls: %d done, %d refused, %d of unknown outcome; %d glances; %d lobbies with"
                        + " %d members at the end",
                operations.size(),
                done,
                refused,
                operations.size() - done - refused,
                glances.size(),
                ends.size(),
                ends.stream().mapToInt(end -> end.seats().size()).sum());
    }
}
