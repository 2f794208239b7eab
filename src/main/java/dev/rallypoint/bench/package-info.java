/**
 * Floor 6: the engines of {@code bench}: what a relay costs, and what the same load costs others.
 * Relay and rivals run as processes of their own, pinned where the system can; their CPU time is
 * that of the whole process, as the kernel counts it. A load has one thread, which owns its sockets
 * and all that it counts.
 */
package dev.rallypoint.bench;
