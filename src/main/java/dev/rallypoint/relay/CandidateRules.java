package dev.rallypoint.relay;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.relay.DirectControl;
import dev.rallypoint.security.AddressScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of the addresses that a member names the others are told: his peers will knock there, so
 * nobody may have them knock at somebody else's door (RFC 8445 §19.5.1). The relay's own view of
 * him comes first and cannot be lied about.
 */
final class CandidateRules {
    private static final int FIRST_USER_PORT = 1_024;

    /** Addresses of the family that the relay does not see him with. */
    private static final int MAX_UNSEEN = 2;

    private CandidateRules() {}

    /**
     * @param seen where the member's datagrams come from
     */
    static List<PeerAddress> admit(PeerAddress seen, List<PeerAddress> named) {
        List<PeerAddress> admitted = new ArrayList<>();
        admitted.add(seen);
        int unseen = 0;
        for (PeerAddress address : named) {
            boolean isUnseen = address.isIpv4() != seen.isIpv4();
            if (mayBeHis(address, seen) && !admitted.contains(address)) {
                boolean isPublic = scope(address) == AddressScope.PUBLIC;
                unseen += isUnseen && isPublic ? 1 : 0;
                if (unseen <= MAX_UNSEEN || !isPublic || !isUnseen) {
                    admitted.add(address);
                }
            }
        }
        return List.copyOf(
                admitted.subList(0, Math.min(DirectControl.MAX_CANDIDATES, admitted.size())));
    }

    private static boolean mayBeHis(PeerAddress address, PeerAddress seen) {
        if (address.port() < FIRST_USER_PORT) {
            return false;
        }
        return switch (scope(address)) {
            case PRIVATE -> true;
            // Another public address of the family we see him with would be somebody else's.
            case PUBLIC ->
                    address.isIpv4() != seen.isIpv4()
                            || address.isSameSource(seen)
                            || scope(seen) != AddressScope.PUBLIC;
            case LOOPBACK -> seen.isLoopback();
            case UNSPECIFIED, LINK_LOCAL, NO_HOST -> false;
        };
    }

    private static AddressScope scope(PeerAddress address) {
        return AddressScope.of(address.toInetSocketAddress().getAddress());
    }
}
