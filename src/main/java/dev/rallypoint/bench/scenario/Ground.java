package dev.rallypoint.bench.scenario;

import dev.rallypoint.bench.process.Cores;
import dev.rallypoint.bench.report.Step;
import dev.rallypoint.bench.report.StepTable;
import java.util.function.Consumer;

/**
 * What every scenario stands on.
 *
 * @param seed of everything that is drawn
 * @param screen gets lines for people
 */
public record Ground(Cores cores, Effort effort, long seed, Consumer<String> screen) {
    /** The same with a short search for the largest load. */
    Ground coarse() {
        return new Ground(cores, effort.coarse(), seed, screen);
    }

    void say(String text) {
        screen.accept(text);
    }

    void say(Step step) {
        screen.accept(StepTable.line(step));
    }
}
