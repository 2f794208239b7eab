package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.Metric;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MicrometerMetricsTest {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MicrometerMetrics metrics = new MicrometerMetrics(registry);

    private static void collectGarbage() {
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        await().until(
                        () -> {
                            System.gc();
                            return garbage.get() == null;
                        });
    }

    @Test
    void aCounterGoesOnCountingAfterAGarbageCollection() {
        AtomicLong handshakes = new AtomicLong(7);
        metrics.counter(Metric.RELAY_HANDSHAKES, handshakes::get);
        assertThat(registry.scrape()).contains("rallypoint_relay_handshakes_total 7.0");

        collectGarbage();
        handshakes.set(9);

        assertThat(registry.scrape()).contains("rallypoint_relay_handshakes_total 9.0");
    }

    @Test
    void aCounterHasTheNameAndLabelsOfTheCatalogue() {
        metrics.counter(Metric.RELAY_DATAGRAMS, () -> 3, "dropped", "bad_tag");

        assertThat(registry.scrape())
                .contains(
                        "rallypoint_relay_datagrams_total{outcome=\"dropped\",reason=\"bad_tag\"}"
                                + " 3.0");
    }
}
