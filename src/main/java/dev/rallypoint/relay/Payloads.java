package dev.rallypoint.relay;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.netcode.NetcodeSession;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.security.FilterRules;
import dev.rallypoint.security.FilterRules.OfPayloads;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/**
 * What members say and are told: each payload past the filters and within its session's share,
 * through its match's forwarder, to its receivers, and counted.
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
    private final SessionLimits shares;
    private PayloadFilter[] filters;

    /** Payloads handed to members so far, whether they could be sent or not. */
    private int delivered;

    Payloads(
            Relay.Settings settings,
            IntFunction<ByteBuffer> buffers,
            Sender sender,
            RelayCounters counters,
            Entropy entropy) {
        this.sender = sender;
        this.counters = counters;
        bundles = new Bundles(settings.coalesceMs(), buffers, this::transmit);
        forwarders = new Forwarders(this::deliver, new Bundling(), buffers, entropy);
        shares = new SessionLimits(1, 1);
        setRules(settings.filter());
    }

    /** In force for the next payload. */
    void setRules(FilterRules rules) {
        shares.setRates(rules.rates().datagramsPerSession(), rules.rates().bytesPerSession());
        filters = rules.order().payloads().stream().map(this::filter).toArray(PayloadFilter[]::new);
    }

    private PayloadFilter filter(OfPayloads kind) {
        return switch (kind) {
            case DATAGRAMS -> (from, payload, nowMs) -> shares.denyDatagram(from, nowMs);
            case BYTES -> (from, payload, nowMs) -> shares.denyBytes(from, nowMs);
            case FRAME -> (from, payload, nowMs) -> from.match().check(payload);
        };
    }

    Forwarders forwarders() {
        return forwarders;
    }

    Bundles bundles() {
        return bundles;
    }

    /** One payload of a member; also one that is refused costs him a share. */
    void onPayload(Member from, ByteBuffer payload, long nowMs) {
        int before = delivered;
        int bytes = payload.remaining();
        DropReason refused = deny(from, payload, nowMs);
        if (refused == null) {
            refused = from.match().onPayload(from, payload, nowMs);
        }
        if (!isSpent(refused)) {
            shares.charge(from, delivered - before, bytes, nowMs);
        }
        if (refused != null) {
            counters.drop(refused);
            from.attempt().onDrop(refused, nowMs);
            return;
        }
        counters.count(Total.MESSAGES_IN);
    }

    private DropReason deny(Member from, ByteBuffer payload, long nowMs) {
        for (PayloadFilter filter : filters) {
            DropReason refused = filter.deny(from, payload, nowMs);
            if (refused != null) {
                return refused;
            }
        }
        return null;
    }

    /** Who has nothing left is not charged, or he would never have anything again. */
    private static boolean isSpent(DropReason refused) {
        return refused == DropReason.SESSION_DATAGRAM_LIMIT
                || refused == DropReason.SESSION_BYTE_LIMIT;
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
        public void deliverAlone(Member to, ByteBuffer payload, long nowMs) {
            Payloads.this.deliver(to, payload, nowMs);
        }

        @Override
        public void hurry(Member to, long nowMs) {
            bundles.hurry(to, nowMs);
        }
    }
}
