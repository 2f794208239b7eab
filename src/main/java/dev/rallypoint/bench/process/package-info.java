/**
 * Floor 6: child processes of the benchmark: how they are started, pinned to a core, asked and
 * ended. Orders and answers are JSON, one line each, over standard input and output, so that no
 * secret stands in an argument; a child ends when its input does.
 */
package dev.rallypoint.bench.process;
