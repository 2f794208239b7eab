/**
 * Floor 3: who may go on, decided before anything expensive happens. Pure: time comes in as an
 * argument, memory is fixed at construction, and no strangers, however many, can take it or anybody
 * else's place. The packet path ({@link dev.rallypoint.security.FilterChain}) belongs to the event
 * loop of its relay; a filter is never shared between loops.
 */
package dev.rallypoint.security;
