package dev.rallypoint.runtime;

import java.util.concurrent.atomic.AtomicLong;

/** What one UDP port has read and written. One thread counts, any may read. */
final class UdpFigures {
    private final AtomicLong datagramsIn = new AtomicLong();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong datagramsOut = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong sendFailures = new AtomicLong();

    void received(int bytes) {
        add(datagramsIn, 1);
        add(bytesIn, bytes);
    }

    void sent(int bytes) {
        add(datagramsOut, 1);
        add(bytesOut, bytes);
    }

    void sendFailed() {
        add(sendFailures, 1);
    }

    /** One thread writes: an ordered store is enough. */
    private static void add(AtomicLong figure, long amount) {
        figure.lazySet(figure.getPlain() + amount);
    }

    long datagramsIn() {
        return datagramsIn.get();
    }

    long bytesIn() {
        return bytesIn.get();
    }

    long datagramsOut() {
        return datagramsOut.get();
    }

    long bytesOut() {
        return bytesOut.get();
    }

    long sendFailures() {
        return sendFailures.get();
    }
}
