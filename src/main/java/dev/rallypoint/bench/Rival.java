package dev.rallypoint.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Another relay that {@code bench --compare} puts under the same load on the same cores. */
public interface Rival {
    /** As in the tables and in JSON: lower case, no spaces. */
    String name();

    /** How to install what is missing; empty = it can run here. */
    Optional<String> missing();

    /**
     * Starts the rival, raises the load until it loses messages, and ends it.
     *
     * @param progress gets a line for people after each step
     */
    Baseline run(RivalPlan plan, Consumer<String> progress)
            throws IOException, InterruptedException;
}
