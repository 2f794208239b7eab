package dev.rallypoint.runtime;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.backends.BackendRegistries;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;

/**
 * All figures of one node: the catalogue's, the JVM's and Vert.x's own, as one Prometheus text. One
 * object for each Vertx, closed after it.
 */
public final class MicrometerRegistry implements AutoCloseable {
    /**
     * Labels with few values: never a peer's address, a path or an id, nor the HTTP method, which
     * callers may invent. Event bus addresses are those of the contract.
     */
    private static final EnumSet<Label> LABELS =
            EnumSet.of(
                    Label.POOL_TYPE,
                    Label.POOL_NAME,
                    Label.HTTP_CODE,
                    Label.EB_ADDRESS,
                    Label.EB_FAILURE,
                    Label.EB_SIDE);

    private final String name = "rallypoint-" + UUID.randomUUID();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollector = new JvmGcMetrics();

    public MicrometerRegistry() {
        List<MeterBinder> binders =
                List.of(
                        garbageCollector,
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ClassLoaderMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics());
        binders.forEach(binder -> binder.bindTo(registry));
    }

    /** The catalogue over this registry. */
    public MicrometerMetrics metrics() {
        return new MicrometerMetrics(registry);
    }

    /** For {@code VertxOptions.setMetricsOptions}; to be used with {@link #vertxFactory()}. */
    public MicrometerMetricsOptions vertxOptions() {
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                .setRegistryName(name)
                .setLabels(LABELS)
                .addDisabledMetricsCategory(MetricsDomain.DATAGRAM_SOCKET)
                .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
                .addDisabledMetricsCategory(MetricsDomain.HTTP_CLIENT);
    }

    /** For {@code Vertx.builder().withMetrics}. */
    public VertxMetricsFactory vertxFactory() {
        return new MicrometerMetricsFactory(registry);
    }

    /** Prometheus' text format, version 0.0.4. Takes milliseconds: not for an event loop. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        garbageCollector.close();
        BackendRegistries.stop(name);
        registry.close();
    }
}
