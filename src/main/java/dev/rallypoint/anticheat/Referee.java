package dev.rallypoint.anticheat;

import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.SecurityMessage.SuspicionRaised;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

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
     * @param match those who are watched in it now; may be asked at any time
     * @return empty if nothing is checked in the ticket's game mode
     */
    public Optional<PlayerWatch> watch(
            MatchTicket ticket, long clientId, Supplier<Collection<PlayerWatch>> match) {
        if (ticket.forwarding() != Forwarding.FRAMED) {
            return Optional.empty();
        }
        PlayerWatch.Subject subject =
                new PlayerWatch.Subject(
                        Ids.playerId(clientId), ticket.matchId().toString(), ticket.track());
        return modes.find(ticket.gameMode())
                .map(mode -> new PlayerWatch(this, subject, mode, match));
    }

    /** The same for one who is alone. */
    public Optional<PlayerWatch> watch(MatchTicket ticket, long clientId) {
        return watch(ticket, clientId, List::of);
    }

    /** The score of a player who has connected, as it was when he left. */
    Suspicion returned(String playerId, boolean shadow) {
        Suspicion suspicion = suspicion(playerId, shadow);
        suspicion.onReturn();
        return suspicion;
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

    /**
     * What another relay said: the player may come here next. Its clock is not this one's, so the
     * score counts from when it is heard.
     */
    public void onSuspicion(SuspicionRaised raised, long nowMs) {
        suspicion(raised.playerId(), false).learn(raised.score(), nowMs, Thresholds.DEFAULT);
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
