package dev.rallypoint.anticheat;

import dev.rallypoint.contract.BusMessage.CheatVerdict;
import dev.rallypoint.contract.BusMessage.SuspicionRaised;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Judges the players of one relay, on its thread. Remembers the scores of those who left, so that
 * nobody gets rid of his by connecting anew, and takes what other relays say about them.
 */
public final class Referee {
    /** What the world hears; may not call back. */
    public interface Output {
        void onVerdict(CheatVerdict verdict);

        /** A rule threw something and is not asked for this player any more. */
        void onBrokenRule(String rule, RuntimeException bug);
    }

    /** Scores remembered; the one that rose least recently goes first. */
    private static final int MAX_SCORES = 16_384;

    private static final String SHADOW = "shadow ";

    private final GameModes modes;
    private final Output output;
    private final RefereeCounters counters = new RefereeCounters();
    private final Map<String, Suspicion> scores = new LinkedHashMap<>(16, 0.75f, true);

    public Referee(GameModes modes, Output output) {
        this.modes = modes;
        this.output = output;
    }

    /**
     * Begins to watch a player who has connected.
     *
     * @return empty if nothing is checked in the ticket's game mode
     */
    public Optional<PlayerWatch> watch(MatchTicket ticket, long clientId) {
        if (ticket.forwarding() != Forwarding.FRAMED) {
            return Optional.empty();
        }
        return modes.find(ticket.gameMode()).map(mode -> watch(mode, ticket, clientId));
    }

    private PlayerWatch watch(GameMode mode, MatchTicket ticket, long clientId) {
        String playerId = Ids.playerId(clientId);
        Suspicion suspicion = suspicion(playerId, mode.shadow());
        suspicion.onReturn();
        String lobbyId = ticket.matchId().toString();
        PlayerWatch.Subject subject = new PlayerWatch.Subject(playerId, lobbyId, ticket.track());
        return new PlayerWatch(this, subject, mode, suspicion);
    }

    /** What is only recorded never adds to what is acted on. */
    private Suspicion suspicion(String playerId, boolean shadow) {
        String key = shadow ? SHADOW + playerId : playerId;
        Suspicion suspicion = scores.computeIfAbsent(key, id -> new Suspicion());
        if (scores.size() > MAX_SCORES) {
            Iterator<String> eldest = scores.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
        return suspicion;
    }

    /** What another relay said: the player may come here next. */
    public void onSuspicion(SuspicionRaised raised) {
        suspicion(raised.playerId(), false)
                .learn(raised.score(), raised.atMs(), Thresholds.DEFAULT);
    }

    /** Any thread may read them. */
    public RefereeCounters counters() {
        return counters;
    }

    void countState() {
        counters.state();
    }

    void countFinding(ActiveRule rule) {
        counters.finding(rule.label());
    }

    void onVerdict(CheatVerdict verdict) {
        output.onVerdict(verdict);
    }

    void onBrokenRule(String rule, RuntimeException bug) {
        output.onBrokenRule(rule, bug);
    }
}
