package dev.rallypoint.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories for fuzz targets, which not only JUnit calls: below {@code target}. */
public final class Scratch {
    private static final Path WORK = Path.of("target/fuzz/scratch").toAbsolutePath();

    private Scratch() {}

    public static Path directory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(WORK), "run");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
