package dev.rallypoint.relay;

import dev.rallypoint.anticheat.PlayerWatch;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.RelayMessage.Seat;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.NetcodeSession;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.security.TokenBucket;
import dev.rallypoint.timeline.Attempt;
import java.util.List;

/** A connected player in his seat; hangs on his session, so that a packet finds its match. */
final class Member {
    /** Payloads held back for him; null = none. Belongs to {@link Bundles}. */
    Bundles.Waiting waiting;

    /** Judges his states; null = nobody does. Belongs to {@link Watches}. */
    PlayerWatch watch;

    /** What is left of his share; both belong to {@link SessionLimits}. */
    long datagramBucket = TokenBucket.FULL;

    long byteBucket = TokenBucket.FULL;

    /**
     * What he said of his addresses, and what his peers are told; both belong to {@link
     * Introductions}.
     */
    List<PeerAddress> offered = List.of();

    List<PeerAddress> candidates = List.of();

    /** Slots whose states he gets without the relay, a bit each. */
    long served;

    private final NetcodeSession session;
    private final Match match;
    private final Attempt attempt;
    private final Seat seat;
    private final int slot;
    private final long generation;

    /**
     * @param ticket that seated him
     * @param attempt where it is written down how that went on
     */
    Member(NetcodeSession session, Match match, MatchTicket ticket, Attempt attempt) {
        this.session = session;
        this.match = match;
        this.attempt = attempt;
        slot = ticket.slot();
        seat = new Seat(Ids.playerId(session.clientId()), slot);
        generation = ticket.generation();
    }

    Attempt attempt() {
        return attempt;
    }

    boolean isServed(int bySlot) {
        return (served >>> bySlot & 1) == 1;
    }

    NetcodeSession session() {
        return session;
    }

    Match match() {
        return match;
    }

    long clientId() {
        return session.clientId();
    }

    /** As the other rooms call it; made once, because it is told again and again. */
    Seat seat() {
        return seat;
    }

    int slot() {
        return slot;
    }

    long generation() {
        return generation;
    }
}
