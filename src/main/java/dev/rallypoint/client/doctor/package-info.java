/**
 * What is wrong with my connection? {@link dev.rallypoint.client.doctor.Doctor} goes the way of a
 * player to a node step by step: name, TCP, TLS, HTTP, clock, STUN at each region, NAT, a real
 * session over the relay with loss, jitter and the largest packet, and names the cause and the next
 * step of what fails. Part of the SDK, so that a game can show it; {@code rallypoint doctor} prints
 * it. {@link dev.rallypoint.client.doctor.NatDiscovery} (RFC 5780) is pure; the rest opens sockets
 * and blocks the calling thread for some seconds. It changes nothing but two guests and a private
 * lobby, which it leaves.
 */
package dev.rallypoint.client.doctor;
