package dev.rallypoint.runtime;

import dev.rallypoint.contract.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The metric catalogue over Micrometer. Thread-safe; label values in the order of the catalogue.
 * Names come out in Prometheus' text as {@link Metric#metricName()} says; timers as that name with
 * {@code _count}, {@code _sum} and {@code _bucket}.
 */
public final class MicrometerMetrics {
    private static final String COUNTER_SUFFIX = "_total";
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5)
    };

    /** Beyond {@link #BUCKETS}; a ticket lives for ten minutes unless told otherwise. */
    private static final Duration[] WAITING_BUCKETS = {
        Duration.ofSeconds(10),
        Duration.ofSeconds(15),
        Duration.ofSeconds(20),
        Duration.ofSeconds(30),
        Duration.ofSeconds(45),
        Duration.ofSeconds(60),
        Duration.ofSeconds(90),
        Duration.ofSeconds(120),
        Duration.ofSeconds(180),
        Duration.ofSeconds(300),
        Duration.ofSeconds(600),
        Duration.ofSeconds(1_800)
    };

    private record Series(Metric metric, List<String> labelValues) {}

    private final MeterRegistry registry;
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    /** Micrometer holds what it reads weakly: a collected lambda would freeze its counter. */
    private final Map<Series, Queue<LongSupplier>> parts = new ConcurrentHashMap<>();

    public MicrometerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * A counter that its owner keeps as a plain number: read at every scrape, free in between. With
     * several owners it is the sum.
     */
    public void counter(Metric metric, LongSupplier value, String... labelValues) {
        parts.computeIfAbsent(new Series(metric, List.of(labelValues)), this::newSum).add(value);
    }

    private Queue<LongSupplier> newSum(Series series) {
        Queue<LongSupplier> sum = new ConcurrentLinkedQueue<>();
        FunctionCounter.builder(
                        name(series.metric()),
                        sum,
                        all -> all.stream().mapToLong(LongSupplier::getAsLong).sum())
                .description(series.metric().help())
                .tags(tags(series.metric(), series.labelValues()))
                .register(registry);
        return sum;
    }

    /** Counts one. */
    public void increment(Metric metric, String... labelValues) {
        counters.computeIfAbsent(new Series(metric, List.of(labelValues)), this::newCounter)
                .increment();
    }

    /** A value that is read at every scrape. */
    public void gauge(Metric metric, DoubleSupplier value, String... labelValues) {
        Gauge.builder(metric.metricName(), value::getAsDouble)
                .description(metric.help())
                .tags(tags(metric, List.of(labelValues)))
                .strongReference(true)
                .register(registry);
    }

    /** One timed event. */
    public void record(Metric metric, long nanos, String... labelValues) {
        timers.computeIfAbsent(new Series(metric, List.of(labelValues)), this::newTimer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** What a counter says now, by one of its labels; zeros are left out. */
    public Map<String, Long> counts(Metric metric, String label) {
        Map<String, Long> sums = new HashMap<>();
        for (Meter meter : registry.find(name(metric)).meters()) {
            double value = meter.measure().iterator().next().getValue();
            if (value > 0) {
                sums.merge(meter.getId().getTag(label), (long) value, Long::sum);
            }
        }
        return sums;
    }

    private Counter newCounter(Series series) {
        return Counter.builder(name(series.metric()))
                .description(series.metric().help())
                .tags(tags(series.metric(), series.labelValues()))
                .register(registry);
    }

    private Timer newTimer(Series series) {
        return Timer.builder(name(series.metric()))
                .description(series.metric().help())
                .tags(tags(series.metric(), series.labelValues()))
                .serviceLevelObjectives(buckets(series.metric()))
                .register(registry);
    }

    private static Duration[] buckets(Metric metric) {
        return metric.isOfWaiting()
                ? Stream.of(BUCKETS, WAITING_BUCKETS).flatMap(Stream::of).toArray(Duration[]::new)
                : BUCKETS;
    }

    /** Micrometer adds _total and _seconds itself. */
    private static String name(Metric metric) {
        String name = metric.metricName();
        return name.endsWith(COUNTER_SUFFIX)
                ? name.substring(0, name.length() - COUNTER_SUFFIX.length())
                : name.replaceAll("_seconds$", "");
    }

    private static List<Tag> tags(Metric metric, List<String> values) {
        if (values.size() != metric.labels().size()) {
            throw new IllegalArgumentException(metric + " has labels " + metric.labels());
        }
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            tags.add(Tag.of(metric.labels().get(i), values.get(i)));
        }
        return tags;
    }
}
