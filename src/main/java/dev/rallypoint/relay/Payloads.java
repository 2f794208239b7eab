package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.netcode.NetcodeSession;
import dev.rallypoint.relay.RelayCounters.Total;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/**
 * What members say and are told: each payload within its session's share, through its match's
 * forwarder, to its receivers, and counted.
 */
final class Payloads {
    /** Seals and sends one payload. */
    interface Sender {
        /**
         * @return false = nothing was sent; why is the sender's to count
         */
        boolean send(NetcodeSession to, ByteBuffer payload, long nowMs);
    }

    private final RelayCounters counters;
    private final Sender sender;
    private final Bundles bundles;
    private final Forwarders forwarders;
    private final SessionLimits sessionLimits;

    /** Payloads handed to members so far, whether they could be sent or not. */
    private int delivered;

    Payloads(
            Relay.Settings settings,
            IntFunction<ByteBuffer> buffers,
            Sender sender,
            RelayCounters counters) {
        this.sender = sender;
        this.counters = counters;
        bundles = new Bundles(settings.coalesceMs(), buffers, this::transmit);
        forwarders = new Forwarders(this::deliver, new Bundling(), buffers);
        Relay.Limits limits = settings.limits();
        sessionLimits = new SessionLimits(limits.datagramsPerSession(), limits.bytesPerSession());
    }

    Forwarders forwarders() {
        return forwarders;
    }

    Bundles bundles() {
        return bundles;
    }

    /** One payload of a member. */
    void onPayload(Member from, ByteBuffer payload, long nowMs) {
        DropReason refused = sessionLimits.deny(from, nowMs);
        if (refused != null) {
            counters.drop(refused);
            return;
        }
        int before = delivered;
        int bytes = payload.remaining();
        refused = from.match().onPayload(from, payload, nowMs);
        sessionLimits.charge(from, delivered - before, bytes, nowMs);
        if (refused != null) {
            counters.drop(refused);
            return;
        }
        counters.count(Total.MESSAGES_IN);
    }

    private void deliver(Member to, ByteBuffer payload, long nowMs) {
        delivered++;
        transmit(to, payload, 1, nowMs);
    }

    private void transmit(Member to, ByteBuffer payload, int messages, long nowMs) {
        if (sender.send(to.session(), payload, nowMs)) {
            counters.count(Total.MESSAGES_OUT, messages);
        }
    }

    /** Counts what the bundles are given. */
    private final class Bundling implements Delivery {
        @Override
        public void deliver(Member to, ByteBuffer payload, long nowMs) {
            delivered++;
            bundles.deliver(to, payload, nowMs);
        }

        @Override
        public void hurry(Member to, long nowMs) {
            bundles.hurry(to, nowMs);
        }
    }
}
