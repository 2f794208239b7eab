package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.matchmaking.tickets.MatchEntry.State;
import java.util.Optional;

/**
 * What becomes of a match in the making: each answers with the match after it, or with nothing if
 * it is too late for that. Of a commit and an abort one wins, whoever tries what.
 */
final class MatchRules {
    private MatchRules() {}

    /** All its tickets are claimed. */
    static Optional<MatchEntry> commit(MatchEntry match) {
        return from(match, State.PREPARING, State.COMMITTED);
    }

    /** Not all its tickets could be claimed, or nobody goes on with it. */
    static Optional<MatchEntry> abort(MatchEntry match) {
        return from(match, State.PREPARING, State.ABORTED);
    }

    /** Its lobby has the players. */
    static Optional<MatchEntry> seated(MatchEntry match) {
        return from(match, State.COMMITTED, State.SEATED);
    }

    /** Its lobby took them no more. */
    static Optional<MatchEntry> unseated(MatchEntry match) {
        return from(match, State.COMMITTED, State.UNSEATED);
    }

    private static Optional<MatchEntry> from(MatchEntry match, State before, State after) {
        return match.state() == before ? Optional.of(match.with(after)) : Optional.empty();
    }
}
