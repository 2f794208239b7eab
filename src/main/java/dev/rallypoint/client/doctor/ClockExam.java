package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import dev.rallypoint.contract.Api;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far this machine's clock is from the server's: of several questions the one with the smallest
 * round trip is believed, because it bounds the truth best.
 */
final class ClockExam implements Exam {
    private static final int QUESTIONS = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final long WARN_MS = 5_000;
    private static final long FAIL_MS = 60_000;

    private final Visit visit;

    /**
     * @param behindMs of this machine
     * @param errorMs by which that may be wrong
     */
    private record Offset(long behindMs, long errorMs) {}

    ClockExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public List<String> needs() {
        return List.of("http");
    }

    @Override
    public List<Finding> examine() {
        Optional<Offset> best = Optional.empty();
        for (int i = 0; i < QUESTIONS && visit.data.isPresent(); i++) {
            Optional<Offset> one = ask();
            if (best.isEmpty() || one.isPresent() && one.get().errorMs() < best.get().errorMs()) {
                best = one;
            }
        }
        visit.clockBehindMs = best.map(Offset::behindMs);
        return List.of(
                best.map(this::judge)
                        .orElseGet(
                                () ->
                                        Finding.notOffered(
                                                name(),
                                                "This server does not tell its time (GET"
                                                        + " /v1/doctor).")));
    }

    private Optional<Offset> ask() {
        long beganNanos = System.nanoTime();
        long beganMs = visit.settings.clockMs().getAsLong();
        try {
            HttpResponse<String> answer = visit.get("v1/doctor", TIMEOUT);
            long tookMs = (System.nanoTime() - beganNanos) / 1_000_000;
            Api.DoctorData data = DoctorJson.data(Json.parse(answer.body()));
            long serverMs = Instant.parse(data.serverTime()).toEpochMilli();
            return Optional.of(
                    new Offset(serverMs - (beganMs + tookMs / 2), Math.max(1, tookMs / 2)));
        } catch (IOException | RuntimeException noAnswer) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Finding judge(Offset offset) {
        Json details =
                Json.object().with("behindMs", offset.behindMs()).with("errorMs", offset.errorMs());
        long apartMs = Math.abs(offset.behindMs());
        if (apartMs <= Math.max(WARN_MS, offset.errorMs())) {
            return Finding.ok(
                    name(),
                    "This machine's clock is within "
                            + words(Math.max(apartMs, offset.errorMs()))
                            + " of the server's.",
                    details);
        }
        String cause =
                "This machine's clock is "
                        + words(apartMs)
                        + (offset.behindMs() > 0 ? " behind" : " ahead of")
                        + " the server's.";
        String nextStep =
                "Turn on the automatic time of this machine. If its time is right, the server's is"
                        + " wrong: tell its operator.";
        return apartMs > FAIL_MS
                ? Finding.failed(name(), cause, nextStep, details)
                : Finding.warning(name(), cause, nextStep, details);
    }

    private static String words(long ms) {
        if (ms < 1_000) {
            return ms + " ms";
        }
        Duration apart = Duration.ofMillis(ms);
        return apart.toHours() > 0
                ? apart.toHours() + " h " + apart.toMinutesPart() + " min"
                : apart.toMinutes() > 0
                        ? apart.toMinutes() + " min " + apart.toSecondsPart() + " s"
                        : String.format(Locale.ROOT, "%.1f s", ms / 1e3);
    }
}
