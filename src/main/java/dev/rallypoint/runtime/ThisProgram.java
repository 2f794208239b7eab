package dev.rallypoint.runtime;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start this same program again as a child process. */
public final class ThisProgram {
    private static final String MAIN = "dev.rallypoint.Main";

    private ThisProgram() {}

    /**
     * The words before the command line's own: this Java with the jar this runs from, or with its
     * class path when it runs from an IDE or a test.
     *
     * @param jvmOptions such as -Xmx256m
     */
    public static List<String> command(String... jvmOptions) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(jvmOptions));
        Path code = code();
        words.addAll(
                Files.isRegularFile(code)
                        ? List.of("-jar", code.toString())
                        : List.of("-cp", System.getProperty("java.class.path"), MAIN));
        return words;
    }

    /** The jar, or the directory of classes. */
    public static Path code() {
        try {
            return Path.of(
                    ThisProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
