package dev.rallypoint.anticheat;

import java.util.List;
import java.util.Map;

/**
 * What is checked in lobbies of one game mode, and how.
 *
 * @param shadow everything is recorded and nothing done
 * @param rules in the order they look at a state
 * @param banMinutes how long a ban holds
 * @param courses by the lobbies' track
 */
record GameMode(
        String name,
        boolean shadow,
        StateHistory.Axis up,
        StateLayout layout,
        List<ActiveRule> rules,
        Thresholds thresholds,
        int banMinutes,
        Map<String, Course> courses) {
    GameMode {
        rules = List.copyOf(rules);
        courses = Map.copyOf(courses);
    }

    Course course(String track) {
        return courses.getOrDefault(track, Course.UNKNOWN);
    }

    GameMode asShadow() {
        return new GameMode(name, true, up, layout, rules, thresholds, banMinutes, courses);
    }
}
