/**
 * Floor 4: the operator port: whether the node lives and is ready, and its figures for Prometheus.
 * Asks the other rooms over the bus and owns nothing. Runs on one event loop; the figures are
 * rendered on a worker thread. Has no authentication yet, so it belongs on loopback or a private
 * network.
 */
package dev.rallypoint.ops;
