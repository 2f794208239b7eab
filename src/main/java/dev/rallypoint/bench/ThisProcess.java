package dev.rallypoint.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Where the threads of this process run. */
final class ThisProcess {
    private static final String ALLOWED = "Cpus_allowed_list:";

    private ThisProcess() {}

    /**
     * Does the work with all threads of this process, also those to come, on that core, for a load
     * that runs in this process.
     */
    static <T> T on(OptionalInt core, Work<T> work) throws IOException, InterruptedException {
        if (core.isEmpty()) {
            return work.get();
        }
        String before = allowed(Files.readString(Path.of("/proc/self/status")));
        move(String.valueOf(core.getAsInt()));
        try {
            return work.get();
        } finally {
            move(before);
        }
    }

    /** A core list as {@code taskset -c} takes it, from the text of {@code /proc/<pid>/status}. */
    static String allowed(String status) {
        return status.lines()
                .filter(line -> line.startsWith(ALLOWED))
                .map(line -> line.substring(ALLOWED.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + ALLOWED));
    }

    private static void move(String cores) throws IOException, InterruptedException {
        String pid = String.valueOf(ProcessHandle.current().pid());
        Process taskset =
                new ProcessBuilder("taskset", "-a", "-c", "-p", cores, pid)
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .start();
        byte[] said = taskset.getInputStream().readAllBytes();
        if (taskset.waitFor() != 0) {
            throw new IOException(new String(said, StandardCharsets.UTF_8).strip());
        }
    }

    /** What is done meanwhile. */
    interface Work<T> {
        T get() throws IOException, InterruptedException;
    }
}
