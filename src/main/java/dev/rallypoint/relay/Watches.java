package dev.rallypoint.relay;

import dev.rallypoint.anticheat.PlayerWatch;
import dev.rallypoint.anticheat.Referee;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.FramedHeader.Channel;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Whose states are judged, and by the rules of which game mode: that of the newest ticket in the
 * match, so that nobody stays unwatched who connected before his lobby changed its mode.
 */
final class Watches {
    /** Nobody's are. */
    static final Watches NONE = new Watches(Optional.empty());

    private final Optional<Referee> referee;

    Watches(Referee referee) {
        this(Optional.of(referee));
    }

    private Watches(Optional<Referee> referee) {
        this.referee = referee;
    }

    void onJoined(Match match, Member newcomer, MatchTicket ticket) {
        if (referee.isEmpty()) {
            return;
        }
        MatchTicket before = match.declaration;
        if (before == null || ticket.generation() >= before.generation()) {
            match.declaration = ticket;
            boolean isChanged = before != null && !isSame(before, ticket);
            match.connected().stream()
                    .filter(member -> member == newcomer || isChanged)
                    .forEach(member -> watch(member, ticket));
        } else {
            watch(newcomer, before);
        }
    }

    private static boolean isSame(MatchTicket one, MatchTicket other) {
        return one.gameMode().equals(other.gameMode()) && one.track().equals(other.track());
    }

    private void watch(Member member, MatchTicket declaration) {
        member.watch =
                referee.flatMap(judge -> judge.watch(declaration, member.clientId())).orElse(null);
    }

    /**
     * A state message to all others.
     *
     * @return null = forward it
     */
    static DropReason onState(Member from, ByteBuffer payload, long nowMs) {
        PlayerWatch watch = from.watch;
        return watch == null ? null : watch.onState(payload, nowMs);
    }

    /**
     * A message to one member: states go to all where they are judged.
     *
     * @return null = forward it
     */
    static DropReason onAside(Member from, ByteBuffer payload) {
        boolean judged = from.watch != null && FramedHeader.channel(payload) == Channel.STATE;
        return judged ? from.watch.onStateAside() : null;
    }
}
