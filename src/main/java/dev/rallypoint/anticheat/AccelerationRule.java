package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.Findings;
import dev.rallypoint.anticheat.spi.RuleSettings;
import dev.rallypoint.anticheat.spi.StateRule;
import dev.rallypoint.anticheat.spi.StateView;

/**
 * How fast a player gains speed over the ground. Speeds are those between positions a quarter of a
 * second apart, since what he declares is his to invent; of three in a row the middle one counts,
 * so that one wrong step of a clock is neither a gain nor a loss. What he gains beyond the limit is
 * summed up (CUSUM) and may not exceed what a push from behind can give. Losing speed is free.
 */
final class AccelerationRule implements StateRule {
    static final double DEFAULT_LIMIT = 2;
    private static final double STEP_SECONDS = 0.25;

    /** Over a longer gap the way may have been anything but straight. */
    private static final double LONGEST_STEP_SECONDS = 1;

    private final double allowed;
    private final double pushSpeed;
    private final double respawnSpeed;
    private double fromX;
    private double fromY;
    private double fromZ;
    private double fromHeight;
    private double fromSeconds;
    private double newest;
    private double second;
    private double middle;
    private int known;
    private double excess;
    private double gained;
    private double gainedSeconds;

    /**
     * @param respawnSpeed the most somebody may have when he comes back; he gains from there
     */
    AccelerationRule(RuleSettings settings, double respawnSpeed) {
        allowed =
                settings.number("limit", DEFAULT_LIMIT) * (1 + settings.number("tolerance", 0.25));
        pushSpeed = settings.number("push", 6);
        this.respawnSpeed = respawnSpeed;
    }

    @Override
    public void check(StateView states, Findings findings) {
        if (states.isJump()) {
            begin(states);
            startAnew(states.isRespawn());
            return;
        }
        double seconds = states.seconds(0) - fromSeconds;
        if (seconds < STEP_SECONDS) {
            return;
        }
        double speed = groundMetres(states) / seconds;
        begin(states);
        if (seconds > LONGEST_STEP_SECONDS) {
            startAnew(false);
        } else {
            onSpeed(speed, seconds, findings);
        }
    }

    private void onSpeed(double speed, double seconds, Findings findings) {
        double before = middle;
        double oldest = second;
        second = newest;
        newest = speed;
        known++;
        if (known < 3) {
            return;
        }
        middle = Math.max(Math.min(oldest, second), Math.min(Math.max(oldest, second), newest));
        if (known > 3) {
            gain(middle - before, seconds, findings);
        }
    }

    private void gain(double speed, double seconds, Findings findings) {
        excess += speed - allowed * seconds;
        if (excess <= 0) {
            forgive();
            return;
        }
        gained += speed;
        gainedSeconds += seconds;
        if (excess > pushSpeed) {
            findings.report(gained / gainedSeconds, allowed + pushSpeed / gainedSeconds);
            forgive();
        }
    }

    private void forgive() {
        excess = 0;
        gained = 0;
        gainedSeconds = 0;
    }

    private void startAnew(boolean afterRespawn) {
        forgive();
        known = afterRespawn ? 3 : 0;
        newest = respawnSpeed;
        second = respawnSpeed;
        middle = respawnSpeed;
    }

    private double groundMetres(StateView states) {
        double dx = states.x(0) - fromX;
        double dy = states.y(0) - fromY;
        double dz = states.z(0) - fromZ;
        double climbed = states.height(0) - fromHeight;
        return Math.sqrt(Math.max(0, dx * dx + dy * dy + dz * dz - climbed * climbed));
    }

    private void begin(StateView states) {
        fromX = states.x(0);
        fromY = states.y(0);
        fromZ = states.z(0);
        fromHeight = states.height(0);
        fromSeconds = states.seconds(0);
    }
}
