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
        StateRule make(Scene scene);
    }

    /** A rule of the operator's own may report what is no number: that is a finding like others. */
    double points(double measured, double allowed) {
        double severity = allowed <= 0 ? maxSeverity : measured / allowed;
        return severity > 1 ? weight * Math.min(maxSeverity, severity) : weight;
    }
}
