package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.ErrorCode;
import java.util.Optional;

/** Which peers an allocation may have. */
final class Peers {
    private final PeerPolicy policy;
    private final RelayedAddresses addresses;

    Peers(PeerPolicy policy, RelayedAddresses addresses) {
        this.policy = policy;
        this.addresses = addresses;
    }

    /** Another family than the relayed address: 443; a peer the policy denies: 403. */
    Optional<ErrorCode> refusal(Allocation allocation, PeerAddress peer) {
        if (!allocation.reaches(peer)) {
            return Optional.of(ErrorCode.PEER_ADDRESS_FAMILY_MISMATCH);
        }
        boolean isAllowed = isOurs(peer) ? !policy.forbids(peer) : policy.allows(peer);
        return isAllowed ? Optional.empty() : Optional.of(ErrorCode.FORBIDDEN);
    }

    /**
     * Whether it is a relayed address of this node. Two clients may meet here, but what is sent
     * goes from allocation to allocation and never through the network, where it could reach
     * another service of this machine.
     */
    boolean isOurs(PeerAddress peer) {
        return addresses.isOurs(peer);
    }
}
