package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.BuiltInRule.Making;
import dev.rallypoint.anticheat.spi.StateRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the rules of a game mode of their YAML, and tries each once. */
final class RulesReader {
    private static final String OFF = "off";
    private static final String WEIGHT = "weight";
    private static final double CUSTOM_WEIGHT = 10;
    private static final double CUSTOM_SEVERITY = 2;

    private final YamlMap yaml;
    private final Map<String, StateRules> custom;
    private final double topSpeed;
    private final double respawnSpeed;

    /**
     * @param custom rules of the operator's own, by name
     */
    RulesReader(YamlMap yaml, Map<String, StateRules> custom) {
        this.yaml = yaml;
        this.custom = custom;
        String speed = BuiltInRule.SPEED.word();
        topSpeed =
                isOff(speed)
                        ? SpeedRule.DEFAULT_LIMIT
                        : entries(speed).number("limit", SpeedRule.DEFAULT_LIMIT);
        if (isOff(BuiltInRule.RESPAWN.word())) {
            throw new IllegalArgumentException(
                    "respawn cannot be off, because it tells a respawn from a teleport;"
                            + " everySeconds: 0 and reach: 1e12 allow all");
        }
        respawnSpeed = RespawnRule.speed(entries(BuiltInRule.RESPAWN.word()));
    }

    private boolean isOff(String rule) {
        return yaml.text(rule, "").equals(OFF);
    }

    private RuleEntries entries(String rule) {
        return new RuleEntries(yaml.map(rule).texts(), topSpeed);
    }

    List<ActiveRule> read() {
        List<ActiveRule> rules = new ArrayList<>();
        for (BuiltInRule rule : BuiltInRule.values()) {
            if (!isOff(rule.word())) {
                rules.add(builtIn(rule));
            }
        }
        for (String name : yaml.keys()) {
            if (isCustom(name) && !isOff(name)) {
                rules.add(custom(name));
            }
        }
        return rules;
    }

    private static boolean isCustom(String name) {
        return RefereeCounters.rules().stream()
                .noneMatch(known -> known.equals(name) && !known.equals(ActiveRule.CUSTOM));
    }

    private ActiveRule builtIn(BuiltInRule rule) {
        Map<String, String> texts = yaml.map(rule.word()).texts();
        double weight = weight(texts, rule.weight());
        ActiveRule.Maker maker =
                (history, course) ->
                        rule.make(
                                new Making(
                                        new RuleEntries(texts, topSpeed),
                                        history,
                                        course,
                                        respawnSpeed));
        RuleEntries tried = new RuleEntries(texts, topSpeed);
        StateHistory history = new StateHistory(StateHistory.Axis.Y);
        rule.make(new Making(tried, history, Course.UNKNOWN, respawnSpeed));
        requireAllAsked(rule.word(), tried);
        return new ActiveRule(rule.word(), rule.word(), weight, rule.maxSeverity(), maker);
    }

    private ActiveRule custom(String name) {
        StateRules rules = custom.get(name);
        if (rules == null) {
            throw new IllegalArgumentException(
                    "no rule is called "
                            + name
                            + "; there are "
                            + RefereeCounters.rules()
                            + " and on the class path "
                            + custom.keySet());
        }
        Map<String, String> texts = yaml.map(name).texts();
        double weight = weight(texts, CUSTOM_WEIGHT);
        RuleEntries tried = new RuleEntries(texts, topSpeed);
        rules.forPlayer(tried);
        requireAllAsked(name, tried);
        return new ActiveRule(
                name,
                ActiveRule.CUSTOM,
                weight,
                CUSTOM_SEVERITY,
                (history, course) -> rules.forPlayer(new RuleEntries(texts, topSpeed)));
    }

    private double weight(Map<String, String> texts, double ifMissing) {
        return new RuleEntries(texts, topSpeed).number(WEIGHT, ifMissing);
    }

    private void requireAllAsked(String rule, RuleEntries tried) {
        Set<String> unknown = tried.unasked();
        unknown.remove(WEIGHT);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    yaml.where() + rule + " knows no " + String.join(", ", unknown));
        }
    }
}
