package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.Findings;
import dev.rallypoint.anticheat.spi.RuleSettings;
import dev.rallypoint.anticheat.spi.StateRule;
import dev.rallypoint.anticheat.spi.StateView;

/**
 * How fast a player gains speed over the ground. Speeds are those between positions a fifth of a
 * second apart, since what he declares is his to invent; of three in a row the middle one counts,
 * so that one wrong step of a clock is neither a gain nor a loss. What is gained beyond the limit
 * adds up, twice: as it is, against what a push from behind can give, and as the middle of nine
 * gains, which two pushes cannot raise, against next to nothing. Losing speed is free.
 */
final class AccelerationRule implements StateRule {
    private static final double DEFAULT_LIMIT = 2;
    private static final double STEP_SECONDS = 0.2;

    /** Over a longer gap the way may have been anything but straight. */
    private static final double LONGEST_STEP_SECONDS = 1;

    /** A push that comes later than that after another is one of its own. */
    private static final double BURST_SECONDS = 1.5;

    private static final int SPEEDS = 3;
    private static final int GAINS = 9;

    private final double allowed;
    private final Excess pushes;
    private final Excess sustained;
    private final double respawnSpeed;
    private final MiddleOf speeds = new MiddleOf(SPEEDS);
    private final MiddleOf gains = new MiddleOf(GAINS);
    private final GroundPath path = new GroundPath();
    private double speedBefore = Double.NaN;

    /**
     * @param respawnSpeed the most somebody may have when he comes back; he gains from there
     */
    AccelerationRule(RuleSettings settings, double respawnSpeed) {
        allowed =
                settings.number("limit", DEFAULT_LIMIT) * (1 + settings.number("tolerance", 0.25));
        double slack = settings.number("slack", 3);
        pushes = new Excess(settings.number("push", 11), slack);
        sustained = new Excess(slack, slack);
        this.respawnSpeed = respawnSpeed;
    }

    /** What was gained beyond the limit since it was last within it (a one-sided CUSUM). */
    private final class Excess {
        private final double firstBound;
        private final double nextBound;
        private double bound;
        private double metresPerSecond;
        private double gained;
        private double seconds;

        /**
         * @param nextBound for more of the same burst after it was reported
         */
        Excess(double firstBound, double nextBound) {
            this.firstBound = firstBound;
            this.nextBound = nextBound;
            bound = firstBound;
        }

        /**
         * @return whether it was reported
         */
        boolean add(double gain, double stepSeconds, Findings findings) {
            metresPerSecond += gain - allowed * stepSeconds;
            gained += gain;
            seconds += stepSeconds;
            boolean isOver = bound < firstBound && seconds > BURST_SECONDS;
            if (metresPerSecond <= 0 || isOver) {
                forget();
            }
            boolean isTooMuch = metresPerSecond > bound;
            if (isTooMuch) {
                findings.report(gained / seconds, allowed + bound / seconds);
                restart(nextBound);
            }
            return isTooMuch;
        }

        void forget() {
            restart(firstBound);
        }

        private void restart(double newBound) {
            bound = newBound;
            metresPerSecond = 0;
            gained = 0;
            seconds = 0;
        }
    }

    @Override
    public void check(StateView states, Findings findings) {
        if (states.isJump() || states.isClockSet()) {
            path.begin(states);
            startAnew(states);
            return;
        }
        double seconds = states.seconds(0) - path.fromSeconds();
        if (seconds < STEP_SECONDS) {
            return;
        }
        double speed = path.groundMetres(states) / seconds;
        path.begin(states);
        if (seconds > LONGEST_STEP_SECONDS) {
            startAnew(states);
        } else {
            onSpeed(speed, seconds, findings);
        }
    }

    private void onSpeed(double speed, double seconds, Findings findings) {
        speeds.add(speed);
        if (!speeds.isFull()) {
            return;
        }
        double gain = speeds.middle() - speedBefore;
        speedBefore = speeds.middle();
        if (Double.isNaN(gain)) {
            return;
        }
        gains.add(gain / seconds);
        if (pushes.add(gain, seconds, findings)) {
            // What was reported is not reported again the other way.
            sustained.forget();
            gains.forget();
        } else if (gains.isFull()) {
            sustained.add(gains.middle() * seconds, seconds, findings);
        }
    }

    private void startAnew(StateView states) {
        speeds.forget();
        gains.forget();
        pushes.forget();
        sustained.forget();
        speedBefore = states.isRespawn() ? respawnSpeed : Double.NaN;
    }
}
