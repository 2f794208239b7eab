package dev.rallypoint.bench.load;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Datagrams without encryption, for a relay that only copies. */
final class PlainLink implements Link {
    private static final int HEADER_BYTES = 3;

    private final PlayerSocket socket;
    private final ByteBuffer datagram;
    private final int payloadBytes;
    private boolean isConnected;

    PlainLink(PlayerSocket socket, int lobby, int slot, int payloadBytes) {
        this.socket = socket;
        this.payloadBytes = payloadBytes;
        datagram = ByteBuffer.allocateDirect(payloadBytes + Terms.SEALED_OVERHEAD_BYTES);
        datagram.order(ByteOrder.LITTLE_ENDIAN).putShort((short) lobby).put((byte) slot);
    }

    @Override
    public boolean send(ByteBuffer payload, long nowMs) {
        datagram.clear().position(HEADER_BYTES).put(payload.duplicate());
        return socket.write(datagram.position(0));
    }

    /** The first one makes the player known. */
    @Override
    public void keepAlive(long nowMs) {
        if (!isConnected) {
            socket.write(datagram.clear());
            isConnected = true;
        }
    }

    @Override
    public boolean isPayload(ByteBuffer received) {
        return true;
    }

    @Override
    public boolean isFarewell(ByteBuffer received) {
        return false;
    }

    @Override
    public void open(ByteBuffer received, long nowMs, MessageReader.Sink sink) {
        if (received.remaining() != payloadBytes + Terms.SEALED_OVERHEAD_BYTES) {
            sink.onForeign();
            return;
        }
        received.position(HEADER_BYTES).limit(HEADER_BYTES + payloadBytes);
        sink.onMessage(received);
    }

    @Override
    public boolean isConnected() {
        return isConnected;
    }

    @Override
    public String failure() {
        return "";
    }

    @Override
    public void leave(long nowMs) {
        // The protocol has no goodbye.
    }
}
