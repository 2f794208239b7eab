/**
 * Floor 3: adapters that every capability shares and that decide nothing: the typed bus, the UDP
 * port, metrics, configuration, keys, the clock. Each technology is named by its class.
 */
package dev.rallypoint.runtime;
