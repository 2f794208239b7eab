package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import dev.rallypoint.client.doctor.Check.Status;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that a doctor found, in the order in which it was examined.
 *
 * @param startedAt by this machine's clock
 */
public record Diagnosis(URI url, Instant startedAt, long tookMs, List<Check> checks) {
    public Diagnosis {
        checks = List.copyOf(checks);
    }

    /** Whether nothing failed. */
    public boolean isOk() {
        return checks.stream().allMatch(Check::isOk);
    }

    /** The first check that failed: the others may follow from it. */
    public Optional<Check> firstFailure() {
        return checks.stream().filter(check -> check.status() == Status.FAILED).findFirst();
    }

    /** The file of {@code doctor --json}. */
    public Json toJson() {
        return Json.object()
                .with("url", url.toString())
                .with("startedAt", startedAt.toString())
                .with("tookMs", tookMs)
                .with("ok", isOk())
                .with("checks", Json.array(checks.stream().map(Check::toJson).toList()));
    }
}
