package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.RuleSettings;
import dev.rallypoint.anticheat.spi.StateRule;
import java.util.Locale;

/** The rules that are on unless a game mode says otherwise, in the order they look at a state. */
enum BuiltInRule {
    RESPAWN(40, 1) {
        @Override
        StateRule make(Making making) {
            return new RespawnRule(making.settings(), making.history(), making.course());
        }
    },
    TELEPORT(40, 2) {
        @Override
        StateRule make(Making making) {
            return new TeleportRule(making.settings(), making.history());
        }
    },
    CLOCK(15, 1) {
        @Override
        StateRule make(Making making) {
            return new ClockRule(making.settings(), making.history());
        }
    },
    SPEED(25, 2) {
        @Override
        StateRule make(Making making) {
            return new SpeedRule(making.settings());
        }
    },
    ACCELERATION(40, 1) {
        @Override
        StateRule make(Making making) {
            return new AccelerationRule(making.settings(), making.respawnSpeed());
        }
    },
    INTERVAL(10, 1) {
        @Override
        StateRule make(Making making) {
            return new IntervalRule(making.settings());
        }
    },
    CHECKPOINTS(40, 1) {
        @Override
        StateRule make(Making making) {
            return new CheckpointRule(making.settings(), making.course());
        }
    },
    LAP_TIME(60, 1) {
        @Override
        StateRule make(Making making) {
            return new LapTimeRule(making.settings(), making.course());
        }
    };

    /**
     * What a rule may need.
     *
     * @param respawnSpeed of the game mode
     */
    record Making(
            RuleSettings settings, StateHistory history, Course course, double respawnSpeed) {}

    private final double weight;
    private final double maxSeverity;

    BuiltInRule(double weight, double maxSeverity) {
        this.weight = weight;
        this.maxSeverity = maxSeverity;
    }

    abstract StateRule make(Making making);

    /** Its key in the file: {@code lap-time}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Points of a finding unless the game mode says otherwise. */
    double weight() {
        return weight;
    }

    /** How often a finding may count that is far beyond the bound. */
    double maxSeverity() {
        return maxSeverity;
    }
}
