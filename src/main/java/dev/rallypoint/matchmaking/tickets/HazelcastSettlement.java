package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.matchmaking.tickets.MatchEntry.State;
import dev.rallypoint.matchmaking.tickets.MatchEntry.TicketShare;
import dev.rallypoint.runtime.EpochClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The steps of a match in the cluster maps, each safe to be done twice, by two nodes at once, and
 * after the node that did the one before is gone. What decides is the match's own entry: a ticket
 * is released only after that says the match failed, and told of its lobby only after it says that
 * the players sit there. Blocks, as the store does.
 */
final class HazelcastSettlement {
    private final HazelcastTicketStore store;
    private final EpochClock clock;

    HazelcastSettlement(HazelcastTicketStore store, EpochClock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Claims all tickets of a proposed match, or gives it up.
     *
     * @return {@code COMMITTED} or {@code ABORTED}; a later state if another node went on with it
     */
    MatchEntry decide(MatchEntry proposal) {
        MatchEntry match = store.begin(proposal);
        if (match.state() != State.PREPARING) {
            return match;
        }
        for (TicketShare share : match.tickets()) {
            boolean isOurs =
                    store.change(
                                    share.ticketId(),
                                    entry ->
                                            TicketRules.claim(
                                                    entry, match.matchId(), share.version()))
                            .refusal()
                            .isEmpty();
            if (!isOurs) {
                return store.changeMatch(match.matchId(), MatchRules::abort);
            }
        }
        return store.changeMatch(match.matchId(), MatchRules::commit);
    }

    /**
     * Takes up what another node left: given up if it was not decided.
     *
     * @return empty if nobody knows the match any more: then it ended long ago
     */
    Optional<MatchEntry> takeUp(String matchId) {
        return store.findMatch(matchId)
                .map(
                        match ->
                                match.state() == State.PREPARING
                                        ? store.changeMatch(matchId, MatchRules::abort)
                                        : match);
    }

    /** The lobby has the players, unless another node came to the other end. */
    MatchEntry seated(MatchEntry match) {
        return store.changeMatch(match.matchId(), MatchRules::seated);
    }

    /** The lobby did not take the players, unless another node came to the other end. */
    MatchEntry unseated(MatchEntry match) {
        return store.changeMatch(match.matchId(), MatchRules::unseated);
    }

    /** Tells the tickets of a match that came to its end. */
    List<TicketEntry> settle(MatchEntry match) {
        return match.state() == State.SEATED ? tellMatched(match) : release(match);
    }

    private List<TicketEntry> tellMatched(MatchEntry match) {
        List<TicketEntry> told =
                changeAll(match, entry -> TicketRules.match(entry, match.toApi(), clock.nowMs()));
        for (TicketEntry entry : told) {
            free(entry);
        }
        return told;
    }

    private List<TicketEntry> release(MatchEntry match) {
        return changeAll(match, entry -> TicketRules.release(entry, match.matchId()));
    }

    /** A ticket whose match nobody knows any more goes on waiting. */
    TicketChange release(String ticketId, String matchId) {
        return store.change(ticketId, entry -> TicketRules.release(entry, matchId));
    }

    private List<TicketEntry> changeAll(
            MatchEntry match, Function<TicketEntry, TicketChange> rule) {
        List<TicketEntry> changed = new ArrayList<>();
        for (TicketShare share : match.tickets()) {
            TicketChange change = store.change(share.ticketId(), rule);
            if (change.isNew()) {
                changed.add(change.entry().orElseThrow());
            }
        }
        return changed;
    }

    private void free(TicketEntry ended) {
        store.freePlayers(
                ended.seats().stream().map(TicketSeat::playerId).toList(), ended.ticketId());
    }

    /** Ends a ticket whose time is over. */
    TicketChange expire(String ticketId) {
        return end(ticketId, entry -> TicketRules.expire(entry, clock.nowMs()));
    }

    /** Ends a ticket whose players have gone. */
    TicketChange silence(String ticketId) {
        return end(ticketId, entry -> TicketRules.silence(entry, clock.nowMs()));
    }

    private TicketChange end(String ticketId, Function<TicketEntry, TicketChange> rule) {
        TicketChange change = store.change(ticketId, rule);
        if (change.isNew()) {
            free(change.entry().orElseThrow());
        }
        return change;
    }
}
