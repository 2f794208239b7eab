package dev.rallypoint.lobby;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.RelayMessage.MatchSessions;
import dev.rallypoint.contract.RelayMessage.RelaySessions;
import dev.rallypoint.contract.RelayMessage.Seat;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import dev.rallypoint.contract.RelayMessage.SessionRefused;
import dev.rallypoint.lobby.SessionReports.Findings;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings lobbies in line with the sessions of this node's relays, and the relays with the lobbies:
 * news may have been lost while the cluster was split. One loop's.
 */
final class VertxReconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(VertxReconciliation.class);

    private final String nodeId;
    private final VertxLobbyWriter writer;
    private final Consumer<SessionChanged> sessions;
    private final VertxBus bus;
    private final Supplier<SessionRules> rules;
    private final EpochClock clock;
    private final LobbyView view;
    private final SessionReports reports;

    /**
     * @param sessions takes news of sessions
     * @param rules over the nodes as they are when it is asked
     */
    VertxReconciliation(
            String nodeId,
            VertxLobbyWriter.Outlets out,
            VertxLobbyWriter writer,
            Consumer<SessionChanged> sessions,
            Supplier<SessionRules> rules) {
        this.nodeId = nodeId;
        this.writer = writer;
        this.sessions = sessions;
        this.rules = rules;
        this.bus = out.bus();
        this.clock = out.clock();
        this.view = out.view();
        this.reports = new SessionReports(nodeId, view);
    }

    /**
     * @param relays how many this node has
     */
    void onReport(RelaySessions report, int relays) {
        Findings findings = reports.onReport(report, relays);
        findings.news().forEach(sessions);
        findings.doubtful().stream().filter(match -> !isForetold(match)).forEach(this::resolve);
    }

    /** Its players may be here although its move is still being written. */
    private boolean isForetold(MatchSessions match) {
        return view.find(match.lobbyId())
                .filter(lobby -> ForetoldMoves.isComingTo(nodeId, lobby, rules.get().homes()))
                .isPresent();
    }

    /** The view may lag: only what the cluster confirms ends a session. */
    private void resolve(MatchSessions match) {
        writer.confirm(match.lobbyId())
                .onSuccess(lobby -> putRight(lobby, match))
                .onFailure(failure -> endIfGone(match.lobbyId(), failure));
    }

    private void putRight(Lobby lobby, MatchSessions match) {
        if (lobby.livesOn(nodeId)) {
            SessionReports.strangers(lobby, match).forEach(seat -> refuse(lobby, seat));
        } else {
            LOG.info("sessions of a match that lives elsewhere lobbyId={}", lobby.lobbyId());
            bus.publish(BusContract.MATCH_MOVED, MatchMoves.left(lobby));
        }
    }

    private void refuse(Lobby lobby, Seat seat) {
        LOG.info("session of no member lobbyId={} slot={}", lobby.lobbyId(), seat.slot());
        bus.publish(
                BusContract.SESSION_REFUSED,
                new SessionRefused(lobby.lobbyId(), seat.playerId(), lobby.latestGeneration()));
    }

    private void endIfGone(String lobbyId, Throwable failure) {
        if (failure instanceof RejectedException refused
                && refused.rejection().code() == ProblemCode.LOBBY_NOT_FOUND) {
            LOG.info("sessions of a lobby that is no more lobbyId={}", lobbyId);
            bus.publish(BusContract.MATCH_MOVED, MatchMoves.gone(lobbyId, clock.nowMs()));
        }
    }
}
