package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import java.nio.ByteBuffer;

/** Every payload goes to every other member byte for byte. */
final class RawForwarder implements Forwarder {
    private final Delivery delivery;

    RawForwarder(Delivery delivery) {
        this.delivery = delivery;
    }

    @Override
    public DropReason onPayload(Match match, Member from, ByteBuffer payload, long nowMs) {
        match.deliverToOthers(from.slot(), payload, delivery, nowMs);
        return null;
    }
}
