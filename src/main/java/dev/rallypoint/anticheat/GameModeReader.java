package dev.rallypoint.anticheat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.anticheat.Course.Place;
import dev.rallypoint.anticheat.spi.StateRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes one game mode of its YAML. Whatever is not known there is refused. */
final class GameModeReader {
    private static final Set<String> KEYS =
            Set.of("shadow", "up", "layout", "rules", "score", "banMinutes", "courses");
    private static final int DAY_MINUTES = 1_440;
    private static final int YEAR_MINUTES = 366 * DAY_MINUTES;
    private static final double MAX_POINTS = 1e9;
    private static final double MAX_SECONDS = 86_400;

    private GameModeReader() {}

    /**
     * @param custom rules of the operator's own, by name
     * @throws IllegalArgumentException saying what is wrong
     */
    static GameMode read(String name, JsonNode yaml, Map<String, StateRules> custom) {
        if (!name.matches("[a-z0-9-]{1,32}")) {
            throw new IllegalArgumentException("a name has 1 to 32 of a-z, 0-9 and -");
        }
        YamlMap mode = YamlMap.root(yaml).withOnly(KEYS);
        StateLayout layout = LayoutReader.read(mode.map("layout"));
        Map<String, Course> courses = courses(mode.map("courses"));
        if (!courses.isEmpty() && !layout.hasCheckpoints()) {
            throw new IllegalArgumentException("courses need checkpoints in the layout");
        }
        return new GameMode(
                name,
                mode.isTrue("shadow"),
                mode.word("up", "y", StateHistory.Axis.class),
                layout,
                new RulesReader(mode.map("rules"), custom).read(),
                thresholds(mode.map("score")),
                mode.wholeNumber("banMinutes", DAY_MINUTES, 1, YEAR_MINUTES),
                courses);
    }

    private static Thresholds thresholds(YamlMap score) {
        score.withOnly(Set.of("halfLife", "warn", "flag", "kick", "ban"));
        Thresholds usual = Thresholds.DEFAULT;
        return new Thresholds(
                score.number("halfLife", usual.halfLifeSeconds(), 1, MAX_SECONDS),
                score.number("warn", usual.warn(), 0, MAX_POINTS),
                score.number("flag", usual.flag(), 0, MAX_POINTS),
                score.number("kick", usual.kick(), 0, MAX_POINTS),
                score.number("ban", usual.ban(), 0, MAX_POINTS));
    }

    private static Map<String, Course> courses(YamlMap yaml) {
        Map<String, Course> courses = new HashMap<>();
        for (String track : yaml.keys()) {
            YamlMap course = yaml.map(track);
            course.withOnly(Set.of("checkpoints", "starts", "minLapSeconds"));
            courses.put(
                    track,
                    new Course(
                            places(course, "checkpoints"),
                            places(course, "starts"),
                            course.number("minLapSeconds", 0, 0, MAX_SECONDS)));
        }
        return courses;
    }

    private static List<Place> places(YamlMap course, String key) {
        return course.list(key).stream().map(place -> place(course, key, place)).toList();
    }

    private static Place place(YamlMap course, String key, JsonNode place) {
        double[] numbers = new double[4];
        boolean whole = place.isArray() && place.size() == numbers.length;
        for (int i = 0; i < numbers.length && whole; i++) {
            numbers[i] = YamlMap.number(place.get(i));
            whole = Math.abs(numbers[i]) < MAX_POINTS;
        }
        if (!whole || numbers[3] < 0) {
            throw new IllegalArgumentException(
                    course.where() + key + " has an entry that is not [x, y, z, radius]: " + place);
        }
        return new Place(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}
