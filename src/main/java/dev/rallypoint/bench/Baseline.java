package dev.rallypoint.bench;

/**
 * What a rival was measured at.
 *
 * @param name of the rival
 * @param cpuNsPerDelivered CPU time of the whole process for one delivered message at the first,
 *     smallest load
 * @param deliveredPerCpuSecond at the best step of the raised load
 * @param lossShare of the messages due in that best step, 0..1
 * @param note what a reader must know to compare fairly
 */
public record Baseline(
        String name,
        double cpuNsPerDelivered,
        double deliveredPerCpuSecond,
        double lossShare,
        String note) {
    /** CPU time for one delivered message at the best step; 0 if nothing was delivered. */
    double cpuNsPerDeliveredAtBest() {
        return deliveredPerCpuSecond == 0 ? 0 : 1e9 / deliveredPerCpuSecond;
    }
}
