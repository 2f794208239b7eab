package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.ChannelData;
import dev.rallypoint.protocol.stun.ChannelNumber;
import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.XorPeerAddress;
import java.util.List;
import java.util.Optional;

/** ChannelBind, RFC 8656 §12.2. */
final class ChannelBindMethod extends OnAllocation {
    private final Peers peers;

    private final int lastChannel;

    /**
     * @param lastChannel the last number that may be bound
     */
    ChannelBindMethod(Peers peers, int lastChannel) {
        this.peers = peers;
        this.lastChannel = lastChannel;
    }

    @Override
    Optional<ErrorCode> handle(Call call, Allocation allocation, StunWriter success) {
        // The first and second check: both attributes, and a number that is not reserved.
        int number = ChannelNumber.find(call.request()).orElse(0);
        Optional<PeerAddress> peer = XorPeerAddress.find(call.request());
        if (peer.isEmpty() || number < ChannelData.FIRST_CHANNEL || number > lastChannel) {
            return Optional.of(ErrorCode.BAD_REQUEST);
        }
        return refusal(call, allocation, number, peer.get())
                .or(() -> bind(call, allocation, number, peer.get()));
    }

    private Optional<ErrorCode> refusal(
            Call call, Allocation allocation, int number, PeerAddress peer) {
        // The third and fourth check.
        if (!allocation.channels().canBind(number, peer, call.nowMs())) {
            return Optional.of(ErrorCode.BAD_REQUEST);
        }
        Optional<ErrorCode> refused = peers.refusal(allocation, peer);
        if (refused.isPresent()) {
            return refused;
        }
        boolean hasRoom =
                allocation.channels().hasRoomFor(number, peer, call.nowMs())
                        && allocation.permissions().hasRoomFor(List.of(peer), call.nowMs());
        if (peer.port() == 0) {
            return Optional.of(ErrorCode.FORBIDDEN);
        }
        return hasRoom ? Optional.empty() : Optional.of(ErrorCode.INSUFFICIENT_CAPACITY);
    }

    private Optional<ErrorCode> bind(
            Call call, Allocation allocation, int number, PeerAddress peer) {
        boolean isOurs = peers.isOurs(peer);
        allocation.channels().bind(number, peer, isOurs, call.nowMs());
        allocation.permissions().install(peer, isOurs, call.nowMs());
        return Optional.empty();
    }
}
