package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.relay.DirectControl;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.FramedHeader.Channel;
import dev.rallypoint.protocol.relay.RelayControl;
import java.nio.ByteBuffer;

/**
 * A header names destination and channel; the relay overwrites the destination slot with the slot
 * of the sender. Newcomers hear who is there and get everybody's last state.
 */
final class FramedForwarder implements Forwarder {
    private static final long MICROS_PER_MS = 1_000;

    private final Delivery delivery;
    private final Introductions introductions;
    private final LastStates lastStates = new LastStates();
    private final ByteBuffer control = ByteBuffer.allocate(RelayControl.MAX_BYTES);

    FramedForwarder(Delivery delivery, Introductions introductions) {
        this.delivery = delivery;
        this.introductions = introductions;
    }

    @Override
    public DropReason check(ByteBuffer payload) {
        return FramedHeader.checkFromClient(payload);
    }

    @Override
    public DropReason onPayload(Match match, Member from, ByteBuffer payload, long nowMs) {
        DropReason refused = check(payload);
        if (refused != null) {
            return refused;
        }
        return switch (FramedHeader.destination(payload)) {
            case ALL -> toAll(match, from, payload, nowMs);
            case SLOT -> toSlot(match, from, FramedHeader.slot(payload), payload, nowMs);
            case HOST -> toSlot(match, from, match.hostSlot(), payload, nowMs);
            case RELAY -> toRelay(match, from, payload, nowMs);
        };
    }

    private DropReason toAll(Match match, Member from, ByteBuffer payload, long nowMs) {
        boolean isState = FramedHeader.channel(payload) == Channel.STATE;
        DropReason refused = isState ? Watches.onState(from, payload, nowMs) : null;
        if (refused != null) {
            return refused;
        }
        FramedHeader.setSource(payload, from.slot());
        if (isState) {
            lastStates.keep(from.slot(), payload);
            match.deliverState(from.slot(), payload, delivery, nowMs);
        } else {
            match.deliverToOthers(from.slot(), payload, delivery, nowMs);
        }
        return null;
    }

    private DropReason toSlot(Match match, Member from, int slot, ByteBuffer payload, long nowMs) {
        Member target = match.memberAt(slot);
        if (target == null || target == from) {
            return DropReason.NO_SUCH_SLOT;
        }
        DropReason refused = Watches.onAside(from, payload);
        if (refused != null) {
            return refused;
        }
        FramedHeader.setSource(payload, from.slot());
        delivery.deliver(target, payload, nowMs);
        return null;
    }

    private DropReason toRelay(Match match, Member from, ByteBuffer payload, long nowMs) {
        if (RelayControl.isPathResponse(payload)) {
            long response = RelayControl.pathChallenge(payload);
            return from.session().prove(response) ? null : DropReason.BAD_PATH_RESPONSE;
        }
        if (DirectControl.isServed(payload)) {
            return onServed(match, from, DirectControl.served(payload), nowMs);
        }
        return RelayControl.isClockRequest(payload)
                ? onClockRequest(from, payload, nowMs)
                : introductions.onOffer(match, from, payload, nowMs);
    }

    private DropReason onClockRequest(Member from, ByteBuffer payload, long nowMs) {
        RelayControl.writeClockReply(
                control.clear(), RelayControl.clientMicros(payload), nowMs * MICROS_PER_MS);
        delivery.deliver(from, control.flip(), nowMs);
        // The time in it is that of now, and the player measures his link with it.
        delivery.hurry(from, nowMs);
        return null;
    }

    /**
     * Where the relay is to take over, it begins with the newest state that it has: the member's
     * path died a moment ago.
     */
    private DropReason onServed(Match match, Member from, long slots, long nowMs) {
        if (!match.mayGoDirect(from)) {
            return DropReason.RELAY_ONLY;
        }
        long gone = from.served & ~slots;
        from.served = slots;
        for (Member peer : match.connected()) {
            ByteBuffer state = lastStates.of(peer.slot());
            if ((gone >>> peer.slot() & 1) == 1 && state.hasRemaining()) {
                delivery.deliver(from, state, nowMs);
            }
        }
        return null;
    }

    @Override
    public void onRoamed(Match match, Member member, long nowMs) {
        introductions.onRoamed(match, member, nowMs);
    }

    /** First and alone: what waits for him may be more than his address may have. */
    @Override
    public void onUnproven(Member from, long nowMs) {
        RelayControl.writePathChallenge(control.clear(), from.session().pathChallenge());
        delivery.deliverAlone(from, control.flip(), nowMs);
    }

    @Override
    public void onJoined(Match match, Member newcomer, long nowMs) {
        match.forgetServed(newcomer.slot());
        RelayControl.writePeerConnected(control.clear(), newcomer.slot());
        control.flip();
        match.deliverToOthers(newcomer.slot(), control, delivery, nowMs);
        for (Member peer : match.connected()) {
            if (peer != newcomer) {
                introduce(peer, newcomer, nowMs);
            }
        }
    }

    private void introduce(Member peer, Member newcomer, long nowMs) {
        RelayControl.writePeerConnected(control.clear(), peer.slot());
        delivery.deliver(newcomer, control.flip(), nowMs);
        ByteBuffer state = lastStates.of(peer.slot());
        if (state.hasRemaining()) {
            delivery.deliver(newcomer, state, nowMs);
        }
    }

    @Override
    public void onLeft(Match match, int slot, long nowMs) {
        lastStates.forget(slot);
        match.forgetServed(slot);
        RelayControl.writePeerDisconnected(control.clear(), slot);
        control.flip();
        match.deliverToOthers(slot, control, delivery, nowMs);
    }
}
