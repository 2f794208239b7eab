/**
 * Floor 6: the loads that the benchmark puts on a relay, one class each, and how a load is raised
 * until the relay loses messages. One thread; the work is done by the processes it gives orders to.
 */
package dev.rallypoint.bench.scenario;
