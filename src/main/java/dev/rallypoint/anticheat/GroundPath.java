package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.StateView;

/** How far a player has come since a state that need not be in his history any more. */
final class GroundPath {
    private static final double MS = 1e-3;

    private double fromX;
    private double fromY;
    private double fromZ;
    private double fromHeight;
    private double fromSeconds;
    private long fromServerMs;

    /** From the newest state on. */
    void begin(StateView states) {
        fromX = states.x(0);
        fromY = states.y(0);
        fromZ = states.z(0);
        fromHeight = states.height(0);
        fromSeconds = states.seconds(0);
        fromServerMs = states.serverMs(0);
    }

    double fromSeconds() {
        return fromSeconds;
    }

    /** To the newest state, by the clock that says it took longer. */
    double longerSeconds(StateView states) {
        return Math.max(states.seconds(0) - fromSeconds, (states.serverMs(0) - fromServerMs) * MS);
    }

    /** In a straight line, without the difference in height. */
    double groundMetres(StateView states) {
        double dx = states.x(0) - fromX;
        double dy = states.y(0) - fromY;
        double dz = states.z(0) - fromZ;
        double climbed = climbedMetres(states);
        return Math.sqrt(Math.max(0, dx * dx + dy * dy + dz * dz - climbed * climbed));
    }

    /** Up or down. */
    double climbedMetres(StateView states) {
        return Math.abs(states.height(0) - fromHeight);
    }
}
