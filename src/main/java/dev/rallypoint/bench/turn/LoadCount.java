package dev.rallypoint.bench.turn;

/**
 * What one step of a load led to. All counts are of messages sent inside the measured window.
 *
 * @param turns sends by players that the load made
 * @param turnsDue sends that its schedule asked for; more than {@code turns} = the load was late
 * @param due deliveries that the sends must lead to
 * @param delivered messages that arrived
 * @param arrived messages that arrived while the window was open, whenever they were sent
 */
public record LoadCount(long turns, long turnsDue, long due, long delivered, long arrived) {
    private static final double TOO_LATE = 0.02;

    /** Of the deliveries due, 0..1. */
    public double lossShare() {
        return due == 0 ? 0 : Math.max(0, 1 - (double) delivered / due);
    }

    /** Whether the load could not keep its own schedule. */
    public boolean isLoadTheLimit() {
        return turns < turnsDue * (1 - TOO_LATE);
    }
}
