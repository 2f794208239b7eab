package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of others that a test talks to. Where it is not installed the test is skipped aloud,
 * naming the package to install; where the environment says {@code CI=true} it fails instead, so
 * that no build server passes by not looking.
 */
public final class ForeignTool {
    /**
     * What a run left.
     *
     * @param exitCode -1 if it was killed at the time limit
     * @param output standard output and error, as they came
     */
    public record Run(int exitCode, String output) {
        public boolean timedOut() {
            return exitCode == -1;
        }
    }

    private final Path program;

    private ForeignTool(Path program) {
        this.program = program;
    }

    /**
     * Finds the program on the PATH, or ends the test.
     *
     * @param aptPackage what to install on Debian
     */
    public static ForeignTool require(String command, String aptPackage) {
        boolean ci = "true".equals(System.getenv("CI"));
        return new ForeignTool(require(find(command), ci, command, aptPackage));
    }

    /** Debian's Python with one of its packages, or ends the test. */
    public static ForeignTool requirePython(String module, String aptPackage) {
        boolean ci = "true".equals(System.getenv("CI"));
        Path python = Path.of("/usr/bin/python3");
        boolean isThere =
                Files.isExecutable(python)
                        && Files.isDirectory(
                                Path.of("/usr/lib/python3/dist-packages").resolve(module));
        return new ForeignTool(
                require(
                        isThere ? Optional.of(python) : Optional.empty(),
                        ci,
                        "Python's " + module,
                        aptPackage));
    }

    /** A program that a test has just built. */
    static ForeignTool at(Path program) {
        return new ForeignTool(program);
    }

    /** A library to compile against, known by one of its headers, or ends the test. */
    public static void requireHeader(String header, String aptPackage) {
        boolean ci = "true".equals(System.getenv("CI"));
        Path file = Path.of("/usr/include").resolve(header);
        require(
                Optional.of(file).filter(Files::isRegularFile),
                ci,
                "the header " + header,
                aptPackage);
    }

    static Path require(Optional<Path> found, boolean ci, String command, String aptPackage) {
        String advice =
                "%s is not installed: apt-get install -y --no-install-recommends %s"
                        .formatted(command, aptPackage);
        return found.orElseGet(() -> ci ? fail(advice) : abort("SKIPPED: " + advice));
    }

    private static Optional<Path> find(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, command))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it; whoever does so ends it. */
    public Process start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
    }

    /** Runs it to its end, or kills it at the time limit. */
    public Run run(Duration limit, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("foreign-tool", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .start();
        try {
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            return new Run(ended ? process.exitValue() : -1, Files.readString(output));
        } finally {
            process.destroyForcibly().waitFor();
            Files.delete(output);
        }
    }
}
