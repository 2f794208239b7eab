package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.Findings;
import dev.rallypoint.anticheat.spi.StateRule;
import dev.rallypoint.contract.CheatMessage.CheatFinding;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.relay.FramedHeader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** Judges one player's states in one match. Made by {@link Referee}; on its relay's thread. */
public final class PlayerWatch implements Findings {
    private static final int KEPT_FINDINGS = 32;

    /** Whom it is about, for verdicts. */
    record Subject(String playerId, String lobbyId, String track) {}

    private final Referee referee;
    private final Subject subject;
    private final GameMode mode;
    private final StateHistory history;
    private final List<ActiveRule> rules;
    private final StateRule[] checks;
    private final Deque<CheatFinding> findings = new ArrayDeque<>();
    private Suspicion suspicion;
    private int checking;
    private long nowMs;

    PlayerWatch(
            Referee referee,
            Subject subject,
            GameMode mode,
            Supplier<Collection<PlayerWatch>> match) {
        this.referee = referee;
        this.subject = subject;
        this.mode = mode;
        suspicion = referee.returned(subject.playerId(), mode.shadow());
        history = new StateHistory(mode.up());
        rules = mode.rules();
        Contacts contacts =
                new Contacts(() -> match.get().stream().map(each -> each.history).toList());
        Scene scene = new Scene(history, mode.course(subject.track()), contacts);
        checks = new StateRule[rules.size()];
        for (int i = 0; i < checks.length; i++) {
            checks[i] = make(rules.get(i), scene);
        }
    }

    /**
     * @return null = there is none, because it failed
     */
    private StateRule make(ActiveRule rule, Scene scene) {
        try {
            return rule.maker().make(scene);
        } catch (RuntimeException bug) {
            // He has a session by now, which must not suffer from a rule of the operator's own.
            referee.onBrokenRule(rule.name(), bug);
            return null;
        }
    }

    /**
     * A state message whose header was checked, position to limit, on its way to all others.
     *
     * @return null = forward it; in shadow mode always
     */
    public DropReason onState(ByteBuffer payload, long now) {
        int sequence = FramedHeader.stateSequence(payload);
        if (!history.isNewer(sequence)) {
            return refuse(DropReason.OLD_STATE);
        }
        int draft = history.draft();
        int bodyIndex = FramedHeader.bodyIndex(payload);
        if (!mode.layout().read(payload, bodyIndex, history, draft)) {
            return refuse(DropReason.BAD_STATE);
        }
        history.accept(draft, sequence, now);
        nowMs = now;
        referee.countState();
        for (checking = 0; checking < checks.length; checking++) {
            check();
        }
        return null;
    }

    private void check() {
        StateRule rule = checks[checking];
        if (rule == null) {
            return;
        }
        try {
            rule.check(history, this);
        } catch (RuntimeException bug) {
            // Rules of the operator's own run here too: one that fails must not end the race.
            checks[checking] = null;
            referee.onBrokenRule(rules.get(checking).name(), bug);
        }
    }

    /** A state message that is not to all others: nobody could check it. */
    public DropReason onStateAside() {
        return refuse(DropReason.BAD_STATE);
    }

    private DropReason refuse(DropReason reason) {
        return mode.shadow() ? null : reason;
    }

    /** He is gone; what he did is remembered in case that he comes back. */
    public void onLeft() {
        history.keepNewest();
    }

    /** He is back in the match, and goes on where he was. */
    public void onReturn() {
        suspicion = referee.returned(subject.playerId(), mode.shadow());
        history.onReturn();
    }

    @Override
    public void report(double measured, double allowed) {
        ActiveRule rule = rules.get(checking);
        referee.countFinding(rule);
        Action due = suspicion.add(rule.points(measured, allowed), mode.thresholds(), nowMs);
        double score = suspicion.score(mode.thresholds(), nowMs);
        if (findings.size() == KEPT_FINDINGS) {
            findings.remove();
        }
        findings.add(new CheatFinding(rule.name(), measured, allowed, score, nowMs));
        if (due != Action.NONE) {
            referee.onVerdict(verdict(due, score));
        }
    }

    private CheatVerdict verdict(Action due, double score) {
        return new CheatVerdict(
                subject.playerId(),
                subject.lobbyId(),
                mode.name(),
                subject.track(),
                due.word(),
                mode.shadow(),
                score,
                nowMs,
                List.copyOf(findings),
                history.toEvidence());
    }
}
