package dev.rallypoint.bench;

import dev.rallypoint.bench.process.BenchFailedException;
import dev.rallypoint.runtime.LogbackLogging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code rallypoint bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the relay on this machine: relay and load are processes of their own.",
            "The full run takes about six minutes, --quick under half a minute.",
            "Exit status: 0 done, 1 loss where none is allowed, a wrong message or a run that"
                    + " failed, 2 bad use. A rival that is missing or fails is only reported."
        })
public final class BenchCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "a few seconds: whether it works")
    private boolean quick;

    @Option(
            names = "--compare",
            description = "also run coturn, Colyseus and a C program that only copies")
    private boolean compare;

    @Option(
            names = "--scenario",
            description =
                    "only this one: raw, framed, sessions, overload, hostile, growth; may be"
                            + " repeated")
    private List<String> scenarios = List.of();

    @Option(names = "--json", description = "write the figures to this file")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--html", description = "write a page with plots to this file")
    private Optional<Path> html = Optional.empty();

    @Option(
            names = "--seed",
            defaultValue = "20261122",
            description = "of the order and phases of sending; default ${DEFAULT-VALUE}")
    private long seed;

    @Override
    public Integer call() throws InterruptedException, IOException {
        LogbackLogging.configureQuiet();
        BenchPlan plan;
        try {
            plan = plan();
        } catch (IllegalArgumentException badUse) {
            System.err.println(badUse.getMessage());
            return ExitCode.USAGE;
        }
        try {
            BenchReport report = new BenchRun(plan, System.out::println).run();
            return report.isClean() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (BenchFailedException failed) {
            System.err.println("The benchmark failed: " + failed.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private BenchPlan plan() {
        json.ifPresent(file -> checkWritable("--json", file));
        html.ifPresent(file -> checkWritable("--html", file));
        Set<String> known = Scenarios.all().keySet();
        for (String name : scenarios) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "--scenario: " + name + " is none of " + String.join(", ", known));
            }
        }
        List<String> all = quick ? Scenarios.QUICK : List.copyOf(known);
        return new BenchPlan(
                quick, compare, scenarios.isEmpty() ? all : scenarios, json, html, seed);
    }

    /** Before the run, not after it. */
    private static void checkWritable(String option, Path file) {
        Path directory = file.toAbsolutePath().getParent();
        boolean writable =
                Files.exists(file) ? Files.isWritable(file) : Files.isWritable(directory);
        if (!writable || Files.isDirectory(file)) {
            throw new IllegalArgumentException(option + ": " + file + " cannot be written");
        }
    }
}
