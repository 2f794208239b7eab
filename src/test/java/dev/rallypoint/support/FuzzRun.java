package dev.rallypoint.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Jazzer with one target in a process of its own: it changes the classes that it loads, and takes
 * one target a process. New inputs go to {@code target/fuzz/corpus}, which the next run begins
 * with; what breaks something is written among the kept inputs, so that it is a test from then on.
 */
public final class FuzzRun {
    public static final Path RESOURCES = Path.of("src/test/resources").toAbsolutePath();
    public static final Path WORK = Path.of("target/fuzz").toAbsolutePath();

    /** No input of a kind that is fuzzed takes this long, on however busy a machine. */
    private static final int HANG_SECONDS = 20;

    private static final int START_AND_END_SECONDS = 120;

    private static final Pattern PROGRESS =
            Pattern.compile("#(\\d+)\\s.*?cov: (\\d+) ft: (\\d+) corp: (\\d+)/");

    /**
     * What became of it.
     *
     * @param executions inputs that were tried
     * @param edges branches of the instrumented classes that were taken
     * @param corpus inputs that each took some of them first, or another number of times
     * @param finding the file with the input that broke something
     */
    public record Outcome(
            FuzzTarget target,
            long executions,
            int edges,
            int corpus,
            Optional<Path> finding,
            Path log) {

        /** The same, of the target that the input was for, among whose inputs it lies now. */
        public Outcome ofTarget(FuzzTarget broken) {
            Path there = broken.inputs(RESOURCES).resolve(finding.orElseThrow().getFileName());
            return new Outcome(broken, executions, edges, corpus, Optional.of(there), log);
        }

        /** A row of a table: target, inputs tried, branches taken, inputs kept. */
        public String row() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %,d | %d | %d |",
                    target.name(),
                    executions,
                    edges,
                    corpus);
        }

        /** How to see it happen again, and the end of what the fuzzer said. */
        public String report() throws IOException {
            List<String> lines = Files.readAllLines(log);
            return String.join(
                    "\n",
                    target.name()
                            + " broke; the input is "
                            + finding.map(Path::toString).orElse("-"),
                    "again: " + target.again(),
                    "the log is " + log + ", its end:",
                    String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size())));
        }
    }

    private final FuzzTarget target;
    private final int seconds;
    private final Path kept;
    private final List<String> options;

    /**
     * @param seconds for which inputs are tried; 0 = only those that are there
     * @param options of Jazzer and libFuzzer beside the usual ones
     */
    public FuzzRun(FuzzTarget target, int seconds, String... options) {
        this(target, seconds, target.inputs(RESOURCES), options);
    }

    /**
     * @param kept where the inputs are that it begins with, and where it writes what breaks
     *     something
     */
    public FuzzRun(FuzzTarget target, int seconds, Path kept, String... options) {
        this.target = target;
        this.seconds = seconds;
        this.kept = kept;
        this.options = List.of(options);
    }

    /** Runs to its end: the time is up, or something broke. */
    public Outcome run() throws IOException, InterruptedException {
        Files.createDirectories(kept);
        List<Path> before = files(kept);
        Path log = Files.createDirectories(WORK.resolve("logs")).resolve(target.name() + ".txt");
        Process process =
                new ProcessBuilder(command())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            boolean ended = process.waitFor(seconds + START_AND_END_SECONDS, TimeUnit.SECONDS);
            boolean isClean = ended && process.exitValue() == 0;
            List<Path> found = files(kept);
            found.removeAll(before);
            return outcome(log, isClean ? Optional.empty() : Optional.of(inputOr(log, found)));
        } finally {
            process.destroyForcibly();
        }
    }

    /** The log itself if the fuzzer ended in another way than by an input. */
    private static Path inputOr(Path log, List<Path> found) {
        return found.isEmpty() ? log : found.get(0);
    }

    private List<String> command() throws IOException {
        Path corpus = Files.createDirectories(target.inputs(WORK.resolve("corpus")));
        List<String> command = new ArrayList<>(List.of(NodeProcess.java(), "-Xmx1g"));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--hooks=true",
                        "--instrumentation_includes=dev.rallypoint.**",
                        "--custom_hook_includes=dev.rallypoint.**",
                        "--target_class=" + target.className(),
                        "--target_method=" + target.method(),
                        seconds == 0 ? "-runs=0" : "-max_total_time=" + seconds,
                        "-timeout=" + HANG_SECONDS,
                        "-rss_limit_mb=0",
                        "-artifact_prefix=" + kept + "/",
                        "--reproducer_path=" + WORK));
        command.addAll(options);
        command.addAll(List.of(corpus.toString(), kept.toString()));
        return command;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.sorted().toList());
        }
    }

    private Outcome outcome(Path log, Optional<Path> finding) throws IOException {
        long executions = 0;
        int edges = 0;
        int corpus = 0;
        for (String line : Files.readAllLines(log)) {
            Matcher progress = PROGRESS.matcher(line);
            if (progress.find()) {
                executions = Long.parseLong(progress.group(1));
                edges = Integer.parseInt(progress.group(2));
                corpus = Integer.parseInt(progress.group(4));
            }
        }
        return new Outcome(target, executions, edges, corpus, finding, log);
    }
}
