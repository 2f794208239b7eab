package dev.rallypoint.anticheat.spi;

/**
 * Judges one player in one match, on the relay's thread, between two datagrams: no waiting, no
 * locks, no objects made unless there is something to report. May remember what it saw.
 */
public interface StateRule {
    /**
     * Looks at the newest state. Called once for each state that is newer than the one before; the
     * first one of a session, and those after a jump ({@link StateView#isJump}), continue nothing.
     * An exception ends the rule for this player and is logged.
     *
     * @param states valid during the call
     */
    void check(StateView states, Findings findings);
}
