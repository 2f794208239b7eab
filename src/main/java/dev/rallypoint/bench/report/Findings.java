package dev.rallypoint.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what a scenario has to say beside its steps. */
public final class Findings {
    private final List<String> failures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Double> figures = new LinkedHashMap<>();

    public void fail(String why) {
        failures.add(why);
    }

    public void failIf(boolean wrong, String why) {
        if (wrong) {
            failures.add(why);
        }
    }

    public void note(String text) {
        notes.add(text);
    }

    public void figure(String name, double value) {
        figures.put(name, value);
    }

    /** A step's messages must be whole and single; whether some may be lost is another matter. */
    public void checkSample(Step step) {
        failIf(
                !step.sample().isSound(),
                step.name()
                        + ": "
                        + step.sample().foreign()
                        + " foreign and "
                        + step.sample().duplicated()
                        + " repeated messages in the sample");
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    Map<String, Double> figures() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }
}
