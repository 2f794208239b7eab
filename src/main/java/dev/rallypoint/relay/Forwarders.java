package dev.rallypoint.relay;

import dev.rallypoint.protocol.relay.Forwarding;

/** The forwarders of one relay port; modes without a memory share theirs among all matches. */
final class Forwarders {
    private final Forwarder raw;
    private final Forwarder star;
    private final Delivery bundled;

    /**
     * @param single sends each payload for itself: libraries know nothing of bundles
     * @param bundled for the mode that has them
     */
    Forwarders(Delivery single, Delivery bundled) {
        raw = new RawForwarder(single);
        star = new StarForwarder(single);
        this.bundled = bundled;
    }

    /** For one match. */
    Forwarder of(Forwarding mode) {
        return switch (mode) {
            case RAW -> raw;
            case STAR -> star;
            case FRAMED -> new FramedForwarder(bundled);
        };
    }
}
