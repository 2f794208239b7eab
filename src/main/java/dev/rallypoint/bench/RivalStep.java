package dev.rallypoint.bench;

/**
 * One step of a raised load.
 *
 * @param lobbies that played
 * @param delivered messages
 * @param lossShare of the messages due, 0..1
 * @param isLoadTheLimit the load could not keep its own schedule
 * @param cpuNanos of the whole rival meanwhile
 * @param seconds that it took
 */
record RivalStep(
        int lobbies,
        long delivered,
        double lossShare,
        boolean isLoadTheLimit,
        long cpuNanos,
        double seconds) {
    /** CPU nanoseconds for one delivered message. */
    double cpuNsPerDelivered() {
        return (double) cpuNanos / Math.max(1, delivered);
    }

    double deliveredPerCpuSecond() {
        return delivered * 1e9 / Math.max(1, cpuNanos);
    }

    double deliveredPerSecond() {
        return delivered / seconds;
    }

    /** Cores that the rival kept busy. */
    double cores() {
        return cpuNanos / 1e9 / seconds;
    }
}
