package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.Findings;
import dev.rallypoint.anticheat.spi.RuleSettings;
import dev.rallypoint.anticheat.spi.StateRule;
import dev.rallypoint.anticheat.spi.StateRules;
import dev.rallypoint.anticheat.spi.StateView;

/** A rule as an operator would write it: nobody drives backwards along x. */
public final class NoReverseRules implements StateRules {
    @Override
    public String name() {
        return "no-reverse";
    }

    @Override
    public StateRule forPlayer(RuleSettings settings) {
        double below = settings.number("below", 0);
        int breaksAt = (int) settings.number("breaksAt", 0);
        return new StateRule() {
            private int seen;

            @Override
            public void check(StateView states, Findings findings) {
                seen++;
                if (seen == breaksAt) {
                    throw new IllegalStateException("as it was told");
                }
                if (states.velocityX(0) < -below) {
                    findings.report(-states.velocityX(0), below);
                }
            }
        };
    }
}
