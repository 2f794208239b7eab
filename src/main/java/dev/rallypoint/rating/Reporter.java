package dev.rallypoint.rating;

import dev.rallypoint.contract.RatingConfig;
import dev.rallypoint.runtime.ConfigException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Who is believed about the results of a game mode. */
public enum Reporter {
    /** More than half of the match's members, saying the same. */
    MAJORITY,
    /** The lobby's owner alone; the others only contradict. */
    HOST,
    /** Nobody but operators, such as a server of the game's makers. */
    OPERATOR;

    /** The word in configuration and API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * By game mode.
     *
     * @throws ConfigException if it does not say mode=reporter
     */
    static Map<String, Reporter> byMode(RatingConfig config) {
        Map<String, Reporter> all = new TreeMap<>();
        for (String entry : config.reporters()) {
            String[] parts = entry.split("=", 2);
            Reporter reporter =
                    List.of(values()).stream()
                            .filter(one -> parts.length == 2 && one.word().equals(parts[1].strip()))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new ConfigException(
                                                    "rating.reporters: "
                                                            + entry
                                                            + " is not mode=majority, mode=host or"
                                                            + " mode=operator"));
            all.put(parts[0].strip(), reporter);
        }
        return Map.copyOf(all);
    }
}
