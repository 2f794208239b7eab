/**
 * Floor 3: who may do what how often, and whose datagrams are looked at ({@link
 * dev.rallypoint.security.PacketGate}, which a relay owns on its event loop; {@link
 * dev.rallypoint.security.FilterVerticle} makes its rules). Pure cores that take the time as an
 * argument: {@link dev.rallypoint.security.CidrBlock}, {@link dev.rallypoint.security.BanList},
 * {@link dev.rallypoint.security.BanRules}, {@link dev.rallypoint.security.CaffeineRateLimits},
 * {@link dev.rallypoint.security.LockoutGate}. {@link dev.rallypoint.security.SecurityVerticle}
 * owns the tables of one node on its event loop and answers {@code BusContract.ADMIT_CALL}. Bans
 * belong to the cluster: decided by compare-and-set in a map that the database follows, heard by
 * every node through the map's events and told to its rooms as {@code BusContract.BANS_CHANGED};
 * each room ends what of the banned runs in it. Limits are counted per node, lockouts are told to
 * all nodes. Never looks inside a request.
 */
package dev.rallypoint.security;
