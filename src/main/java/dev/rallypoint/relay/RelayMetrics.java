package dev.rallypoint.relay;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.netcode.NetcodeServer.End;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.runtime.MicrometerMetrics;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Which figures of a relay's counters are shown as which metric. */
final class RelayMetrics {
    private static final String NO_REASON = "none";

    private final MicrometerMetrics metrics;
    private final RelayCounters counters;

    RelayMetrics(MicrometerMetrics metrics, RelayCounters counters) {
        this.metrics = metrics;
        this.counters = counters;
    }

    /**
     * @param loop the value of that label
     * @param sendFailures only the port knows what the kernel refused
     */
    void register(String loop, LongSupplier sendFailures) {
        metrics.gauge(Metric.RELAY_SESSIONS, () -> counters.get(Total.SESSIONS), loop);
        metrics.gauge(Metric.RELAY_MATCHES, () -> counters.get(Total.MATCHES), loop);
        metrics.gauge(Metric.RELAY_DIRECT_PATHS, () -> counters.get(Total.DIRECT_PATHS), loop);
        count(Metric.RELAY_MATCHES_FORGOTTEN, Total.MATCHES_FORGOTTEN, loop);
        count(Metric.RELAY_DATAGRAMS, Total.DATAGRAMS_RECEIVED, "received", NO_REASON);
        count(Metric.RELAY_DATAGRAMS, Total.DATAGRAMS_SENT, "sent", NO_REASON);
        count(Metric.RELAY_BYTES, Total.BYTES_RECEIVED, "in");
        count(Metric.RELAY_BYTES, Total.BYTES_SENT, "out");
        count(Metric.RELAY_MESSAGES, Total.MESSAGES_IN, "in");
        count(Metric.RELAY_MESSAGES, Total.MESSAGES_OUT, "out");
        count(Metric.RELAY_HANDSHAKES, Total.HANDSHAKES);
        for (End end : End.values()) {
            metrics.counter(Metric.RELAY_SESSION_ENDS, () -> counters.ended(end), word(end));
        }
        for (DropReason reason : DropReason.values()) {
            metrics.counter(
                    Metric.RELAY_DATAGRAMS,
                    () ->
                            reason == DropReason.SEND_FAILED
                                    ? sendFailures.getAsLong()
                                    : counters.dropped(reason),
                    "dropped",
                    reason.label());
        }
    }

    private void count(Metric metric, Total total, String... labelValues) {
        metrics.counter(metric, () -> counters.get(total), labelValues);
    }

    /** An end as operators and lobbies read it. */
    static String word(End end) {
        return end.name().toLowerCase(Locale.ROOT);
    }
}
