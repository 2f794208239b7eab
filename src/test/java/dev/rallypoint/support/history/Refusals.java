package dev.rallypoint.support.history;

import dev.rallypoint.support.history.Operation.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/** Whether what callers were refused for was so at some moment of their call. */
final class Refusals {
    static final String FULL = "lobby_full";
    static final String NOT_MEMBER = "not_member";

    /** These say that nothing was done and nothing of the lobby. */
    private static final Set<String> SILENT = Set.of("conflict", "rate_limited");

    private final List<Operation> operations;
    private final List<Document> confirmed;
    private final Document end;

    /**
     * @param confirmed answers and the end
     */
    Refusals(List<Operation> operations, List<Document> confirmed, Document end) {
        this.operations = operations;
        this.confirmed = confirmed;
        this.end = end;
    }

    /** What is false about a refusal; empty if it may be true. */
    Optional<String> lie(Operation refused) {
        if (SILENT.contains(refused.code())) {
            return Optional.empty();
        }
        if (refused.code().equals(FULL)) {
            return mayBeFull(refused)
                    ? Optional.empty()
                    : Optional.of("never full while it was said to be: " + refused);
        }
        if (refused.code().equals(NOT_MEMBER)) {
            return mayBeOut(refused)
                    ? Optional.empty()
                    : Optional.of("a member all the time: " + refused);
        }
        return Optional.of("no reason for such a refusal: " + refused);
    }

    /**
     * Of the versions that may have been current during the call one may have been full. One change
     * moves one member, so a version that nobody saw differs from the next known one by at most
     * their distance.
     */
    private boolean mayBeFull(Operation refused) {
        return LongStream.rangeClosed(oldest(refused), newest(refused))
                .anyMatch(version -> mostMembers(version) >= end.capacity());
    }

    private long oldest(Operation refused) {
        return confirmed.stream()
                .filter(seen -> seen.seenNanos() < refused.beganNanos())
                .mapToLong(Document::version)
                .max()
                .orElse(0);
    }

    /** Changes that began later can only have seen the same or a later version. */
    private long newest(Operation refused) {
        return operations.stream()
                .filter(call -> call.beganNanos() > refused.endedNanos())
                .flatMap(call -> call.answer().stream())
                .mapToLong(Document::version)
                .min()
                .orElse(end.version());
    }

    private long mostMembers(long version) {
        return confirmed.stream()
                .mapToLong(seen -> seen.seats().size() + Math.abs(seen.version() - version))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Not if a seat was given before the call and nothing since may have taken it away. */
    private boolean mayBeOut(Operation refused) {
        List<Operation> own =
                operations.stream()
                        .filter(call -> call.playerId().equals(refused.playerId()))
                        .filter(Operation::mayCount)
                        .toList();
        return own.stream()
                .filter(entry -> entry.isEntry() && entry.precedes(refused))
                .noneMatch(entry -> isKept(entry, own, refused));
    }

    private static boolean isKept(Operation entry, List<Operation> own, Operation until) {
        return own.stream()
                .filter(call -> call.kind() == Kind.LEAVE)
                .allMatch(exit -> exit.precedes(entry) || exit.beganNanos() > until.endedNanos());
    }
}
