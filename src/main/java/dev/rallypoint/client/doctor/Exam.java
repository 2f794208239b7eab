package dev.rallypoint.client.doctor;

import java.util.List;

/** One step on the way from a player to a node. */
interface Exam {
    String name();

    /** Exams that must have gone well before. */
    List<String> needs();

    /** Blocks; one finding, or several named after this exam. */
    List<Finding> examine();

    /** Whether there is anything to examine. */
    default boolean applies() {
        return true;
    }
}
