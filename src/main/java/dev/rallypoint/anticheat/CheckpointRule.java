package dev.rallypoint.anticheat;

import dev.rallypoint.anticheat.spi.Findings;
import dev.rallypoint.anticheat.spi.RuleSettings;
import dev.rallypoint.anticheat.spi.StateRule;
import dev.rallypoint.anticheat.spi.StateView;

/**
 * Whether who says that he passed checkpoints can have done so: in the course's order, on a way
 * from where he was a second ago to where he is now that the top speed allows. Lost states do no
 * harm to that, only time does.
 */
final class CheckpointRule implements StateRule {
    /** A game may notice a checkpoint some frames late. */
    private static final double BACK_SECONDS = 1;

    private static final double MS = 1e-3;

    private final Course course;
    private final double speed;
    private final double slackMetres;
    private int claimed;

    CheckpointRule(RuleSettings settings, Course course) {
        this.course = course;
        speed = settings.topSpeed() * (1 + SpeedRule.TOLERANCE);
        slackMetres = settings.number("slack", 15);
    }

    @Override
    public void check(StateView states, Findings findings) {
        int claims = states.checkpoints(0);
        int before = claimed;
        claimed = claims;
        if (states.size() == 1 || claims <= before || course.isEmpty()) {
            return;
        }
        if (claims - before > course.checkpoints()) {
            findings.report(claims - before, course.checkpoints());
            return;
        }
        int from = stateBefore(states);
        double way = course.metresThrough(states, from, before, claims);
        double seconds =
                Math.max(
                        states.seconds(0) - states.seconds(from),
                        (states.serverMs(0) - states.serverMs(from)) * MS);
        double reach = speed * seconds + slackMetres;
        if (way > reach) {
            findings.report(way, reach);
        }
    }

    private static int stateBefore(StateView states) {
        int age = 1;
        while (age + 1 < states.size() && states.seconds(0) - states.seconds(age) < BACK_SECONDS) {
            age++;
        }
        return age;
    }
}
