package dev.rallypoint.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Everybody whom {@code bench --compare} knows. */
public final class Rivals {
    /** Names the folder that npm installed Colyseus in. */
    public static final String COLYSEUS_VARIABLE = "RALLYPOINT_BENCH_COLYSEUS";

    private static final Path COLYSEUS_FOLDER = Path.of("target/bench/colyseus");

    private Rivals() {}

    /**
     * The yardstick first.
     *
     * @param colyseus as given on the command line, before the environment and the default
     */
    public static List<Rival> all(Optional<Path> colyseus) {
        Path folder =
                colyseus.or(
                                () ->
                                        Optional.ofNullable(System.getenv(COLYSEUS_VARIABLE))
                                                .map(Path::of))
                        .orElse(COLYSEUS_FOLDER);
        return List.of(new CCopy(), new Coturn(), new Colyseus(folder));
    }
}
