package dev.rallypoint.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A C program of our own that only copies datagrams, with recvmmsg and sendmmsg: the yardstick. The
 * jar carries its source; the compiler of this machine makes it.
 */
public final class CCopy implements Rival {
    private static final String SOURCE = "/bench/c/relay_copy.c";
    private static final String PORT_WORD = "port ";
    private static final int WARM_UP_SECONDS = 2;
    private static final long SEED = 8;
    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final String NOTE =
            "A C program that copies and neither encrypts, checks nor counts anything.";

    @Override
    public String name() {
        return "c-copy";
    }

    @Override
    public Optional<String> missing() {
        return RivalNeeds.linux().or(() -> RivalNeeds.program("cc", "gcc libc6-dev"));
    }

    @Override
    public Baseline run(RivalPlan plan, Consumer<String> progress)
            throws IOException, InterruptedException {
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            Path program = compile(folder.path());
            Raise raise = new Raise(step -> measure(program, step), progress);
            return Taskset.withThisProcessOn(plan.loadCore(), () -> raise.run(name(), plan, NOTE));
        }
    }

    /** The program, made in that folder. */
    static Path compile(Path folder) throws IOException, InterruptedException {
        Path source = Resources.copy(SOURCE, folder);
        Path program = folder.resolve("relay_copy");
        Process compiler =
                new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString())
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .start();
        String said = new String(compiler.getInputStream().readAllBytes());
        if (compiler.waitFor() != 0) {
            throw new IOException("cc could not compile " + source + ":\n" + said);
        }
        return program;
    }

    private static Step measure(Path program, RivalPlan step)
            throws IOException, InterruptedException {
        try (RivalProcess relay = start(program, step);
                Players players = new CopyPlayers(address(relay), step)) {
            return MeasuredStep.of(relay, players, step, WARM_UP_SECONDS, SEED);
        }
    }

    static RivalProcess start(Path program, RivalPlan step) throws IOException {
        List<String> command = List.of(program.toString(), "0");
        return RivalProcess.start(step.rivalCore(), program.getParent(), command);
    }

    /** Where the relay says it listens. */
    static InetSocketAddress address(RivalProcess relay) throws IOException, InterruptedException {
        String line = relay.awaitLine(said -> said.startsWith(PORT_WORD), START_LIMIT);
        int port = Integer.parseInt(line.substring(PORT_WORD.length()));
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
