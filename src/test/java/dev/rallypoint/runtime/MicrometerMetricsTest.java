package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.Metric;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MicrometerMetricsTest {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MicrometerMetrics metrics = new MicrometerMetrics(registry);

    @ParameterizedTest
    @EnumSource(Metric.class)
    void everyMetricComesOutUnderItsNameInTheCatalogue(Metric metric) {
        String[] labels = metric.labels().stream().map(label -> "x").toArray(String[]::new);
        switch (metric.kind()) {
            case COUNTER -> metrics.increment(metric, labels);
            case GAUGE -> metrics.gauge(metric, () -> 1, labels);
            case TIMER -> metrics.record(metric, 1_000_000, labels);
        }
        String name = metric.metricName();
        String text = registry.scrape();
        assertThat(text).contains("# HELP " + name + " " + metric.help() + "\n");
        if (metric.kind() == Metric.Kind.TIMER) {
            assertThat(text).containsPattern("\n" + name + "_count(\\{.*})? 1\n");
            assertThat(text).containsPattern("\n" + name + "_sum(\\{.*})? 0.001\n");
            assertThat(text).containsPattern("\n" + name + "_bucket\\{.*le=\"0.001\"} 1\n");
        } else {
            assertThat(text).containsPattern("\n" + name + "(\\{.*})? 1.0\n");
        }
    }

    @Test
    void waitingForAMatchIsToldApartUpToItsBoundAndBeyond() {
        for (int seconds : new int[] {7, 25, 100, 119, 400}) {
            metrics.record(Metric.MATCH_WAIT, TimeUnit.SECONDS.toNanos(seconds));
        }
        String bucket = "rallypoint_match_wait_seconds_bucket{le=";
        assertThat(registry.scrape())
                .contains(bucket + "\"5.0\"} 0")
                .contains(bucket + "\"10.0\"} 1")
                .contains(bucket + "\"30.0\"} 2")
                .contains(bucket + "\"120.0\"} 4")
                .contains(bucket + "\"600.0\"} 5");
        metrics.record(Metric.MATCH_PASSES, 1);
        assertThat(registry.scrape())
                .doesNotContain("rallypoint_match_pass_seconds_bucket{le=\"10.0\"}");
    }

    @Test
    void aCounterReadFromItsOwnerKeepsFollowingItAfterAGarbageCollection() {
        AtomicLong value = new AtomicLong(3);
        metrics.counter(Metric.RELAY_HANDSHAKES, value::get);
        collectGarbage();
        value.set(8);
        assertThat(registry.scrape()).contains("rallypoint_relay_handshakes_total 8.0");
    }

    @Test
    void aCounterOfSeveralOwnersIsTheirSumAndAGaugeOfEachHasItsLabel() {
        metrics.counter(Metric.RELAY_BYTES, () -> 3, "in");
        metrics.counter(Metric.RELAY_BYTES, () -> 40, "in");
        metrics.counter(Metric.RELAY_BYTES, () -> 500, "out");
        metrics.gauge(Metric.RELAY_SESSIONS, () -> 7, "0");
        metrics.gauge(Metric.RELAY_SESSIONS, () -> 8, "1");
        assertThat(registry.scrape())
                .contains("rallypoint_relay_bytes_total{direction=\"in\"} 43.0")
                .contains("rallypoint_relay_bytes_total{direction=\"out\"} 500.0")
                .contains("rallypoint_relay_sessions{loop=\"0\"} 7.0")
                .contains("rallypoint_relay_sessions{loop=\"1\"} 8.0");
    }

    @Test
    void countersAddUpForEachSetOfLabels() {
        metrics.increment(Metric.RATE_LIMITED, "guest");
        metrics.increment(Metric.RATE_LIMITED, "guest");
        metrics.increment(Metric.RATE_LIMITED, "call");
        assertThat(registry.scrape())
                .contains("rallypoint_http_rate_limited_total{limit=\"guest\"} 2.0")
                .contains("rallypoint_http_rate_limited_total{limit=\"call\"} 1.0");
    }

    @Test
    void aWrongNumberOfLabelsIsRefused() {
        assertThatThrownBy(() -> metrics.increment(Metric.RATE_LIMITED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[limit]");
    }

    private static void collectGarbage() {
        WeakReference<Object> witness = new WeakReference<>(new Object());
        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .until(
                        () -> {
                            System.gc();
                            return witness.get() == null;
                        });
    }
}
