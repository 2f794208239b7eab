package dev.rallypoint.bench.scenario;

/**
 * How long and how much.
 *
 * @param warmUpSeconds at the beginning of each scenario, for the compiler
 * @param settleSeconds of load before each measured step
 * @param stepSeconds that each step is measured for
 * @param startPlayers in the first step
 * @param maxPlayers to raise the load to
 * @param refinements after the load was doubled until it was too much
 * @param stepsAtMost of doubling
 * @param sessions of the idle crowd
 * @param floodPerSecond hostile datagrams
 */
public record Effort(
        double warmUpSeconds,
        double settleSeconds,
        double stepSeconds,
        int startPlayers,
        int maxPlayers,
        int refinements,
        int stepsAtMost,
        int sessions,
        double floodPerSecond) {
    private static final int OF_THE_LARGEST_LOAD = 16_384;
    private static final double COARSE_STEP_SECONDS = 2;

    /** About six minutes for everything. */
    public static Effort full() {
        return new Effort(6, 0.5, 4, 256, OF_THE_LARGEST_LOAD, 3, 20, 20_000, 30_000);
    }

    /** Whether it works at all, in seconds. */
    public static Effort quick() {
        return new Effort(1, 0.2, 1, 64, 512, 0, 2, 200, 2_000);
    }

    /** With shorter steps and one refinement: where the limit only has to be known about. */
    Effort coarse() {
        return new Effort(
                warmUpSeconds,
                settleSeconds,
                Math.min(stepSeconds, COARSE_STEP_SECONDS),
                startPlayers,
                maxPlayers,
                1,
                stepsAtMost,
                sessions,
                floodPerSecond);
    }
}
