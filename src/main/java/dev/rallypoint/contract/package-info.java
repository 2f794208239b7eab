/**
 * Floor 2: what rooms, clients and operators agree on. HTTP records, bus messages, configuration
 * tree, metric catalogue, ids and problem codes; values only, no behaviour beyond checking
 * themselves. Imports the JDK and {@code protocol}'s enums.
 */
package dev.rallypoint.contract;
