package dev.rallypoint.anticheat;

import java.util.List;
import java.util.function.Supplier;

/**
 * Who may have pushed whom. A car that is hit from behind gains speed, but not more than the one
 * that hits it had, so who is near others wins nothing on them. Looks only when somebody has gained
 * too much, at the players of his match as their relay saw them.
 */
final class Contacts {
    private static final long LOOK_BACK_MS = 2_500;

    /** Two who touch are not seen at the same moment: each has his own way to the relay. */
    private static final long APART_MS = 300;

    /** Lengths of two cars, and what they drive meanwhile. */
    private static final double NEAR_METRES = 25;

    /** Long enough for a speed. */
    private static final double STEP_SECONDS = 0.2;

    private final Supplier<List<StateHistory>> players;

    /**
     * @param players of the match that are connected, also the one who is judged
     */
    Contacts(Supplier<List<StateHistory>> players) {
        this.players = players;
    }

    /**
     * Whether somebody who was that fast was so near that he may have pushed him.
     *
     * @param topSpeed what is beyond it was no driving, m/s
     */
    boolean explain(StateHistory pushed, double speed, double topSpeed) {
        for (StateHistory other : players.get()) {
            if (other != pushed
                    && fastest(other, pushed.serverMs(0), topSpeed) >= speed
                    && wereNear(pushed, other)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLately(StateHistory states, int age, long nowMs) {
        return age < states.size() && nowMs - states.serverMs(age) <= LOOK_BACK_MS;
    }

    /** Between positions, since what he declares is his to invent. */
    private static double fastest(StateHistory states, long nowMs, double topSpeed) {
        double fastest = 0;
        int from = 0;
        for (int age = 0; isLately(states, age, nowMs); age++) {
            double seconds = states.seconds(from) - states.seconds(age);
            if (seconds >= STEP_SECONDS) {
                double speed = states.groundMetres(from, age) / seconds;
                fastest = speed <= topSpeed ? Math.max(fastest, speed) : fastest;
                from = age;
            }
        }
        return fastest;
    }

    private static boolean wereNear(StateHistory one, StateHistory other) {
        long nowMs = one.serverMs(0);
        for (int i = 0; isLately(one, i, nowMs); i++) {
            for (int k = 0; isLately(other, k, nowMs); k++) {
                long apartMs = Math.abs(one.serverMs(i) - other.serverMs(k));
                if (apartMs <= APART_MS
                        && one.metresTo(i, other.x(k), other.y(k), other.z(k)) <= NEAR_METRES) {
                    return true;
                }
            }
        }
        return false;
    }
}
