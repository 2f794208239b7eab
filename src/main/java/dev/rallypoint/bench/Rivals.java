package dev.rallypoint.bench;

import java.nio.file.Path;
import java.util.List;

/** Who {@code --compare} runs beside the relay. */
final class Rivals {
    /** Names the folder that npm installed Colyseus in. */
    private static final String COLYSEUS_VARIABLE = "RALLYPOINT_BENCH_COLYSEUS";

    private static final String COLYSEUS_FOLDER = "target/bench/colyseus";

    private Rivals() {}

    /** The yardstick first. */
    static List<Rival> all() {
        return List.of(
                CCopy.ofPlan(),
                CCopy.ofFramed(),
                Coturn.senderRelayed(),
                Coturn.bothRelayed(),
                colyseus());
    }

    static Colyseus colyseus() {
        return new Colyseus(
                Path.of(System.getenv().getOrDefault(COLYSEUS_VARIABLE, COLYSEUS_FOLDER)));
    }
}
