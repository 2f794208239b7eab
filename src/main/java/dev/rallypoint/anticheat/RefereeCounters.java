package dev.rallypoint.anticheat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;

/** What a referee has done: written by its relay's thread alone, with ordered stores. */
public final class RefereeCounters {
    private static final List<String> LABELS = labels();

    private final AtomicLong states = new AtomicLong();
    private final AtomicLongArray findings = new AtomicLongArray(LABELS.size());

    /** All rules that are counted: the built-in ones, and custom. */
    public static List<String> rules() {
        return LABELS;
    }

    private static List<String> labels() {
        List<String> labels =
                new ArrayList<>(Stream.of(BuiltInRule.values()).map(BuiltInRule::word).toList());
        labels.add(ActiveRule.CUSTOM);
        return List.copyOf(labels);
    }

    /** State messages checked. */
    public long states() {
        return states.get();
    }

    public long findings(String rule) {
        return findings.get(LABELS.indexOf(rule));
    }

    void state() {
        states.lazySet(states.getPlain() + 1);
    }

    void finding(String rule) {
        int index = LABELS.indexOf(rule);
        findings.lazySet(index, findings.getPlain(index) + 1);
    }
}
