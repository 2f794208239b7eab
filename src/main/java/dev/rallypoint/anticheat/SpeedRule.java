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
    private static final double MS = 1e-3;

    private final double allowed;
    private final double slackMetres;
    private double fromX;
    private double fromY;
    private double fromZ;
    private double fromHeight;
    private double fromSeconds;
    private long fromServerMs;

    SpeedRule(RuleSettings settings) {
        double limit = settings.number("limit", DEFAULT_LIMIT);
        allowed = limit * (1 + settings.number("tolerance", TOLERANCE));
        slackMetres = settings.number("slack", 1);
    }

    @Override
    public void check(StateView states, Findings findings) {
        if (states.isJump()) {
            begin(states);
            return;
        }
        double seconds =
                Math.max(states.seconds(0) - fromSeconds, (states.serverMs(0) - fromServerMs) * MS);
        if (seconds < WINDOW_SECONDS) {
            return;
        }
        double bound = allowed + slackMetres / seconds;
        double declared = Math.max(states.groundSpeed(0), states.climbSpeed(0));
        double measured = Math.max(metres(states) / seconds, declared);
        begin(states);
        if (measured > bound) {
            findings.report(measured, bound);
        }
    }

    /** Over the ground, or up or down if that is more: who falls is not fast. */
    private double metres(StateView states) {
        double dx = states.x(0) - fromX;
        double dy = states.y(0) - fromY;
        double dz = states.z(0) - fromZ;
        double climbed = states.height(0) - fromHeight;
        double ground = Math.sqrt(Math.max(0, dx * dx + dy * dy + dz * dz - climbed * climbed));
        return Math.max(ground, Math.abs(climbed));
    }

    private void begin(StateView states) {
        fromX = states.x(0);
        fromY = states.y(0);
        fromZ = states.z(0);
        fromHeight = states.height(0);
        fromSeconds = states.seconds(0);
        fromServerMs = states.serverMs(0);
    }
}
