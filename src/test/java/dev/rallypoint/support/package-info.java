/**
 * What tests share. Without sockets and clock: a network in virtual time, seeded entropy. With
 * them: clusters of real processes ({@link dev.rallypoint.support.ClusterProcesses}), networks of
 * namespaces whose delay, loss and cuts a test chooses ({@link dev.rallypoint.support.NetworkLab}),
 * players who note every gap ({@link dev.rallypoint.support.Racers}) and callers whose whole
 * history is kept ({@link dev.rallypoint.support.JoinStorm}).
 */
package dev.rallypoint.support;
