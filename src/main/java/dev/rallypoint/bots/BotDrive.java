package dev.rallypoint.bots;

import dev.rallypoint.protocol.relay.MotionState;

/**
 * How the car of a simulated player moves: around the circle of the game mode {@code bots}, now
 * faster, now slower; and what those do who are to be caught.
 */
enum BotDrive {
    HONEST(1, 0),
    /** Drives at twice the speed. */
    SPEED(2, 0),
    /** Is 150 m further on every two seconds. */
    TELEPORT(1, 150);

    private static final double RADIUS_METRES = 200;
    private static final double METRES_PER_SECOND = 30;

    /** Makes 30 m/s plus or minus 2, with at most 1 m/s² in between. */
    private static final double SWAY_METRES = 4;

    private static final double SWAY_PER_SECOND = 0.5;
    private static final double JUMP_SECONDS = 2;
    private static final int CHECKPOINTS = 4;

    private final double factor;
    private final double jumpMetres;

    BotDrive(double factor, double jumpMetres) {
        this.factor = factor;
        this.jumpMetres = jumpMetres;
    }

    /** What the cheaters of a run do, in turn. */
    static BotDrive cheating(int number) {
        return number % 2 == 0 ? SPEED : TELEPORT;
    }

    /** Sets everything but the client time, so long after the start. */
    void move(double seconds, MotionState motion) {
        double metres = factor * metres(seconds) + jumpMetres * Math.floor(seconds / JUMP_SECONDS);
        double speed =
                factor
                        * (METRES_PER_SECOND
                                + SWAY_METRES
                                        * SWAY_PER_SECOND
                                        * Math.cos(SWAY_PER_SECOND * seconds));
        double angle = metres / RADIUS_METRES;
        motion.x = (float) (RADIUS_METRES * Math.cos(angle));
        motion.z = (float) (RADIUS_METRES * Math.sin(angle));
        motion.velocityX = (float) (-speed * Math.sin(angle));
        motion.velocityZ = (float) (speed * Math.cos(angle));
        // Turned about the axis that points up.
        motion.rotationY = (float) Math.sin(-angle / 2);
        motion.rotationW = (float) Math.cos(-angle / 2);
        motion.checkpoints = 1 + (int) (angle * CHECKPOINTS / (2 * Math.PI));
    }

    private static double metres(double seconds) {
        return METRES_PER_SECOND * seconds + SWAY_METRES * Math.sin(SWAY_PER_SECOND * seconds);
    }
}
