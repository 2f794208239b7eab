package dev.rallypoint.relay;

import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.relay.Forwarding;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/** The forwarders of one relay port; modes without a memory share theirs among all matches. */
final class Forwarders {
    private final Forwarder raw;
    private final Forwarder star;
    private final Delivery bundled;
    private final PairKeys pairKeys = new BouncyCastlePairKeys();
    private final Entropy entropy;

    /**
     * @param single sends each payload for itself: libraries know nothing of bundles
     * @param bundled for the mode that has them
     * @param buffers makes one of so many bytes
     * @param entropy for secrets of matches
     */
    Forwarders(
            Delivery single, Delivery bundled, IntFunction<ByteBuffer> buffers, Entropy entropy) {
        raw = new RawForwarder(single);
        star = new StarForwarder(single, buffers);
        this.bundled = bundled;
        this.entropy = entropy;
    }

    /** For one match. */
    Forwarder of(Forwarding mode) {
        return switch (mode) {
            case RAW -> raw;
            case STAR -> star;
            case FRAMED ->
                    new FramedForwarder(bundled, new Introductions(bundled, pairKeys, entropy));
        };
    }
}
