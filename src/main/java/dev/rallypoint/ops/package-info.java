/**
 * Floor 4: the operator port: whether the node lives and is ready, its figures for Prometheus, and
 * for operators, by their roles, what they look at and do: a class of {@code *Routes} for each kind
 * of thing, all behind {@link dev.rallypoint.ops.AdminRoutes}. Asks the other rooms over the bus
 * and owns nothing. Runs on one event loop; the figures are rendered on a worker thread. Health and
 * figures need no authentication, so the port belongs on loopback or a private network.
 */
package dev.rallypoint.ops;
