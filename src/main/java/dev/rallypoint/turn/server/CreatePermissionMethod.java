package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.XorPeerAddress;
import java.util.List;
import java.util.Optional;

/** CreatePermission, RFC 8656 §10.2: for all of the addresses, or for none. */
final class CreatePermissionMethod extends OnAllocation {
    /** Of one request; a datagram would hold about a hundred. */
    private static final int MOST_PEERS = 64;

    private final Peers peers;

    CreatePermissionMethod(Peers peers) {
        this.peers = peers;
    }

    @Override
    Optional<ErrorCode> handle(Call call, Allocation allocation, StunWriter success) {
        Optional<List<PeerAddress>> wanted = XorPeerAddress.all(call.request(), MOST_PEERS);
        if (wanted.isEmpty()) {
            return Optional.of(ErrorCode.BAD_REQUEST);
        }
        for (PeerAddress peer : wanted.get()) {
            Optional<ErrorCode> refused = peers.refusal(allocation, peer);
            if (refused.isPresent()) {
                return refused;
            }
        }
        if (!allocation.permissions().hasRoomFor(wanted.get(), call.nowMs())) {
            return Optional.of(ErrorCode.INSUFFICIENT_CAPACITY);
        }
        wanted.get()
                .forEach(
                        peer ->
                                allocation
                                        .permissions()
                                        .install(peer, peers.isOurs(peer), call.nowMs()));
        return Optional.empty();
    }
}
