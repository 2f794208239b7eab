package dev.rallypoint.bots;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The figures of a run; the names are those of the JSON.
 *
 * @param sent states sent
 * @param delivered different states that arrived
 * @param expected deliveries the sent states must lead to: one for each other member
 * @param lost states that were sent and did not arrive
 * @param lostWithNode those of them that a killed node should have forwarded: sent by or to its
 *     players before all of their lobby had another one
 * @param duplicated states that arrived again
 * @param skipped states a player could not send because his session was lost just then
 * @param longestGapMs the longest time any player was without any state
 * @param medianGapMs the median of every player's longest time without any state
 * @param seatsLost players who did not keep their slot to the end
 * @param lobbiesLost lobbies that were gone or closed at the end
 * @param errors refused calls, foreign or wrongly labelled payloads
 */
public record RaceReport(
        int players,
        int lobbies,
        long sent,
        long delivered,
        long expected,
        long lost,
        long lostWithNode,
        long duplicated,
        long skipped,
        LatencyMs latencyMs,
        int reconnects,
        double longestGapMs,
        double medianGapMs,
        int seatsLost,
        int lobbiesLost,
        int errors,
        double seconds) {
    /** From send to receive, in one process on one clock. */
    public record LatencyMs(double p50, double p99, double p999) {
        LatencyMs orWorse(LatencyMs other) {
            return new LatencyMs(
                    Math.max(p50, other.p50), Math.max(p99, other.p99), Math.max(p999, other.p999));
        }
    }

    /**
     * Of several races of the same players one after the other: what can be added is added up, of
     * the rest the worst is taken.
     */
    static RaceReport sumOf(List<RaceReport> races) {
        return races.stream().reduce(RaceReport::plus).orElseThrow();
    }

    private RaceReport plus(RaceReport next) {
        return new RaceReport(
                Math.max(players, next.players),
                lobbies + next.lobbies,
                sent + next.sent,
                delivered + next.delivered,
                expected + next.expected,
                lost + next.lost,
                lostWithNode + next.lostWithNode,
                duplicated + next.duplicated,
                skipped + next.skipped,
                latencyMs.orWorse(next.latencyMs),
                reconnects + next.reconnects,
                Math.max(longestGapMs, next.longestGapMs),
                Math.max(medianGapMs, next.medianGapMs),
                seatsLost + next.seatsLost,
                lobbiesLost + next.lobbiesLost,
                errors + next.errors,
                seconds + next.seconds);
    }

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * Everything that was sent arrived exactly once, but for what a killed node took along, and
     * nobody lost a seat.
     */
    @JsonIgnore
    public boolean isClean() {
        return sent > 0
                && lost == lostWithNode
                && duplicated == 0
                && seatsLost == 0
                && lobbiesLost == 0
                && errors == 0;
    }

    /** 0 if clean, else 1. */
    public int exitCode() {
        return isClean() ? 0 : 1;
    }

    /**
     * Before the run, not after it.
     *
     * @throws IllegalArgumentException if the file cannot be written
     */
    static void checkWritable(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        boolean writable =
                Files.exists(file) ? Files.isWritable(file) : Files.isWritable(directory);
        if (!writable || Files.isDirectory(file)) {
            throw new IllegalArgumentException("--json: " + file + " cannot be written");
        }
    }

    void writeTo(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    static String lobbies(int number) {
        return number == 1 ? "1 lobby" : number + " lobbies";
    }

    /** For people. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "%d players in %s, %.0f s%n"
                        + "sent %,d · delivered %,d of %,d · lost %,d%s · duplicated %,d%n"
                        + "latency p50 %.2f ms · p99 %.2f ms · p99.9 %.2f ms%n"
                        + "longest gap %.0f ms (median player %.0f ms) · reconnects %d"
                        + " · states not sent while away %,d%n"
                        + "seats lost %d · lobbies lost %d · errors %d",
                players,
                lobbies(lobbies),
                seconds,
                sent,
                delivered,
                expected,
                lost,
                lostWithNode == 0 ? "" : String.format(" (%,d with a killed node)", lostWithNode),
                duplicated,
                latencyMs.p50(),
                latencyMs.p99(),
                latencyMs.p999(),
                longestGapMs,
                medianGapMs,
                reconnects,
                skipped,
                seatsLost,
                lobbiesLost,
                errors);
    }
}
