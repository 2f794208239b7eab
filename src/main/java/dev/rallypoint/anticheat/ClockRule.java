package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.Findings;
import dev.rallypoint.anticheat.spi.RuleSettings;
import dev.rallypoint.anticheat.spi.StateRule;
import dev.rallypoint.anticheat.spi.StateView;

/**
 * The player's clock against the server's: who makes his game's time run faster drives faster by it
 * and his speeds look honest. A state's lag is its arrival less its time; it varies with the
 * network, which only adds to it, so the least one is the clocks' difference. If a state comes
 * further below the least lag so far than network and honest crystals explain, the player's clock
 * has gained. A clock that is set once is one finding; one that runs fast is one after the other,
 * and so is one that goes to and fro.
 */
final class ClockRule implements StateRule {
    private static final double MICROS = 1e-6;
    private static final double MS = 1e-3;

    /** In that time a network delivers something without delay. */
    private static final double WINDOW_SECONDS = 5;

    /** First the least lag must be known. */
    private static final double LEARNING_SECONDS = 2;

    /** Of a lag that has become longer for good, what is believed with each window. */
    private static final double BELIEVED = 0.2;

    private final StateHistory history;
    private final double drift;
    private final double toleranceSeconds;
    private final double slowSeconds;
    private double firstSeconds = Double.NaN;
    private double lastSeconds;
    private double leastLag;
    private double windowStart;
    private double windowLeastLag;

    ClockRule(RuleSettings settings, StateHistory history) {
        this.history = history;
        drift = settings.number("drift", 0.001);
        toleranceSeconds = settings.number("tolerance", 0.25);
        slowSeconds = settings.number("slow", 1);
    }

    @Override
    public void check(StateView states, Findings findings) {
        double now = states.serverMs(0) * MS;
        double lag = now - states.clientMicros(0) * MICROS;
        if (Double.isNaN(firstSeconds)) {
            firstSeconds = now;
            restart(now, lag);
            return;
        }
        leastLag -= drift * (now - lastSeconds);
        lastSeconds = now;
        if (now - firstSeconds < LEARNING_SECONDS) {
            leastLag = Math.min(leastLag, lag);
        }
        windowLeastLag = Math.min(windowLeastLag, lag);
        if (states.isClockSet()) {
            long back = states.clientMicros(1) - states.clientMicros(0);
            findings.report(back * MICROS, 0);
            firstSeconds = now;
            restart(now, lag);
            return;
        }
        if (leastLag - lag > toleranceSeconds) {
            history.markClockSet();
            findings.report(leastLag - lag, toleranceSeconds);
            restart(now, lag);
        } else if (now - windowStart >= WINDOW_SECONDS) {
            onWindow(now, lag, findings);
        }
    }

    /** A lag that nothing came below for a while: a slower way, a clock set back, or a slow one. */
    private void onWindow(double now, double lag, Findings findings) {
        double longer = windowLeastLag - leastLag;
        if (longer > slowSeconds) {
            findings.report(longer, slowSeconds);
            restart(now, windowLeastLag);
            windowLeastLag = lag;
            return;
        }
        leastLag += Math.max(0, longer) * BELIEVED;
        windowStart = now;
        windowLeastLag = lag;
    }

    private void restart(double now, double lag) {
        lastSeconds = now;
        leastLag = lag;
        windowStart = now;
        windowLeastLag = lag;
    }
}
