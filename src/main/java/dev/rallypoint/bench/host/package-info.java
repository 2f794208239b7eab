/**
 * Floor 6: the relay under measurement: a bare Vert.x with the relay as every node runs it, on
 * loopback, as a process of its own; and what that process says of itself.
 */
package dev.rallypoint.bench.host;
