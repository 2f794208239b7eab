package dev.rallypoint.bench;

import java.util.List;

/** Who {@code --compare} runs beside the relay. */
final class Rivals {
    private Rivals() {}

    static List<Rival> all() {
        return List.of();
    }
}
