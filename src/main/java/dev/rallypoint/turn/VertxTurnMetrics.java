package dev.rallypoint.turn;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.turn.server.ClientTransport;
import dev.rallypoint.turn.server.TurnCounters;
import dev.rallypoint.turn.server.TurnCounters.Total;
import dev.rallypoint.turn.server.TurnServer;
import java.util.Map;
import java.util.function.LongSupplier;

/** The figures of the STUN and TURN ports, in the catalogue's words. */
final class VertxTurnMetrics {
    private static final String NONE = "none";
    private static final String DROPPED = "dropped";
    private static final String TO_PEER = "to_peer";
    private static final String TO_CLIENT = "to_client";

    private static final Map<Integer, String> METHODS =
            Map.of(
                    StunMessage.ALLOCATE, "allocate",
                    StunMessage.REFRESH, "refresh",
                    StunMessage.CREATE_PERMISSION, "create_permission",
                    StunMessage.CHANNEL_BIND, "channel_bind");

    private final MicrometerMetrics metrics;

    VertxTurnMetrics(MicrometerMetrics metrics) {
        this.metrics = metrics;
    }

    /**
     * @param sendFailures of the STUN port
     */
    void show(StunServer server, LongSupplier sendFailures) {
        metrics.counter(Metric.STUN_MESSAGES, server::answered, "answered", NONE);
        for (DropReason reason : StunServer.REASONS) {
            metrics.counter(
                    Metric.STUN_MESSAGES, () -> server.dropped(reason), DROPPED, reason.label());
        }
        metrics.counter(
                Metric.STUN_MESSAGES, sendFailures, DROPPED, DropReason.SEND_FAILED.label());
    }

    /**
     * @param sendFailures of the relayed ports
     */
    void show(TurnServer turn, LongSupplier sendFailures) {
        TurnCounters counters = turn.counters();
        metrics.counter(Metric.TURN_DATAGRAMS, () -> counters.get(Total.TO_PEERS), TO_PEER, NONE);
        metrics.counter(
                Metric.TURN_DATAGRAMS, () -> counters.get(Total.TO_CLIENTS), TO_CLIENT, NONE);
        for (DropReason reason : TurnCounters.REASONS) {
            metrics.counter(
                    Metric.TURN_DATAGRAMS, () -> counters.dropped(reason), DROPPED, reason.label());
        }
        metrics.counter(
                Metric.TURN_DATAGRAMS, sendFailures, DROPPED, DropReason.SEND_FAILED.label());
        metrics.counter(Metric.TURN_BYTES, () -> counters.get(Total.BYTES_TO_PEERS), TO_PEER);
        metrics.counter(Metric.TURN_BYTES, () -> counters.get(Total.BYTES_TO_CLIENTS), TO_CLIENT);
        for (ClientTransport transport : ClientTransport.values()) {
            metrics.gauge(
                    Metric.TURN_ALLOCATIONS, () -> turn.allocations(transport), transport.label());
        }
    }

    /** One request was answered. */
    void count(int method, int code) {
        metrics.increment(
                Metric.TURN_REQUESTS,
                METHODS.getOrDefault(method, "other"),
                Integer.toString(code));
    }
}
