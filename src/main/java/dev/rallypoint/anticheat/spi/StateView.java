package dev.rallypoint.anticheat.spi;

/**
 * The last ten seconds of a player's states. An age of 0 is the newest state, 1 the one before, up
 * to {@link #size} - 1; other ages give the value of some other state. Lost and outdated states are
 * not there. Metres and seconds.
 */
public interface StateView {
    /** 1 or more. */
    int size();

    /** Whether the newest state does not continue the one before: respawn, teleport, first one. */
    boolean isJump();

    /** Whether the newest state declared a respawn. */
    boolean isRespawn();

    /** Whether the player's clock was set between the state before and the newest one. */
    boolean isClockSet();

    /** When it arrived, Unix ms; it was up to the network when that was. */
    long serverMs(int age);

    /** The player's clock as he said it, µs. */
    long clientMicros(int age);

    /**
     * When it was true, on an axis of seconds that begins anywhere: the player's clock as long as
     * it goes forward and not ahead of the server's by a second at once, otherwise the server's.
     */
    double seconds(int age);

    double x(int age);

    double y(int age);

    double z(int age);

    double velocityX(int age);

    double velocityY(int age);

    double velocityZ(int age);

    /** The position along the axis that points up. */
    double height(int age);

    /** Between two states, without the difference in height. */
    double groundMetres(int age, int otherAge);

    /** Of the declared velocity, without its part up or down. */
    double groundSpeed(int age);

    /** Of the declared velocity, up or down; 0 or more. */
    double climbSpeed(int age);

    /** Checkpoints passed since the start, as the player says; 0 if the layout has none. */
    int checkpoints(int age);

    boolean isPaused(int age);
}
