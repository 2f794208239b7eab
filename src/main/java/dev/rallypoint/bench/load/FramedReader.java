package dev.rallypoint.bench.load;

import dev.rallypoint.protocol.relay.Bundle;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.FramedHeader.Channel;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import java.nio.ByteBuffer;

/** Framed payloads and bundles of them; what the relay itself says is passed over. */
final class FramedReader implements MessageReader {
    @Override
    public void read(ByteBuffer payload, Sink sink) {
        if (Bundle.isBundle(payload)) {
            readBundle(payload, sink);
        } else {
            readOne(payload, sink);
        }
    }

    private static void readBundle(ByteBuffer bundle, Sink sink) {
        int end = bundle.limit();
        bundle.position(bundle.position() + Bundle.HEADER_BYTES);
        while (bundle.hasRemaining()) {
            int bytes = Bundle.nextBytes(bundle);
            if (bytes < 0) {
                sink.onForeign();
                return;
            }
            int begin = bundle.position() + Bundle.LENGTH_BYTES;
            readOne(bundle.limit(begin + bytes).position(begin), sink);
            bundle.limit(end).position(begin + bytes);
        }
    }

    private static void readOne(ByteBuffer payload, Sink sink) {
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
