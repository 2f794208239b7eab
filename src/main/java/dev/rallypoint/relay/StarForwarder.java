package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/**
 * Members speak with the host only. His link carries a tag in front of each payload, u16
 * little-endian: towards him the slot of the sender, from him the slot that shall get it.
 */
final class StarForwarder implements Forwarder {
    private static final int TAG_BYTES = 2;
    private static final int MAX_PAYLOAD_BYTES = 1_300;

    private final Delivery delivery;
    private final ByteBuffer tagged;

    /**
     * @param buffers makes a little-endian one of so many bytes
     */
    StarForwarder(Delivery delivery, IntFunction<ByteBuffer> buffers) {
        this.delivery = delivery;
        tagged = buffers.apply(TAG_BYTES + MAX_PAYLOAD_BYTES);
    }

    @Override
    public DropReason onPayload(Match match, Member from, ByteBuffer payload, long nowMs) {
        return from.slot() == match.hostSlot()
                ? fromHost(match, from, payload, nowMs)
                : toHost(match, from, payload, nowMs);
    }

    private DropReason toHost(Match match, Member from, ByteBuffer payload, long nowMs) {
        Member host = match.memberAt(match.hostSlot());
        if (host == null) {
            return DropReason.NOT_HOST;
        }
        tagged.clear().putShort((short) from.slot());
        tagged.put(TAG_BYTES, payload, payload.position(), payload.remaining());
        tagged.limit(TAG_BYTES + payload.remaining()).position(0);
        delivery.deliver(host, tagged, nowMs);
        return null;
    }

    private DropReason fromHost(Match match, Member host, ByteBuffer payload, long nowMs) {
        if (payload.remaining() <= TAG_BYTES) {
            return DropReason.BAD_FRAME;
        }
        int low = Byte.toUnsignedInt(payload.get(payload.position()));
        int high = Byte.toUnsignedInt(payload.get(payload.position() + 1));
        Member target = match.memberAt(low | high << Byte.SIZE);
        if (target == null || target == host) {
            return DropReason.NO_SUCH_SLOT;
        }
        payload.position(payload.position() + TAG_BYTES);
        delivery.deliver(target, payload, nowMs);
        return null;
    }
}
