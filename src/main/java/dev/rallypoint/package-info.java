/**
 * The command line and the wiring: {@link dev.rallypoint.Main} reads the words, {@link
 * dev.rallypoint.Server} is the one place that names every verticle, in the order they start and
 * stop. Decides nothing about games.
 */
package dev.rallypoint;
