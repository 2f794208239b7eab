package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.Findings;
import dev.rallypoint.anticheat.spi.RuleSettings;
import dev.rallypoint.anticheat.spi.StateRule;
import dev.rallypoint.anticheat.spi.StateView;

/**
 * How often states come. More often than allowed is counted by a bucket of one second's worth, so
 * that a network may hold states back and deliver them together. Longer silence counts only for who
 * drove on behind it (a lag switch); who paused comes back where he was.
 */
final class IntervalRule implements StateRule {
    private static final double DEFAULT_MIN_SECONDS = 0.01;
    private static final double DEFAULT_MAX_SECONDS = 2;
    private static final double MS = 1e-3;

    private final double minSeconds;
    private final double maxSeconds;
    private final double standstillMetres;
    private double bucket;

    IntervalRule(RuleSettings settings) {
        minSeconds = settings.number("min", DEFAULT_MIN_SECONDS);
        maxSeconds = settings.number("max", DEFAULT_MAX_SECONDS);
        standstillMetres = settings.number("standstill", 5);
    }

    @Override
    public void check(StateView states, Findings findings) {
        if (states.size() < 2) {
            return;
        }
        double arrivedAfter = (states.serverMs(0) - states.serverMs(1)) * MS;
        tooOften(arrivedAfter, findings);
        double seconds = Math.min(arrivedAfter, states.seconds(0) - states.seconds(1));
        boolean droveOn =
                !states.isJump()
                        && !states.isPaused(1)
                        && states.groundMetres(0, 1) > standstillMetres;
        if (seconds > maxSeconds && droveOn) {
            findings.report(seconds, maxSeconds);
        }
    }

    private void tooOften(double arrivedAfter, Findings findings) {
        if (minSeconds == 0) {
            return;
        }
        bucket = Math.max(0, bucket + minSeconds - arrivedAfter);
        if (bucket > 1) {
            // It took so many states a second more than allowed to fill it.
            findings.report(1 / minSeconds + 1 / minSeconds, 1 / minSeconds);
            bucket = 0;
        }
    }
}
