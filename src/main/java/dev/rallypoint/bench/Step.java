package dev.rallypoint.bench;

/**
 * One step of a raised load.
 *
 * @param lobbies that played
 * @param cpuNanos of the whole rival while the window was open
 * @param seconds that the window was open
 */
record Step(int lobbies, LoadCount count, long cpuNanos, int seconds) {
    /** CPU nanoseconds for one delivered message. */
    double cpuNsPerDelivered() {
        return (double) cpuNanos / Math.max(1, count.arrived());
    }

    double deliveredPerCpuSecond() {
        return count.arrived() * 1e9 / Math.max(1, cpuNanos);
    }

    double deliveredPerSecond() {
        return (double) count.arrived() / seconds;
    }

    /** Taskset that the rival kept busy. */
    double cores() {
        return cpuNanos / 1e9 / seconds;
    }
}
