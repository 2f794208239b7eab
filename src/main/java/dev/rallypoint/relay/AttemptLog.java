package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Admission.Claim;
import dev.rallypoint.protocol.netcode.HandshakeStep;
import dev.rallypoint.protocol.netcode.NetcodeServer.End;
import dev.rallypoint.protocol.netcode.NetcodeSession;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.timeline.Attempt;
import dev.rallypoint.timeline.RelayTimelines;
import dev.rallypoint.timeline.Step;
import java.util.Optional;

/** Writes down what the netcode server tells of attempts to connect. */
final class AttemptLog {
    private final RelayTimelines timelines;

    /** The claim that was asked for last: one handshake's are all the same object. */
    private Claim claim;

    private Optional<Attempt> ofClaim = Optional.empty();

    AttemptLog(RelayTimelines timelines) {
        this.timelines = timelines;
    }

    RelayTimelines timelines() {
        return timelines;
    }

    /** The attempt of a player who is about to be seated. */
    Attempt seated(NetcodeSession session, MatchTicket ticket, long nowMs) {
        Attempt attempt =
                timelines.attempt(session.clientId(), ticket.matchId(), ticket.generation());
        attempt.onSeated(ticket.slot(), session.address(), nowMs);
        return attempt;
    }

    void onStep(HandshakeStep step, Claim of, PeerAddress from, long nowMs) {
        attempt(of).ifPresent(attempt -> attempt.on(Step.valueOf(step.name()), from, nowMs));
    }

    void onRefused(Claim of, DropReason reason, PeerAddress from, long nowMs) {
        Optional<Attempt> attempt = attempt(of);
        if (attempt.isPresent()) {
            attempt.get().onDrop(reason, nowMs);
        } else {
            timelines.strangers().count(from, reason, nowMs);
        }
    }

    private Optional<Attempt> attempt(Claim of) {
        if (of != claim) {
            claim = of;
            ofClaim =
                    MatchTicket.decode(of.userData())
                            .map(
                                    ticket ->
                                            timelines.attempt(
                                                    of.clientId(),
                                                    ticket.matchId(),
                                                    ticket.generation()));
        }
        return ofClaim;
    }

    static void onSessionDrop(NetcodeSession session, DropReason reason, long nowMs) {
        of(session).onDrop(reason, nowMs);
    }

    void onStrangersDrop(PeerAddress from, DropReason reason, long nowMs) {
        timelines.strangers().count(from, reason, nowMs);
    }

    static void onRoamed(NetcodeSession session, long nowMs) {
        of(session).on(Step.ADDRESS_CHANGED, session.address(), nowMs);
    }

    static void onEnded(NetcodeSession session, End end, long nowMs) {
        of(session).onEnded(RelayMetrics.word(end), session.address(), nowMs);
    }

    private static Attempt of(NetcodeSession session) {
        return ((Member) session.attachment()).attempt();
    }
}
