package dev.rallypoint.bench.load;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.rallypoint.bench.process.ChildProcess;
import dev.rallypoint.bench.process.Cores;
import dev.rallypoint.runtime.ThisProgram;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The players, in a process of their own. Belongs to one thread. */
public final class LoadProcess implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(120);
    private static final Duration EXTRA = Duration.ofSeconds(60);

    /** Files that a Java process has open beside its sockets, and some to spare. */
    private static final int OTHER_FILES = 300;

    private static final String[] JVM = {"-Xmx1g", "-XX:+UseSerialGC"};

    private final ChildProcess process;

    private LoadProcess(ChildProcess process) {
        this.process = process;
    }

    /**
     * @param core to run on; empty = any
     */
    public static LoadProcess start(OptionalInt core, Terms terms)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(ThisProgram.command(JVM));
        command.add(LoadCommand.NAME);
        ChildProcess process = ChildProcess.start("load", Cores.pinned(core, command));
        try {
            process.ask(LoadCommand.BEGIN, terms, Map.class, EXTRA);
        } catch (RuntimeException | InterruptedException failure) {
            process.close();
            throw failure;
        }
        return new LoadProcess(process);
    }

    /** Players that one process can have, by the limit of open files. */
    public static int maxPlayers() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof UnixOperatingSystemMXBean unix
                ? (int) Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount() - OTHER_FILES)
                : Short.MAX_VALUE;
    }

    /** Connects lobbies until there are that many, or disconnects the last ones. */
    public void lobbies(int lobbies) throws InterruptedException {
        process.ask(LoadCommand.LOBBIES, lobbies, Map.class, CONNECT_LIMIT);
    }

    /** Runs, and waits for the end. */
    public RunResult run(RunOrder order) throws InterruptedException {
        double seconds = order.segments().stream().mapToDouble(Segment::seconds).sum();
        return process.ask(
                LoadCommand.RUN,
                order,
                RunResult.class,
                EXTRA.plusMillis((long) (2_000 * seconds)));
    }

    @Override
    public void close() {
        process.close();
    }
}
