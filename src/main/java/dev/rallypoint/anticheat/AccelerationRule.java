package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.Findings;
import dev.rallypoint.anticheat.spi.RuleSettings;
import dev.rallypoint.anticheat.spi.StateRule;
import dev.rallypoint.anticheat.spi.StateView;
import java.util.function.BooleanSupplier;

/**
 * How fast a player gains speed over the ground. Speeds are those between positions a fifth of a
 * second apart, since what he declares is his to invent; of three in a row the middle one counts,
 * so that one wrong step of a clock is neither a gain nor a loss. What is gained beyond the limit
 * adds up, twice: as it is, against what a push from behind can give, and as the middle of nine
 * gains, which two pushes cannot raise, against next to nothing. Losing speed is free. Who leaps
 * and stands in turn has no speed by that, so metres that are beyond the middle speed add up, too.
 */
final class AccelerationRule implements StateRule {
    private static final double DEFAULT_LIMIT = 2;
    private static final double STEP_SECONDS = 0.2;

    /** Over a longer gap the way may have been anything but straight; silence has its own rule. */
    private static final double LONGEST_STEP_SECONDS = 2.5;

    /** A push from behind leaps some metres until the middle speed follows. */
    private static final double FREE_LEAP_METRES = 30;

    private static final double FORGIVEN_LEAP_SPEED = 2;

    /** A push that comes later than that after another is one of its own. */
    private static final double BURST_SECONDS = 1.5;

    /** What the faster one of two who touch may seem slower than he was, m/s. */
    private static final double PUSHED_SLACK = 2;

    private static final int SPEEDS = 3;
    private static final int GAINS = 9;

    private final Scene scene;
    private final double topSpeed;
    private final double allowed;
    private final Excess pushes;
    private final Excess sustained;
    private final double respawnSpeed;
    private final MiddleOf speeds = new MiddleOf(SPEEDS);
    private final MiddleOf gains = new MiddleOf(GAINS);
    private final GroundPath path = new GroundPath();
    private double speedBefore = Double.NaN;
    private double secondsBefore;
    private double leaptMetres;

    /**
     * @param respawnSpeed the most somebody may have when he comes back; he gains from there
     */
    AccelerationRule(RuleSettings settings, Scene scene, double respawnSpeed) {
        this.scene = scene;
        topSpeed = settings.topSpeed() * (1 + SpeedRule.TOLERANCE);
        allowed =
                settings.number("limit", DEFAULT_LIMIT) * (1 + settings.number("tolerance", 0.25));
        double slack = settings.number("slack", 3);
        pushes = new Excess(settings.number("push", 11), slack, this::wasPushed);
        sustained = new Excess(slack, slack, () -> false);
        this.respawnSpeed = respawnSpeed;
    }

    /** What was gained beyond the limit since it was last within it (a one-sided CUSUM). */
    private final class Excess {
        private final double firstBound;
        private final double nextBound;
        private final BooleanSupplier isExcused;
        private double bound;
        private double metresPerSecond;
        private double gained;
        private double seconds;

        /**
         * @param nextBound for more of the same burst after it was reported
         */
        Excess(double firstBound, double nextBound, BooleanSupplier isExcused) {
            this.firstBound = firstBound;
            this.nextBound = nextBound;
            this.isExcused = isExcused;
            bound = firstBound;
        }

        /**
         * @return whether it was too much
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
            if (isTooMuch && isExcused.getAsBoolean()) {
                forget();
            } else if (isTooMuch) {
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

    /** By somebody else, who was as fast before as he is now. */
    private boolean wasPushed() {
        double asFast = Math.min(speeds.middle() - PUSHED_SLACK, topSpeed);
        return scene.contacts().explain(scene.history(), asFast, topSpeed);
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
        // The middle speed may be that of a step before, which may have been a long one.
        double gainSeconds = Math.max(seconds, secondsBefore);
        secondsBefore = seconds;
        speeds.add(speed);
        if (!speeds.isFull()) {
            return;
        }
        leap(speed - speeds.middle(), seconds, findings);
        double gain = speeds.middle() - speedBefore;
        speedBefore = speeds.middle();
        if (Double.isNaN(gain)) {
            return;
        }
        gains.add(gain / gainSeconds);
        if (pushes.add(gain, gainSeconds, findings)) {
            // What was judged is not judged again the other way.
            sustained.forget();
            gains.forget();
        } else if (gains.isFull()) {
            sustained.add(gains.middle() * gainSeconds, gainSeconds, findings);
        }
    }

    /** The middle one of three speeds follows each other one by a step. */
    private void leap(double faster, double seconds, Findings findings) {
        double beyond = (faster - allowed * seconds) * seconds;
        leaptMetres = Math.max(0, leaptMetres + beyond - FORGIVEN_LEAP_SPEED * seconds);
        if (leaptMetres > FREE_LEAP_METRES) {
            findings.report(faster / seconds, allowed);
            leaptMetres = 0;
        }
    }

    private void startAnew(StateView states) {
        leaptMetres = 0;
        secondsBefore = 0;
        speeds.forget();
        gains.forget();
        pushes.forget();
        sustained.forget();
        speedBefore = states.isRespawn() ? respawnSpeed : Double.NaN;
    }
}
