package dev.rallypoint.support;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How many bytes the calling thread allocates on the heap, to the byte. For tests only. */
public final class AllocationMeter {
    private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private long bytes;

    /** Adds what a step allocates. */
    public void measure(Runnable step) {
        long before = threads.getCurrentThreadAllocatedBytes();
        step.run();
        bytes += threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** What was measured since the last call. */
    public long take() {
        long taken = bytes;
        bytes = 0;
        return taken;
    }
}
