package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.Findings;
import dev.rallypoint.anticheat.spi.RuleSettings;
import dev.rallypoint.anticheat.spi.StateRule;
import dev.rallypoint.anticheat.spi.StateView;

/**
 * Whether a declared respawn is one: not too soon after the one before, and to where its player was
 * in the last seconds, to the checkpoint that he passed last, or to a start of the course. A legal
 * one may be any distance; what it never gives is ground that was not driven.
 */
final class RespawnRule implements StateRule {
    private static final double MS = 1e-3;

    /** The state before may have been late, or lost. */
    private static final double LATE_SECONDS = 0.5;

    private static final double DEFAULT_SECONDS = 3;
    private static final double DEFAULT_REACH = 30;
    private static final double DEFAULT_SPEED = 10;

    private final StateHistory history;
    private final Course course;
    private final double everySeconds;
    private final double reachMetres;
    private boolean knowsLast;
    private double lastSeconds;
    private long lastServerMs;

    RespawnRule(RuleSettings settings, StateHistory history, Course course) {
        this.history = history;
        this.course = course;
        everySeconds = settings.number("everySeconds", DEFAULT_SECONDS);
        reachMetres = settings.number("reach", DEFAULT_REACH);
        speed(settings);
    }

    /** The most that somebody may drive when he comes back. */
    static double speed(RuleSettings settings) {
        return settings.number("speed", DEFAULT_SPEED);
    }

    @Override
    public void check(StateView states, Findings findings) {
        int respawns = history.newRespawns();
        if (respawns == 0) {
            return;
        }
        history.markRespawn();
        double allowed = respawns * everySeconds - LATE_SECONDS;
        double since = secondsSinceLast(states);
        if (since < allowed) {
            findings.report(since, allowed);
            return;
        }
        double metres = metresFromLegal(states);
        if (metres > reachMetres) {
            findings.report(metres, reachMetres);
        }
    }

    /** By the clock that says it was longer; infinite for the first one. */
    private double secondsSinceLast(StateView states) {
        double since =
                Math.max(states.seconds(0) - lastSeconds, (states.serverMs(0) - lastServerMs) * MS);
        lastSeconds = states.seconds(0);
        lastServerMs = states.serverMs(0);
        boolean isFirst = !knowsLast;
        knowsLast = true;
        return isFirst ? Double.POSITIVE_INFINITY : since;
    }

    /** From the nearest place that he may respawn at. */
    private double metresFromLegal(StateView states) {
        double nearest = course.metresToRespawn(states);
        for (int age = 1; age < states.size() && nearest > reachMetres; age++) {
            nearest = Math.min(nearest, history.metres(0, age));
        }
        return nearest;
    }
}
