package dev.rallypoint.bench.load;

import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.FramedHeader.Channel;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import java.nio.ByteBuffer;

/** Framed payloads; what the relay itself says is passed over. */
final class FramedReader implements MessageReader {
    @Override
    public void read(ByteBuffer payload, Sink sink) {
        if (FramedHeader.checkFromRelay(payload) != null) {
            sink.onForeign();
            return;
        }
        if (FramedHeader.destination(payload) == Destination.RELAY) {
            return;
        }
        payload.position(FramedHeader.bodyIndex(payload));
        sink.onMessage(payload);
    }

    @Override
    public void writeHeader(ByteBuffer out) {
        FramedHeader.write(out, Destination.ALL, Channel.UNRELIABLE, 0);
    }
}
