package dev.rallypoint.bench;

import dev.rallypoint.bench.load.LoadProcess;
import dev.rallypoint.bench.load.RunOrder;
import dev.rallypoint.bench.load.RunResult;
import dev.rallypoint.bench.load.Terms;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A C program of our own that only copies datagrams, with recvmmsg and sendmmsg: the yardstick. The
 * jar carries its source; the compiler of this machine makes it. It has the relay's own load, whose
 * plain datagrams are as long as the sealed ones.
 */
final class CCopy implements Rival {
    private static final String SOURCE = "/bench/c/relay_copy.c";
    private static final String PORT_WORD = "port ";
    private static final double WARM_UP_SECONDS = 2;
    private static final long SEED = 8;
    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final String NOTE =
            "A C program that copies and neither encrypts, checks nor counts; its datagrams are as"
                    + " long as sealed ones.";

    static final String FRAMED_NAME = "c-copy-framed";

    /** What the lobbies of the framed scenario are like. */
    private static final int FRAMED_LOBBY = 16;

    private static final int FRAMED_HZ = 60;
    private static final int FRAMED_FIRST_LOBBIES = 8;

    private final String name;
    private final UnaryOperator<RivalPlan> form;

    private CCopy(String name, UnaryOperator<RivalPlan> form) {
        this.name = name;
        this.form = form;
    }

    /** Under the load that all rivals have. */
    static CCopy ofPlan() {
        return new CCopy("c-copy", UnaryOperator.identity());
    }

    /** Under the load of the framed scenario. */
    static CCopy ofFramed() {
        return new CCopy(
                FRAMED_NAME, plan -> plan.withForm(FRAMED_FIRST_LOBBIES, FRAMED_LOBBY, FRAMED_HZ));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> missing() {
        return RivalNeeds.linux().or(() -> RivalNeeds.program("cc", "gcc libc6-dev"));
    }

    @Override
    public Baseline run(RivalPlan common, Consumer<String> progress)
            throws IOException, InterruptedException {
        RivalPlan plan = form.apply(common);
        try (TemporaryFolder folder = TemporaryFolder.create();
                RivalProcess relay = start(compile(folder.path()), plan.rivalCore());
                LoadProcess load = LoadProcess.start(plan.loadCore(), terms(relay, plan))) {
            int maxLobbies = LoadProcess.maxPlayers() / plan.lobbySize();
            return new Raise(step -> measure(relay, load, step), progress)
                    .run(name(), plan, maxLobbies, NOTE);
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
        byte[] said = compiler.getInputStream().readAllBytes();
        if (compiler.waitFor() != 0) {
            throw new IOException("cc: " + new String(said, StandardCharsets.UTF_8).strip());
        }
        return program;
    }

    static RivalProcess start(Path program, OptionalInt core) throws IOException {
        return RivalProcess.start(core, program.getParent(), List.of(program.toString(), "0"));
    }

    /** Where the relay says it listens, on 127.0.0.1. */
    static int port(RivalProcess relay) throws IOException, InterruptedException {
        String line = relay.awaitLine(said -> said.startsWith(PORT_WORD), START_LIMIT);
        return Integer.parseInt(line.substring(PORT_WORD.length()));
    }

    private static Terms terms(RivalProcess relay, RivalPlan plan)
            throws IOException, InterruptedException {
        String target = "127.0.0.1:" + port(relay);
        return Terms.plain(target, plan.lobbySize(), plan.payloadBytes(), SEED);
    }

    private static RivalStep measure(RivalProcess relay, LoadProcess load, RivalPlan step)
            throws IOException, InterruptedException {
        load.lobbies(step.lobbies());
        load.run(RunOrder.messages(step.hz(), WARM_UP_SECONDS));
        long before = relay.cpuNanos();
        RunResult result = load.run(RunOrder.messages(step.hz(), step.seconds()));
        long cpuNanos = relay.cpuNanos() - before;
        double lossShare = Math.max(0, 1 - (double) result.datagrams() / result.expected());
        return new RivalStep(
                step.lobbies(),
                result.datagrams(),
                lossShare,
                result.isLoadTheLimit(),
                cpuNanos,
                result.seconds());
    }
}
