package dev.rallypoint.anticheat.spi;

/** Where a rule reports to. */
public interface Findings {
    /**
     * The player did what the rule does not allow. Adds the rule's weight to his score, up to twice
     * if the measured value is that far from the allowed one.
     *
     * @param measured in the rule's own unit
     * @param allowed the bound that was crossed, tolerance included
     */
    void report(double measured, double allowed);
}
