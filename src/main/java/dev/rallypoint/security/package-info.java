/**
 * Floor 3: who may call how often, and whose datagrams are looked at ({@link
 * dev.rallypoint.security.PacketGate}, which a relay owns on its event loop; {@link
 * dev.rallypoint.security.FilterVerticle} makes its rules). Pure cores that take the time as an
 * argument: {@link dev.rallypoint.security.CidrBlock}, {@link dev.rallypoint.security.BanList},
 * {@link dev.rallypoint.security.CaffeineRateLimits}. {@link
 * dev.rallypoint.security.SecurityVerticle} owns the tables of one node on its event loop and
 * answers {@code BusContract.ADMIT_CALL}; limits are counted per node, bans are shared through the
 * store. Never looks inside a request.
 */
package dev.rallypoint.security;
