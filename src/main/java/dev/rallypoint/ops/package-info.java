/**
 * Floor 4: the operator port: whether the node lives and is ready, its figures for Prometheus, and
 * for holders of the operator token what operators do. Asks the other rooms over the bus and owns
 * nothing. Runs on one event loop; the figures are rendered on a worker thread. Has no TLS, and no
 * authentication for health and figures, so it belongs on loopback or a private network.
 */
package dev.rallypoint.ops;
