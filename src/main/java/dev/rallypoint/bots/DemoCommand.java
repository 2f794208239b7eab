package dev.rallypoint.bots;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rallypoint demo}: everything at once on this machine. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Starts nodes on this machine and lets simulated players race over them.",
            "With several nodes the Enter key kills the one that hosts most players.",
            "Exit status: 0 nothing lost but what a killed node had under way, 1 loss or failure,"
                    + " 2 bad use."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int BAD_USE = 2;
    private static final int MAX_NODES = 8;

    @Option(names = "--nodes", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
    private int nodes;

    @Option(names = "--players", defaultValue = "16", description = "default ${DEFAULT-VALUE}")
    private int players;

    @Option(names = "--seconds", defaultValue = "30", description = "default ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--kill-after",
            description = "kill the node that hosts most players after so many seconds")
    private Optional<Integer> killAfter = Optional.empty();

    @Option(
            names = "--tls",
            paramLabel = "DIR",
            description =
                    "speak https with fullchain.pem and privkey.pem of this directory, valid for"
                            + " 127.0.0.1")
    private Optional<Path> tls = Optional.empty();

    @Mixin private HttpsOptions https;

    @Option(names = "--json", description = "write the figures to this file")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws InterruptedException, IOException {
        try {
            check();
            OptionalInt kill = killAfter.map(OptionalInt::of).orElse(OptionalInt.empty());
            DemoRun.Plan plan = new DemoRun.Plan(nodes, players, seconds, kill, tls, json);
            int number = ThreadLocalRandom.current().nextInt();
            Screen screen = ConsoleScreen.ofThisProcess();
            String scheme = tls.isPresent() ? "https" : "http";
            List<URI> servers = List.of(URI.create(scheme + "://127.0.0.1/"));
            return new DemoRun(plan, https.httpClient(servers), screen, number).run();
        } catch (IllegalArgumentException badUse) {
            System.err.println(badUse.getMessage());
            return BAD_USE;
        } catch (BotRun.FailedException failed) {
            System.err.println("The demo failed: " + failed.getMessage());
            return 1;
        }
    }

    private void check() {
        json.ifPresent(RaceReport::checkWritable);
        if (nodes < 1 || nodes > MAX_NODES) {
            throw new IllegalArgumentException("--nodes: " + nodes + " is out of 1.." + MAX_NODES);
        }
        if (killAfter.isPresent() && (killAfter.get() < 1 || killAfter.get() >= seconds)) {
            throw new IllegalArgumentException(
                    "--kill-after: " + killAfter.get() + " is out of 1.." + (seconds - 1));
        }
        DemoRun.racePlan(List.of(URI.create("http://127.0.0.1/")), players, seconds);
    }
}
