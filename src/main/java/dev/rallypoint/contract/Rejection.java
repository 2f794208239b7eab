package dev.rallypoint.contract;

/**
 * A refused command, as a value.
 *
 * @param detail one sentence for the person who reads the problem; empty if the title says it all
 */
public record Rejection(ProblemCode code, String detail) {
    public static Rejection of(ProblemCode code) {
        return new Rejection(code, "");
    }
}
