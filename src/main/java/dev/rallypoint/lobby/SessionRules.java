package dev.rallypoint.lobby;

import dev.rallypoint.contract.LobbyConfig;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import java.util.List;
import java.util.Optional;

/**
 * What relay sessions, the loss of nodes and time do to a lobby.
 *
 * @param homes of the nodes as they are now
 */
record SessionRules(LobbyConfig config, MatchHomes homes) {
    static final String TIMEOUT = "timeout";
    private static final long MS_PER_SECOND = 1_000;

    /**
     * Sessions began or ended on a node, in this order. What is not of the member who sits there
     * now is ignored: he may have left and come back, or have a session on another node already.
     * Who was sent on to the match's new home stays connected on the way; if he never arrives, the
     * old home finds that he has no session.
     */
    LobbyChange sessionsChanged(Lobby lobby, List<SessionChanged> news, String nodeId, long nowMs) {
        LobbyDraft draft = new LobbyDraft(lobby, config.keptEvents(), nowMs);
        boolean isNew = false;
        for (SessionChanged session : news) {
            Optional<Member> changed =
                    draft.member(session.playerId())
                            .filter(member -> isNew(lobby, member, session, nodeId));
            changed.ifPresent(member -> note(draft, member, session, nodeId, nowMs));
            isNew |= changed.isPresent();
        }
        return isNew ? draft.toChange() : LobbyChange.none(lobby);
    }

    private static boolean isNew(
            Lobby lobby, Member member, SessionChanged session, String nodeId) {
        boolean isHere = member.connectedTo().equals(Optional.of(nodeId));
        boolean isOnTheWay =
                session.reason().equals(SessionChanged.MOVED) && !lobby.livesOn(nodeId);
        return member.slot() == session.slot() && session.connected() != isHere && !isOnTheWay;
    }

    private static void note(
            LobbyDraft draft, Member member, SessionChanged session, String nodeId, long nowMs) {
        if (session.connected()) {
            connect(draft, member, nodeId);
        } else {
            disconnect(draft, member, nowMs);
        }
    }

    private static void connect(LobbyDraft draft, Member member, String nodeId) {
        draft.replace(member, member.connected(nodeId));
        if (!member.isConnected()) {
            draft.event(LobbyEvent.MEMBER_CONNECTED, member);
        }
    }

    private static void disconnect(LobbyDraft draft, Member member, long nowMs) {
        Member lost = member.disconnected(nowMs);
        draft.replace(member, lost);
        draft.event(LobbyEvent.MEMBER_DISCONNECTED, lost);
    }

    /** Whether {@link #relocate} would change something; cheap. */
    private boolean isStranded(Lobby lobby) {
        return homes.mustMove(lobby) || hasCutOff(lobby);
    }

    /** The same, but for the loss of a node only: not because one is drained. */
    boolean isOrphan(Lobby lobby) {
        return homes.isOrphan(lobby) || hasCutOff(lobby);
    }

    private boolean hasCutOff(Lobby lobby) {
        return lobby.members().stream().anyMatch(this::isCutOff);
    }

    /**
     * Members of dead nodes count as disconnected, and a match whose home is gone or being drained
     * moves to another node, if there is one that takes it. Safe to be applied twice, and by
     * several nodes.
     */
    LobbyChange relocate(Lobby lobby, long nowMs) {
        if (lobby.isClosed() || !isStranded(lobby)) {
            return LobbyChange.none(lobby);
        }
        LobbyDraft draft = new LobbyDraft(lobby, config.keptEvents(), nowMs);
        lobby.members().stream()
                .filter(this::isCutOff)
                .forEach(member -> disconnect(draft, member, nowMs));
        if (homes.mustMove(lobby)) {
            settle(draft, lobby, homes.home(lobby).orElseThrow());
        }
        return draft.toChange();
    }

    private void settle(LobbyDraft draft, Lobby lobby, String home) {
        draft.home(home, homes.standbys(lobby, home));
    }

    /** Whether {@link #expire} would change something; cheap. */
    boolean isDue(Lobby lobby, long nowMs) {
        return isEmptyTooLong(lobby, nowMs)
                || lobby.members().stream().anyMatch(member -> isOverdue(member, nowMs));
    }

    /**
     * Members disconnected for longer than the grace time leave, and a lobby without a connected
     * member for longer than the empty timeout closes.
     */
    LobbyChange expire(Lobby lobby, long nowMs) {
        if (!isDue(lobby, nowMs)) {
            return LobbyChange.none(lobby);
        }
        LobbyDraft draft = new LobbyDraft(lobby, config.keptEvents(), nowMs);
        if (isEmptyTooLong(lobby, nowMs)) {
            draft.close(LobbyDraft.EMPTY);
            return draft.toChange();
        }
        lobby.members().stream()
                .filter(member -> isOverdue(member, nowMs))
                .forEach(member -> draft.unseat(member, TIMEOUT));
        return draft.toChange();
    }

    private boolean isCutOff(Member member) {
        return member.connectedTo().filter(nodeId -> !homes.isUp(nodeId)).isPresent();
    }

    private boolean isOverdue(Member member, long nowMs) {
        long graceMs = config.disconnectGraceSeconds() * MS_PER_SECOND;
        return member.lostAtMs().filter(lostAtMs -> nowMs - lostAtMs >= graceMs).isPresent();
    }

    private boolean isEmptyTooLong(Lobby lobby, long nowMs) {
        long timeoutMs = config.emptyTimeoutSeconds() * MS_PER_SECOND;
        return !lobby.isClosed()
                && !lobby.hasConnectedMember()
                && nowMs - lobby.quietSinceMs() >= timeoutMs;
    }

    /** A lobby as it comes back from the store after a restart: nobody is connected yet. */
    LobbyChange restore(Lobby lobby, long nowMs) {
        LobbyDraft draft = new LobbyDraft(lobby, config.keptEvents(), nowMs);
        for (Member member : lobby.members()) {
            draft.replace(member, member.notYetConnected());
        }
        draft.restartQuietTime();
        return draft.toChange();
    }

    /**
     * Counts a connect token for a member and settles where the match races and which nodes come
     * next. The match moves if it must, so that no token calls a lost or leaving node its home.
     */
    LobbyChange openConnection(Lobby lobby, String playerId, long nowMs) {
        if (!lobby.hasMember(playerId)) {
            return LobbyChange.refused(ProblemCode.NOT_MEMBER);
        }
        Optional<String> home = homes.home(lobby);
        if (home.isEmpty()) {
            return LobbyChange.refused(ProblemCode.NO_RELAY);
        }
        LobbyDraft draft = new LobbyDraft(lobby, config.keptEvents(), nowMs);
        settle(draft, lobby, home.get());
        draft.nextGeneration();
        return draft.toChange();
    }
}
