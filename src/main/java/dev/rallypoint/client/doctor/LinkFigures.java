package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How good the way over the relay and back is.
 *
 * @param rttMs the median
 * @param jitterMs the mean change between messages that follow each other
 * @param lossShare 0..1
 */
record LinkFigures(int sent, double rttMs, double worstMs, double jitterMs, double lossShare) {
    private static final double NANOS_PER_MS = 1e6;
    private static final double SOME_LOSS = 0.03;
    private static final double MUCH_LOSS = 0.15;
    private static final double MUCH_JITTER_MS = 40;

    static LinkFigures of(Echoes echoes, int sent) {
        List<Double> ms = new ArrayList<>();
        double changes = 0;
        for (int i = 0; i < sent; i++) {
            Optional<Long> nanos = echoes.nanosOf(i);
            if (nanos.isPresent()) {
                double now = nanos.get() / NANOS_PER_MS;
                changes += ms.isEmpty() ? 0 : Math.abs(now - ms.get(ms.size() - 1));
                ms.add(now);
            }
        }
        double loss = 1 - (double) ms.size() / sent;
        if (ms.isEmpty()) {
            return new LinkFigures(sent, 0, 0, 0, loss);
        }
        double jitter = changes / Math.max(1, ms.size() - 1);
        Collections.sort(ms);
        return new LinkFigures(
                sent, ms.get((ms.size() - 1) / 2), ms.get(ms.size() - 1), jitter, loss);
    }

    Json toJson() {
        return Json.object()
                .with("sent", sent)
                .with("rttMs", Json.of(rttMs))
                .with("worstMs", Json.of(worstMs))
                .with("jitterMs", Json.of(jitterMs))
                .with("lossShare", Json.of(lossShare));
    }

    Finding judge(String name, Json details) {
        String words =
                String.format(
                        Locale.ROOT,
                        "%.1f ms there and back, jitter %.1f ms, %.0f %% lost.",
                        rttMs,
                        jitterMs,
                        100 * lossShare);
        String nextStep =
                "Try a cable in place of Wi-Fi, stop downloads and video calls, and look whether"
                        + " other sites are slow, too: then it is the line.";
        if (lossShare >= MUCH_LOSS) {
            return Finding.failed(
                    name, "Connected, but too much gets lost: " + words, nextStep, details);
        }
        return lossShare >= SOME_LOSS || jitterMs >= MUCH_JITTER_MS
                ? Finding.warning(
                        name, "Connected, but the line is not steady: " + words, nextStep, details)
                : Finding.ok(name, "Connected: " + words, details);
    }
}
