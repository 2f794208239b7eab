package dev.rallypoint.rating;

import dev.rallypoint.contract.RatingConfig;
import dev.rallypoint.runtime.ConfigException;
import java.util.HashMap;
import java.util.Map;

/**
 * What nobody can be quicker than.
 *
 * @param byCourse in ms; a game mode, or a game mode, a slash and a track
 */
public record LeastTimes(Map<String, Long> byCourse) {
    public static final LeastTimes NONE = new LeastTimes(Map.of());

    private static final long DAY_MS = 86_400_000;

    /** Modes have neither; tracks may. */
    private static final String ENTRY = "[^/=]+(/.+)?=[0-9]{1,9}";

    public LeastTimes {
        byCourse = Map.copyOf(byCourse);
    }

    /**
     * @throws ConfigException naming the entry and what it has to be
     */
    static LeastTimes of(RatingConfig config) {
        Map<String, Long> all = new HashMap<>();
        for (String entry : config.leastTimes()) {
            int equals = entry.lastIndexOf('=');
            long ms = entry.matches(ENTRY) ? Long.parseLong(entry.substring(equals + 1)) : 0;
            if (ms < 1 || ms > DAY_MS) {
                throw new ConfigException(
                        "rating.leastTimes: "
                                + entry
                                + " is not mode=ms or mode/track=ms with 1.."
                                + DAY_MS
                                + " ms");
            }
            all.put(entry.substring(0, equals), ms);
        }
        return new LeastTimes(all);
    }

    /** Of the track, else of the mode, else 1. */
    long of(String gameMode, String track) {
        return byCourse.getOrDefault(gameMode + "/" + track, byCourse.getOrDefault(gameMode, 1L));
    }
}
