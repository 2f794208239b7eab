/**
 * What tests share. Without sockets and clock: a network in virtual time, seeded entropy. With
 * them: clusters of real processes ({@link dev.rallypoint.support.ClusterProcesses}), networks of
 * namespaces whose delay, loss and cuts a test chooses ({@link dev.rallypoint.support.NetworkLab}),
 * players who note every gap ({@link dev.rallypoint.support.Racers}), callers whose whole history
 * is kept ({@link dev.rallypoint.support.JoinStorm}), and a fuzzer in a process of its own ({@link
 * dev.rallypoint.support.FuzzRun}).
 */
package dev.rallypoint.support;
