package dev.rallypoint.runtime;

/**
 * Who calls on the operator port, as a token says.
 *
 * @param name what the audit trail calls him
 */
public record Operator(String name, OperatorRole role) {}
