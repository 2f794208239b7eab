package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.StateRule;

/**
 * A rule as a game mode wants it.
 *
 * @param label of the metric: the name, or custom
 * @param weight points of a finding
 * @param maxSeverity how often a finding counts that is that far beyond the bound
 */
record ActiveRule(String name, String label, double weight, double maxSeverity, Maker maker) {
    static final String CUSTOM = "custom";

    /** Makes the rule of one player. */
    interface Maker {
        StateRule make(StateHistory history, Course course);
    }

    double points(double measured, double allowed) {
        double severity = allowed > 0 ? measured / allowed : maxSeverity;
        return weight * Math.max(1, Math.min(maxSeverity, severity));
    }
}
