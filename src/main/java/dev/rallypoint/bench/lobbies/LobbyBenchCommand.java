package dev.rallypoint.bench.lobbies;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.rallypoint.runtime.LogbackLogging;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code rallypoint bench-lobbies}. */
@Command(
        name = "bench-lobbies",
        mixinStandardHelpOptions = true,
        description = {
            "Measures creating, joining and listing lobbies over HTTP, before and after there are"
                    + " many. The nodes run already, with the address of this machine in"
                    + " security.exemptRanges and a lobby.emptyTimeoutSeconds that outlasts the run.",
            "Exit status: 0 done, 1 a call failed, 2 bad use."
        })
public final class LobbyBenchCommand implements Callable<Integer> {
    @Option(
            names = "--url",
            required = true,
            description = "matchmaking address of a node; may be repeated, calls go to all in turn")
    private List<URI> urls = List.of();

    @Option(
            names = "--lobbies",
            defaultValue = "10000",
            description = "open lobbies in the end; default ${DEFAULT-VALUE}")
    private int lobbies;

    @Option(
            names = "--at-once",
            defaultValue = "16",
            description = "calls under way; default ${DEFAULT-VALUE}")
    private int atOnce;

    @Option(
            names = "--calls",
            defaultValue = "4000",
            description = "joins and lists measured each time; default ${DEFAULT-VALUE}")
    private int calls;

    @Option(
            names = "--warm-up",
            defaultValue = "2000",
            description =
                    "joins and lists before those that are measured, shown as cold; default"
                            + " ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(names = "--json", description = "write the figures to this file")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws InterruptedException, IOException {
        LogbackLogging.configureQuiet();
        LobbyBench.Plan plan;
        try {
            plan = new LobbyBench.Plan(urls, lobbies, atOnce, calls, warmUp);
        } catch (IllegalArgumentException badUse) {
            System.err.println(badUse.getMessage());
            return ExitCode.USAGE;
        }
        List<LobbyFigures> figures = new LobbyBench(plan, System.out::println).run();
        if (json.isPresent()) {
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValue(json.get().toFile(), figures);
        }
        boolean good = figures.stream().allMatch(one -> one.failed() == 0);
        return good ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
