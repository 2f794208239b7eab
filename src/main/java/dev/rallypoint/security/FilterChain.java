package dev.rallypoint.security;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.util.List;

/** Filters in order; the first one that denies ends the matter, and the rest are not charged. */
public final class FilterChain implements DatagramFilter {
    private final DatagramFilter[] filters;

    public FilterChain(List<DatagramFilter> filters) {
        this.filters = filters.toArray(DatagramFilter[]::new);
    }

    @Override
    public DropReason deny(PeerAddress from, long mark, long nowMs) {
        for (DatagramFilter filter : filters) {
            DropReason denied = filter.deny(from, mark, nowMs);
            if (denied != null) {
                return denied;
            }
        }
        return null;
    }
}
