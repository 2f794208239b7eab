package dev.rallypoint.support.history;

import dev.rallypoint.support.history.Document.Seat;
import dev.rallypoint.support.history.Operation.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rules, for one lobby. */
final class LobbyTrial {
    private final List<Operation> operations;
    private final List<Document> glances;
    private final Document end;

    /** What nobody may ever take back: answers and the end, by version. */
    private final List<Document> confirmed;

    private final List<String> violations = new ArrayList<>();

    LobbyTrial(History history, Document end) {
        this.end = end;
        operations =
                history.operations().stream()
                        .filter(call -> call.lobbyId().equals(end.lobbyId()))
                        .toList();
        glances =
                history.glances().stream()
                        .filter(seen -> seen.lobbyId().equals(end.lobbyId()))
                        .toList();
        confirmed =
                Stream.concat(
                                operations.stream().flatMap(call -> call.answer().stream()),
                                Stream.of(end))
                        .sorted(Comparator.comparingLong(Document::version))
                        .toList();
    }

    List<String> violations() {
        Stream.concat(confirmed.stream(), glances.stream()).forEach(this::everyDocument);
        oneVersionOneLobby();
        answersShowWhatWasAskedFor();
        versionsGrow();
        TreeSet<String> players = new TreeSet<>();
        operations.forEach(call -> players.add(call.playerId()));
        players.forEach(this::playersMoves);
        players.forEach(this::playersEnd);
        Refusals refusals = new Refusals(operations, confirmed, end);
        operations.stream()
                .filter(call -> !call.mayCount())
                .flatMap(call -> refusals.lie(call).stream())
                .forEach(this::report);
        return violations;
    }

    private void report(String what) {
        violations.add(what + " in " + end.lobbyId());
    }

    private void everyDocument(Document seen) {
        if (seen.seats().size() > seen.capacity()) {
            report(seen.seats().size() + " members at capacity " + seen.capacity() + ": " + seen);
        }
        Set<Integer> slots = new HashSet<>();
        Set<String> members = new HashSet<>();
        for (Seat seat : seen.seats()) {
            if (!slots.add(seat.slot())) {
                report("two in slot " + seat.slot() + ": " + seen);
            }
            if (seat.slot() < 0 || seat.slot() >= seen.capacity()) {
                report("slot " + seat.slot() + " does not exist: " + seen);
            }
            if (!members.add(seat.playerId())) {
                report(seat.playerId() + " has two seats: " + seen);
            }
            if (operations.stream().noneMatch(call -> explains(call, seat, seen))) {
                report(seat.playerId() + " never asked for a seat: " + seen);
            }
        }
    }

    private static boolean explains(Operation call, Seat seat, Document seen) {
        return call.isEntry()
                && call.mayCount()
                && call.playerId().equals(seat.playerId())
                && call.beganNanos() < seen.seenNanos();
    }

    private void oneVersionOneLobby() {
        Map<Long, Document> byVersion = new TreeMap<>();
        for (Document seen : confirmed) {
            Document first = byVersion.putIfAbsent(seen.version(), seen);
            if (first != null && !Set.copyOf(first.seats()).equals(Set.copyOf(seen.seats()))) {
                report("two lobbies of one version: " + first + " and " + seen);
            }
        }
    }

    private void answersShowWhatWasAskedFor() {
        for (Operation call : operations) {
            if (call.isEntry()
                    && call.isDone()
                    && call.answer().filter(shown -> !shown.has(call.playerId())).isPresent()) {
                report(call + " was done, but the answer does not show it");
            }
        }
    }

    /** The highest version of those calls that ended before a call began. */
    private void versionsGrow() {
        List<Operation> answered =
                operations.stream().filter(call -> call.answer().isPresent()).toList();
        for (Operation later : answered) {
            for (Operation earlier : answered) {
                if (earlier.precedes(later) && version(earlier) > version(later)) {
                    report(
                            "version "
                                    + version(later)
                                    + " of "
                                    + later
                                    + " after version "
                                    + version(earlier)
                                    + " of "
                                    + earlier);
                }
            }
        }
    }

    private static long version(Operation call) {
        return call.answer().orElseThrow().version();
    }

    /** Nobody comes, goes or changes his slot more often than he asked to. */
    private void playersMoves(String playerId) {
        int arrivals = 0;
        int departures = 0;
        int slot = -1;
        for (Document seen : confirmed) {
            int now = seen.seat(playerId).map(Seat::slot).orElse(-1);
            if (now != slot) {
                arrivals += now >= 0 ? 1 : 0;
                departures += slot >= 0 ? 1 : 0;
            }
            slot = now;
        }
        long entries = count(playerId, true);
        long exits = count(playerId, false);
        if (arrivals > entries || departures > exits) {
            report(
                    playerId
                            + " came "
                            + arrivals
                            + " times and went "
                            + departures
                            + " times, having asked for "
                            + entries
                            + " and "
                            + exits);
        }
    }

    private long count(String playerId, boolean entries) {
        return operations.stream()
                .filter(call -> call.playerId().equals(playerId) && call.mayCount())
                .filter(call -> entries ? call.isEntry() : call.kind() == Kind.LEAVE)
                .count();
    }

    private void playersEnd(String playerId) {
        List<Operation> own =
                operations.stream()
                        .filter(call -> call.playerId().equals(playerId) && call.mayCount())
                        .toList();
        List<Operation> entries = own.stream().filter(Operation::isEntry).toList();
        List<Operation> exits = ofKind(own, Kind.LEAVE);
        boolean member = end.has(playerId);
        if (member && !mayBeLast(entries, exits)) {
            report(playerId + " is a member at the end, but left: " + own);
        }
        if (!member && entries.stream().anyMatch(Operation::isDone) && !mayBeLast(exits, entries)) {
            report(playerId + " was given a seat and is no member at the end: " + own);
        }
        if (member) {
            readyAtTheEnd(playerId, own, entries);
        }
    }

    /**
     * A new seat begins without the flag; a join that finds a seat takes no flag away, and which of
     * the two it was is not known.
     */
    private void readyAtTheEnd(String playerId, List<Operation> own, List<Operation> entries) {
        List<Operation> on = ofKind(own, Kind.READY);
        List<Operation> off = ofKind(own, Kind.UNREADY);
        boolean ready = end.seat(playerId).orElseThrow().ready();
        boolean explained =
                ready
                        ? mayBeLast(on, both(off, ofKind(own, Kind.LEAVE)))
                        : on.stream().noneMatch(Operation::isDone)
                                || mayBeLast(both(off, entries), on);
        if (!explained) {
            report(playerId + " is " + (ready ? "" : "not ") + "ready at the end: " + own);
        }
    }

    private static List<Operation> both(List<Operation> these, List<Operation> those) {
        return Stream.concat(these.stream(), those.stream()).toList();
    }

    private static List<Operation> ofKind(List<Operation> calls, Kind kind) {
        return calls.stream().filter(call -> call.kind() == kind).toList();
    }

    /** Whether one of these may have taken effect after all of the others that were done. */
    private static boolean mayBeLast(List<Operation> these, List<Operation> others) {
        return these.stream()
                .anyMatch(
                        one ->
                                others.stream()
                                        .noneMatch(other -> other.isDone() && one.precedes(other)));
    }
}
