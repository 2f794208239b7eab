package dev.rallypoint.security;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;

/**
 * Limits the datagrams of one source or prefix. What bears a mark is not counted: its address says
 * less than its mark, and whoever forges the address of a player must not shut him out. Nor is who
 * the firewall lets through by name.
 */
final class SourceFilter implements DatagramFilter {
    private final SourceLimits limits;
    private final Firewall firewall;
    private final Guests guests;
    private final DropReason reason;

    /**
     * @param guests pass although the bucket is empty
     */
    SourceFilter(SourceLimits limits, Firewall firewall, Guests guests, DropReason reason) {
        this.limits = limits;
        this.firewall = firewall;
        this.guests = guests;
        this.reason = reason;
    }

    @Override
    public DropReason deny(PeerAddress from, long mark, long nowMs) {
        boolean passes =
                mark != NO_MARK
                        || limits.tryTake(from, nowMs)
                        || firewall.isAllowed(from)
                        || guests.tryTake(nowMs);
        return passes ? null : reason;
    }
}
