package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.RuleSettings;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The lines under one rule's name, and which of them somebody asked for. Not for two threads. */
final class RuleEntries implements RuleSettings {
    private final Map<String, String> entries;
    private final double topSpeed;
    private final Set<String> unasked;

    RuleEntries(Map<String, String> entries, double topSpeed) {
        this.entries = entries;
        this.topSpeed = topSpeed;
        unasked = new TreeSet<>(entries.keySet());
    }

    @Override
    public double number(String key, double ifMissing) {
        unasked.remove(key);
        String text = entries.get(key);
        if (text == null) {
            return ifMissing;
        }
        double number = parse(key, text);
        if (!(number >= 0) || Double.isInfinite(number)) {
            throw new IllegalArgumentException(key + " = " + text + " is no number of 0 or more");
        }
        return number;
    }

    private static double parse(String key, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " = " + text + " is no number", e);
        }
    }

    @Override
    public String text(String key, String ifMissing) {
        unasked.remove(key);
        return entries.getOrDefault(key, ifMissing);
    }

    @Override
    public double topSpeed() {
        return topSpeed;
    }

    /** Keys that the rule has not asked for, in alphabetical order. */
    Set<String> unasked() {
        return unasked;
    }
}
