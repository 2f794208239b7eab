package dev.rallypoint.runtime;

import dev.rallypoint.contract.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The metric catalogue over Micrometer. Thread-safe; label values in the order of the catalogue.
 */
public final class MicrometerMetrics {
    private static final String COUNTER_SUFFIX = "_total";
    private final MeterRegistry registry;

    public MicrometerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A counter that its owner keeps as a plain number: read at every scrape, free in between. */
    public void counter(Metric metric, LongSupplier value, String... labelValues) {
        // Micrometer holds the object weakly and the function strongly: the value is in the latter.
        FunctionCounter.builder(name(metric), registry, any -> value.getAsLong())
                .description(metric.help())
                .tags(tags(metric, labelValues))
                .register(registry);
    }

    /** Counts one. */
    public void increment(Metric metric, String... labelValues) {
        Counter.builder(name(metric))
                .description(metric.help())
                .tags(tags(metric, labelValues))
                .register(registry)
                .increment();
    }

    /** A value that is read at every scrape. */
    public void gauge(Metric metric, DoubleSupplier value, String... labelValues) {
        Gauge.builder(metric.metricName(), value::getAsDouble)
                .description(metric.help())
                .tags(tags(metric, labelValues))
                .strongReference(true)
                .register(registry);
    }

    /** One timed event. */
    public void record(Metric metric, long nanos, String... labelValues) {
        Timer.builder(name(metric))
                .description(metric.help())
                .tags(tags(metric, labelValues))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Micrometer adds _total and _seconds itself. */
    private static String name(Metric metric) {
        String name = metric.metricName();
        return name.endsWith(COUNTER_SUFFIX)
                ? name.substring(0, name.length() - COUNTER_SUFFIX.length())
                : name.replaceAll("_seconds$", "");
    }

    private static List<Tag> tags(Metric metric, String... values) {
        if (values.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric + " has labels " + metric.labels());
        }
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(metric.labels().get(i), values[i]));
        }
        return tags;
    }
}
