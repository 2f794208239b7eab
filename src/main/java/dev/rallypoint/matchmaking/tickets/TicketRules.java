package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.TicketsConfig;
import dev.rallypoint.matchmaking.tickets.TicketEntry.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of a ticket. Each rule is safe to be applied twice, and by several nodes. */
record TicketRules(TicketsConfig config) {
    static final String LEFT = "left";
    static final String DECLINED = "declined";
    static final String BANNED = "banned";
    static final String BY_MEMBER = "cancelled-by-member";
    static final String UNCONFIRMED = "not-confirmed";
    static final String NOBODY_FOUND = "nobody-found";
    static final String SILENT = "silent";
    static final String NEVER_WRITTEN = "never-written";

    private static final long MS_PER_SECOND = 1_000;

    /**
     * @param party the invited
     */
    record Wish(
            String ticketId,
            PoolKey pool,
            TicketSeat creator,
            List<TicketSeat> party,
            Map<String, String> attributes) {}

    /** A new ticket; it searches at once if nobody is invited. */
    TicketEntry create(Wish wish, Optional<Long> likelyMs, long nowMs) {
        List<TicketSeat> seats = new ArrayList<>(List.of(wish.creator()));
        seats.addAll(wish.party());
        TicketEntry unborn =
                new TicketEntry(
                        wish.ticketId(),
                        wish.pool().gameMode(),
                        wish.pool().shard(),
                        seats,
                        wish.attributes(),
                        nowMs,
                        0,
                        nowMs + config.confirmSeconds() * MS_PER_SECOND,
                        State.PENDING,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        likelyMs,
                        List.of(),
                        0);
        TicketDraft draft = new TicketDraft(unborn, nowMs);
        draft.created(wish.creator().playerId());
        searchIfComplete(draft);
        return draft.toChange().entry().orElseThrow();
    }

    /**
     * In the place of a ticket whose node was lost before it wrote it, so that it never comes into
     * being.
     */
    static TicketEntry neverWritten(String ticketId, long nowMs) {
        TicketEntry unborn =
                new TicketEntry(
                        ticketId,
                        "",
                        0,
                        List.of(),
                        Map.of(),
                        nowMs,
                        0,
                        nowMs,
                        State.PENDING,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        0);
        TicketDraft draft = new TicketDraft(unborn, nowMs);
        draft.end(State.CANCELLED, NEVER_WRITTEN, Optional.empty());
        return draft.toChange().entry().orElseThrow();
    }

    private void searchIfComplete(TicketDraft draft) {
        if (draft.isComplete()) {
            draft.search(config.lifeSeconds() * MS_PER_SECOND);
        }
    }

    /**
     * @param seat as its player filled it in
     */
    TicketChange confirm(TicketEntry entry, TicketSeat seat, long nowMs) {
        if (entry.seat(seat.playerId()).isEmpty()) {
            return TicketChange.refused(ProblemCode.TICKET_NOT_FOUND, "not invited any more");
        }
        if (entry.hasEnded()) {
            return ended(entry);
        }
        TicketDraft draft = new TicketDraft(entry, nowMs);
        if (entry.isConfirmed(seat.playerId())) {
            boolean isNews = entry.state() != State.CLAIMED && !entry.seats().contains(seat);
            return isNews ? draft.measuredAnew(seat) : TicketChange.none(entry);
        }
        draft.confirm(seat);
        searchIfComplete(draft);
        return draft.toChange();
    }

    private static TicketChange ended(TicketEntry entry) {
        return entry.state() == State.MATCHED
                ? TicketChange.refused(ProblemCode.TICKET_MATCHED, "look at its lobbyId")
                : TicketChange.refused(ProblemCode.TICKET_ENDED, "it is " + entry.state().word());
    }

    private static TicketChange beingMatched() {
        return TicketChange.refused(
                ProblemCode.CONFLICT, "a match is being made of it at this moment");
    }

    /**
     * Takes a member off, invited or confirmed. It ends with the last one who confirmed: nobody is
     * left then who invites.
     */
    TicketChange leave(TicketEntry entry, String playerId, String why, long nowMs) {
        if (entry.seat(playerId).isEmpty()) {
            return TicketChange.refused(ProblemCode.TICKET_NOT_FOUND, "not a member of it");
        }
        if (entry.hasEnded()) {
            return ended(entry);
        }
        if (entry.state() == State.CLAIMED) {
            return beingMatched();
        }
        TicketDraft draft = new TicketDraft(entry, nowMs);
        draft.remove(playerId, why);
        if (!draft.hasConfirmedMember()) {
            draft.end(State.CANCELLED, why, Optional.of(playerId));
        } else {
            searchIfComplete(draft);
        }
        return draft.toChange();
    }

    /**
     * Ends it for all of its members; nothing to do if it was cancelled before. Who is invited and
     * has not confirmed has no say in it: he declines.
     */
    TicketChange cancel(TicketEntry entry, String playerId, String why, long nowMs) {
        if (entry.state() == State.CANCELLED) {
            return TicketChange.none(entry);
        }
        if (!entry.isConfirmed(playerId)) {
            return leave(entry, playerId, DECLINED, nowMs);
        }
        if (entry.hasEnded()) {
            return ended(entry);
        }
        if (entry.state() == State.CLAIMED) {
            return beingMatched();
        }
        TicketDraft draft = new TicketDraft(entry, nowMs);
        draft.end(State.CANCELLED, why, Optional.of(playerId));
        return draft.toChange();
    }

    /** Whether {@link #expire} would change something; cheap. */
    static boolean isDue(TicketEntry entry, long nowMs) {
        return (entry.state() == State.PENDING || entry.state() == State.SEARCHING)
                && nowMs >= entry.endsAtMs();
    }

    static TicketChange expire(TicketEntry entry, long nowMs) {
        if (!isDue(entry, nowMs)) {
            return TicketChange.none(entry);
        }
        TicketDraft draft = new TicketDraft(entry, nowMs);
        draft.end(
                State.EXPIRED,
                entry.state() == State.PENDING ? UNCONFIRMED : NOBODY_FOUND,
                Optional.empty());
        return draft.toChange();
    }

    /** Ends one that waits and whose players have gone. */
    static TicketChange silence(TicketEntry entry, long nowMs) {
        if (entry.state() != State.SEARCHING) {
            return TicketChange.none(entry);
        }
        TicketDraft draft = new TicketDraft(entry, nowMs);
        draft.end(State.EXPIRED, SILENT, Optional.empty());
        return draft.toChange();
    }

    /**
     * Takes it for a match in the making, as the match function saw it.
     *
     * @param version that was seen
     */
    static TicketChange claim(TicketEntry entry, String matchId, long version) {
        if (entry.isClaimedBy(matchId)) {
            return TicketChange.none(entry);
        }
        if (entry.state() != State.SEARCHING || entry.version() != version) {
            return TicketChange.refused(ProblemCode.CONFLICT, "the ticket changed meanwhile");
        }
        TicketDraft draft = new TicketDraft(entry, entry.searchingSinceMs());
        draft.claim(matchId);
        return draft.toChange();
    }

    /** Gives it back to the pool, if it is that match which holds it. */
    static TicketChange release(TicketEntry entry, String matchId) {
        if (!entry.isClaimedBy(matchId)) {
            return TicketChange.none(entry);
        }
        TicketDraft draft = new TicketDraft(entry, entry.searchingSinceMs());
        draft.release();
        return draft.toChange();
    }

    /** It found its match, if it is that one which holds it. */
    static TicketChange match(TicketEntry entry, Api.TicketMatch match, long nowMs) {
        if (!entry.isClaimedBy(match.matchId())) {
            return TicketChange.none(entry);
        }
        TicketDraft draft = new TicketDraft(entry, nowMs);
        draft.match(match);
        return draft.toChange();
    }
}
