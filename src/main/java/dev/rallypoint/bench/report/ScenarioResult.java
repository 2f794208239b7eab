package dev.rallypoint.bench.report;

import dev.rallypoint.bench.load.Latencies;
import dev.rallypoint.bench.load.Timeline;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one scenario found. The first fields are the contract of {@code bench --json}.
 *
 * @param latencyMicros empty if no message was timed
 * @param title for people
 * @param failures what should not be so: loss where none is allowed, mixed-up messages
 * @param notes what a reader must know
 * @param figures of this scenario alone, by name
 * @param steps in the order they were run
 * @param latencyCurve of {@code latencyMicros}
 * @param timeline of the run that is about time; empty if none is
 */
public record ScenarioResult(
        String name,
        double cpuNsPerDelivered,
        double deliveredPerCpuSecond,
        Optional<LatencyMicros> latencyMicros,
        double allocatedBytesPerMessage,
        String title,
        List<String> failures,
        List<String> notes,
        Map<String, Double> figures,
        List<Step> steps,
        List<Latencies.Point> latencyCurve,
        List<Timeline.Bin> timeline) {

    /** From when a message should have been sent to when it was received. */
    public record LatencyMicros(double p50, double p99, double p999, double max) {
        static LatencyMicros of(Latencies latency) {
            return new LatencyMicros(latency.p50(), latency.p99(), latency.p999(), latency.max());
        }
    }

    public ScenarioResult {
        failures = List.copyOf(failures);
        notes = List.copyOf(notes);
        steps = List.copyOf(steps);
        latencyCurve = List.copyOf(latencyCurve);
        timeline = List.copyOf(timeline);
    }

    /**
     * @param cost the step whose CPU time counts
     * @param latency that counts; of none = nothing was timed
     */
    public static ScenarioResult of(
            Titled scenario, Step cost, Latencies latency, Findings findings, List<Step> steps) {
        return new ScenarioResult(
                scenario.name(),
                cost.cpuNsPerDelivered(),
                cost.deliveredPerCpuSecond(),
                latency.count() == 0 ? Optional.empty() : Optional.of(LatencyMicros.of(latency)),
                cost.allocatedBytesPerMessage(),
                scenario.title(),
                findings.failures(),
                findings.notes(),
                findings.figures(),
                steps,
                latency.curve(),
                List.of());
    }

    public ScenarioResult with(List<Timeline.Bin> bins) {
        return new ScenarioResult(
                name,
                cpuNsPerDelivered,
                deliveredPerCpuSecond,
                latencyMicros,
                allocatedBytesPerMessage,
                title,
                failures,
                notes,
                figures,
                steps,
                latencyCurve,
                bins);
    }

    /** A name for programs and one for people. */
    public record Titled(String name, String title) {}

    public boolean isClean() {
        return failures.isEmpty();
    }
}
