package dev.rallypoint.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The CPU time of a whole process, all threads, user and kernel, as {@code /proc} tells it. */
final class ProcessCpu {
    /** Linux shows times to programs in hundredths of a second, whatever it counts in. */
    private static final long NANOS_PER_TICK = 10_000_000;

    /** Counted from the state, the first field after the name: proc(5), fields 14 and 15. */
    private static final int USER_TICKS = 11;

    private static final int KERNEL_TICKS = 12;

    private ProcessCpu() {}

    /**
     * Nanoseconds since the process began, in steps of ten milliseconds.
     *
     * @throws IOException if there is no such process
     */
    static long nanos(long pid) throws IOException {
        return nanos(Files.readString(Path.of("/proc", String.valueOf(pid), "stat")));
    }

    /**
     * @param stat the text of {@code /proc/<pid>/stat}; the name in it may hold spaces and brackets
     */
    static long nanos(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[KERNEL_TICKS]);
        return ticks * NANOS_PER_TICK;
    }
}
