package dev.rallypoint.anticheat;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The game modes whose state messages are checked; all others are not. Immutable. */
public final class GameModes {
    public static final GameModes NONE = new GameModes(List.of());

    private final Map<String, GameMode> byName = new HashMap<>();

    /** Of two with the same name the later one counts. */
    GameModes(Collection<GameMode> modes) {
        modes.forEach(mode -> byName.put(mode.name(), mode));
    }

    Optional<GameMode> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The same, but nothing is done in any of them. */
    public GameModes asShadow() {
        return new GameModes(byName.values().stream().map(GameMode::asShadow).toList());
    }

    /** In alphabetical order, for the log. */
    public List<String> names() {
        return byName.keySet().stream().sorted().toList();
    }

    /** How long a ban of the mode holds; a mode that is not known any more bans for a day. */
    int banMinutes(String name) {
        return find(name).map(GameMode::banMinutes).orElse(24 * 60);
    }
}
