package dev.rallypoint.bench;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Sources of rivals that the jar carries. */
final class Resources {
    private Resources() {}

    /** As UTF-8. */
    static String text(String resource) throws IOException {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Writes it into the folder under its own name, over what is there. */
    static Path copy(String resource, Path folder) throws IOException {
        Path target = folder.resolve(resource.substring(resource.lastIndexOf('/') + 1));
        try (InputStream in = open(resource)) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }

    private static InputStream open(String resource) throws FileNotFoundException {
        InputStream in = Resources.class.getResourceAsStream(resource);
        if (in == null) {
            throw new FileNotFoundException(resource + " is not in this jar");
        }
        return in;
    }
}
