package dev.rallypoint.matchmaking;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A curve over the seconds that a ticket has waited, in steps: {@code 0=2, 10=4} is 2 until the
 * tenth second and 4 from then on. Steps, so that it can be told when the next one comes.
 */
public record Steps(List<Step> list) {
    private static final long SECOND_MS = 1_000;

    /** From {@code fromMs} of waiting on the value holds. */
    public record Step(long fromMs, double value) {}

    public Steps {
        list = List.copyOf(list);
        if (list.isEmpty() || list.get(0).fromMs() != 0) {
            throw new IllegalArgumentException("a curve begins at second 0");
        }
        for (int i = 1; i < list.size(); i++) {
            if (list.get(i).fromMs() <= list.get(i - 1).fromMs()) {
                throw new IllegalArgumentException("the seconds of a curve rise");
            }
        }
    }

    /**
     * @param words {@code seconds=value} each, as in the configuration
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Steps of(List<String> words) {
        List<Step> steps = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(word + " is not seconds=value");
            }
            double seconds = number(word.substring(0, equals), word);
            steps.add(
                    new Step(
                            Math.round(seconds * SECOND_MS),
                            number(word.substring(equals + 1), word)));
        }
        return new Steps(steps);
    }

    /** The same value all the time. */
    public static Steps always(double value) {
        return new Steps(List.of(new Step(0, value)));
    }

    private static double number(String text, String word) {
        try {
            double number = Double.parseDouble(text.strip());
            if (number >= 0 && number <= Integer.MAX_VALUE) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(word + " is not seconds=value", notANumber);
        }
        throw new IllegalArgumentException(word + " is out of range");
    }

    public double at(long waitedMs) {
        double value = list.get(0).value();
        for (Step step : list) {
            if (step.fromMs() > waitedMs) {
                break;
            }
            value = step.value();
        }
        return value;
    }

    /** When the value changes next, in ms of waiting; empty = never again. */
    public OptionalLong nextChange(long waitedMs) {
        return list.stream().mapToLong(Step::fromMs).filter(from -> from > waitedMs).findFirst();
    }

    public double last() {
        return list.get(list.size() - 1).value();
    }

    boolean neverFalls() {
        for (int i = 1; i < list.size(); i++) {
            if (list.get(i).value() < list.get(i - 1).value()) {
                return false;
            }
        }
        return true;
    }

    boolean neverRises() {
        for (int i = 1; i < list.size(); i++) {
            if (list.get(i).value() > list.get(i - 1).value()) {
                return false;
            }
        }
        return true;
    }
}
