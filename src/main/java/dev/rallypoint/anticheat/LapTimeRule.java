package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.Findings;
import dev.rallypoint.anticheat.spi.RuleSettings;
import dev.rallypoint.anticheat.spi.StateRule;
import dev.rallypoint.anticheat.spi.StateView;

/**
 * The time between two passages of the start, by the player's clock or the server's, whichever says
 * that it was longer, against the course's best possible lap.
 */
final class LapTimeRule implements StateRule {
    private static final double MS = 1e-3;

    private final Course course;
    private final double toleranceSeconds;
    private int claimed;
    private boolean knowsStart;
    private double startSeconds;
    private long startServerMs;

    LapTimeRule(RuleSettings settings, Course course) {
        this.course = course;
        toleranceSeconds = settings.number("tolerance", 0.5);
    }

    @Override
    public void check(StateView states, Findings findings) {
        int claims = states.checkpoints(0);
        int before = claimed;
        claimed = claims;
        if (states.size() == 1 || claims < before || course.isEmpty()) {
            knowsStart = false;
            return;
        }
        if (course.lap(claims) == course.lap(before)) {
            return;
        }
        if (knowsStart) {
            double seconds =
                    Math.max(
                            states.seconds(0) - startSeconds,
                            (states.serverMs(0) - startServerMs) * MS);
            double allowed = course.minLapSeconds() - toleranceSeconds;
            if (seconds < allowed) {
                findings.report(seconds, allowed);
            }
        }
        knowsStart = true;
        startSeconds = states.seconds(0);
        startServerMs = states.serverMs(0);
    }
}
