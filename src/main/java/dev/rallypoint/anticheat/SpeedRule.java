package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.Findings;
import dev.rallypoint.anticheat.spi.RuleSettings;
import dev.rallypoint.anticheat.spi.StateRule;
import dev.rallypoint.anticheat.spi.StateView;

/**
 * How far a player got in half a second, over the ground or up and down, and the speed that he
 * declares. Of the two clocks the one counts that says it took longer: a datagram that was under
 * way for longer, or a clock that was set, makes nobody fast.
 */
final class SpeedRule implements StateRule {
    static final double DEFAULT_LIMIT = 50;

    /** Share above a limit that is not looked at: steps of a simulation, pushes of others. */
    static final double TOLERANCE = 0.1;

    private static final double WINDOW_SECONDS = 0.5;

    private final double allowed;
    private final double slackMetres;
    private final GroundPath path = new GroundPath();

    SpeedRule(RuleSettings settings) {
        double limit = settings.number("limit", DEFAULT_LIMIT);
        allowed = limit * (1 + settings.number("tolerance", TOLERANCE));
        slackMetres = settings.number("slack", 1);
    }

    @Override
    public void check(StateView states, Findings findings) {
        if (states.isJump()) {
            path.begin(states);
            return;
        }
        double seconds = path.longerSeconds(states);
        if (seconds < WINDOW_SECONDS) {
            return;
        }
        // Who falls is not fast: up or down counts apart.
        double metres = Math.max(path.groundMetres(states), path.climbedMetres(states));
        double declared = Math.max(states.groundSpeed(0), states.climbSpeed(0));
        double measured = Math.max(metres / seconds, declared);
        double bound = allowed + slackMetres / seconds;
        path.begin(states);
        if (measured > bound) {
            findings.report(measured, bound);
        }
    }
}
