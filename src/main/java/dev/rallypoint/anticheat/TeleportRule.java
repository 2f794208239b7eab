package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.Findings;
import dev.rallypoint.anticheat.spi.RuleSettings;
import dev.rallypoint.anticheat.spi.StateRule;
import dev.rallypoint.anticheat.spi.StateView;

/**
 * How far apart two states in a row are, unless a respawn is declared: a fixed distance, or if that
 * is more, what the top speed makes of the time between them. Shorter jumps are the speed rule's.
 */
final class TeleportRule implements StateRule {
    private static final double DEFAULT_LIMIT = 50;
    private static final double MS = 1e-3;

    private final StateHistory history;
    private final double limit;
    private final double speed;
    private final double slackMetres;

    TeleportRule(RuleSettings settings, StateHistory history) {
        this.history = history;
        limit = settings.number("limit", DEFAULT_LIMIT);
        slackMetres = settings.number("slack", 5);
        speed = settings.topSpeed() * (1 + SpeedRule.TOLERANCE);
    }

    @Override
    public void check(StateView states, Findings findings) {
        if (states.isJump()) {
            return;
        }
        double seconds =
                Math.max(
                        states.seconds(0) - states.seconds(1),
                        (states.serverMs(0) - states.serverMs(1)) * MS);
        double metres = history.metres(0, 1);
        double allowed = Math.max(limit, speed * seconds + slackMetres);
        if (metres > allowed) {
            findings.report(metres, allowed);
            history.markJump();
        }
    }
}
