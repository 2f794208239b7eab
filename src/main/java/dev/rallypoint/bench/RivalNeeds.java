package dev.rallypoint.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What a rival needs of the machine, and how to get it. */
final class RivalNeeds {
    private RivalNeeds() {}

    /** CPU times come from {@code /proc}. */
    static Optional<String> linux() {
        return System.getProperty("os.name").equals("Linux")
                ? Optional.empty()
                : Optional.of("it runs on Linux only");
    }

    /**
     * @param packages what to install on Debian
     */
    static Optional<String> program(String name, String packages) {
        return find(name).isPresent()
                ? Optional.empty()
                : Optional.of("no " + name + " here: apt-get install " + packages);
    }

    private static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
