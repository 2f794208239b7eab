package dev.rallypoint.client.doctor;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The doctor's waiting; ends at once when its thread is interrupted. */
final class Pauses {
    private Pauses() {}

    static void pause(long ms) {
        until(ms, ms, () -> false);
    }

    /**
     * @return whether the condition came true in time
     */
    static boolean until(long mostMs, long everyMs, BooleanSupplier condition) {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMs);
        while (!condition.getAsBoolean()) {
            long leftNanos = endNanos - System.nanoTime();
            if (leftNanos <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(Math.min(leftNanos, TimeUnit.MILLISECONDS.toNanos(everyMs)));
        }
        return true;
    }
}
