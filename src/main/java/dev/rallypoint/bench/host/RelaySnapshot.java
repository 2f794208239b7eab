package dev.rallypoint.bench.host;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the relay process has used and done since it began.
 *
 * @param atNanos when this was, or how long it took
 * @param cpuNanos of the whole process: event loop, compiler and garbage collector
 * @param allocatedBytes by the event-loop thread
 * @param usedHeapBytes now; garbage included unless it was collected for this
 * @param garbageCollections of all collectors
 * @param datagramsIn read from the socket
 * @param datagramsOut given to the socket
 * @param messagesIn payloads that were forwarded or answered
 * @param messagesOut payloads handed to members, the relay's own included
 * @param sessions now
 * @param sendFailures datagrams that the kernel or a full backlog refused
 * @param drops by reason, those that happened only
 * @param receiveQueueDrops datagrams that the kernel dropped because the relay's queue was full
 * @param playerQueueDrops the same at the sockets of the players who are there
 */
public record RelaySnapshot(
        long atNanos,
        long cpuNanos,
        long allocatedBytes,
        long usedHeapBytes,
        long garbageCollections,
        long datagramsIn,
        long datagramsOut,
        long messagesIn,
        long messagesOut,
        long handshakes,
        long sessions,
        long sendFailures,
        Map<String, Long> drops,
        long receiveQueueDrops,
        long playerQueueDrops) {

    /** What the parent sees: the relay's CPU time must not pay for reading the system's tables. */
    RelaySnapshot withKernelDrops(long atRelay, long atPlayers) {
        return new RelaySnapshot(
                atNanos,
                cpuNanos,
                allocatedBytes,
                usedHeapBytes,
                garbageCollections,
                datagramsIn,
                datagramsOut,
                messagesIn,
                messagesOut,
                handshakes,
                sessions,
                sendFailures,
                drops,
                atRelay,
                atPlayers);
    }

    /** What came since; gauges as they are now. */
    public RelaySnapshot since(RelaySnapshot earlier) {
        Map<String, Long> newDrops = new TreeMap<>();
        drops.forEach(
                (reason, count) -> {
                    long since = count - earlier.drops.getOrDefault(reason, 0L);
                    if (since > 0) {
                        newDrops.put(reason, since);
                    }
                });
        return new RelaySnapshot(
                atNanos - earlier.atNanos,
                cpuNanos - earlier.cpuNanos,
                allocatedBytes - earlier.allocatedBytes,
                usedHeapBytes,
                garbageCollections - earlier.garbageCollections,
                datagramsIn - earlier.datagramsIn,
                datagramsOut - earlier.datagramsOut,
                messagesIn - earlier.messagesIn,
                messagesOut - earlier.messagesOut,
                handshakes - earlier.handshakes,
                sessions,
                sendFailures - earlier.sendFailures,
                newDrops,
                receiveQueueDrops - earlier.receiveQueueDrops,
                Math.max(0, playerQueueDrops - earlier.playerQueueDrops));
    }

    /** What of one core was used between two snapshots. */
    public double cpuShare() {
        return (double) cpuNanos / atNanos;
    }

    /** Between two snapshots. */
    public double perSecond(long count) {
        return count * 1e9 / atNanos;
    }
}
