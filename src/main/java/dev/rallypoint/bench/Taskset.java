package dev.rallypoint.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Keeps a process on one core with {@code taskset} of util-linux. */
final class Taskset {
    private static final String PROGRAM = "taskset";

    private Taskset() {}

    /** The program of that name on the PATH. */
    static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The command that runs this one on that core; itself if no core is named. */
    static List<String> on(OptionalInt core, List<String> command) {
        if (core.isEmpty()) {
            return command;
        }
        List<String> pinned =
                new ArrayList<>(List.of(PROGRAM, "-c", String.valueOf(core.getAsInt())));
        pinned.addAll(command);
        return pinned;
    }

    /** Whether processes can be pinned here. */
    static boolean canPin() {
        return find(PROGRAM).isPresent();
    }

    /**
     * Does the work with all threads of this process, also those to come, on that core: the load
     * runs in this process.
     */
    static <T> T withThisProcessOn(OptionalInt core, Work<T> work)
            throws IOException, InterruptedException {
        if (core.isEmpty()) {
            return work.get();
        }
        String before = allowed(Files.readString(Path.of("/proc/self/status")));
        moveThisProcess(String.valueOf(core.getAsInt()));
        try {
            return work.get();
        } finally {
            moveThisProcess(before);
        }
    }

    /** A core list as {@code taskset -c} takes it, from the text of {@code /proc/<pid>/status}. */
    static String allowed(String status) {
        return status.lines()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no Cpus_allowed_list"));
    }

    private static void moveThisProcess(String cores) throws IOException, InterruptedException {
        String pid = String.valueOf(ProcessHandle.current().pid());
        Process taskset =
                new ProcessBuilder(PROGRAM, "-a", "-c", "-p", cores, pid)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(taskset.getInputStream().readAllBytes());
        if (taskset.waitFor() != 0) {
            throw new IOException("taskset: " + said.trim());
        }
    }

    /** What is done meanwhile. */
    interface Work<T> {
        T get() throws IOException, InterruptedException;
    }
}
