package dev.rallypoint.bots;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The figures of a run through tickets; the names are those of the JSON, where {@code total} stands
 * at the top as in a run without tickets.
 *
 * @param waitSeconds of tickets from asking to the match as their players saw it
 * @param matched tickets that led to a seat
 * @param reports of results, by all members of each race
 * @param rated players who have a rating now
 * @param winnersRating mean rating of those who beat more than they were beaten by
 * @param losersRating of those who beat fewer
 */
record MatchmadeReport(
        @JsonUnwrapped RaceReport total,
        List<RaceReport> rounds,
        Waits waitSeconds,
        int matched,
        int reports,
        int reportsRefused,
        String firstRefusal,
        int rated,
        double winnersRating,
        double losersRating) {
    record Waits(double p50, double p95, double max) {}

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** All raced without loss, and the ratings moved the right way. */
    @JsonIgnore
    boolean isClean() {
        return total.isClean() && reportsRefused == 0 && rated > 0 && winnersRating > losersRating;
    }

    int exitCode() {
        return isClean() ? 0 : 1;
    }

    void writeTo(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    /** For people. */
    String summary() {
        return total.summary()
                + String.format(
                        Locale.ROOT,
                        "%nmatched %,d tickets in %d rounds · waited p50 %.1f s · p95 %.1f s · max"
                                + " %.1f s%n"
                                + "results reported %,d · refused %d%s%n"
                                + "rated %d players · winners' mean %.2f · losers' mean %.2f",
                        matched,
                        rounds.size(),
                        waitSeconds.p50(),
                        waitSeconds.p95(),
                        waitSeconds.max(),
                        reports,
                        reportsRefused,
                        reportsRefused == 0 ? "" : " (" + firstRefusal + ")",
                        rated,
                        winnersRating,
                        losersRating);
    }
}
