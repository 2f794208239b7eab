package dev.rallypoint.store;

import dev.rallypoint.contract.Api.MatchReport;
import dev.rallypoint.contract.Api.Placing;
import dev.rallypoint.contract.ResultMessage.ReportResult;
import dev.rallypoint.runtime.Sha256;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Under which names players are written down: those who were erased under their pseudonyms.
 *
 * @param pseudonyms of the erased, by {@link #keyOf key}
 */
record ErasedNames(Map<String, String> pseudonyms) {
    ErasedNames {
        pseudonyms = Map.copyOf(pseudonyms);
    }

    /**
     * What an erased player is found by. His id cannot be read from it, nor tried out: ids are 64
     * random bits.
     */
    static String keyOf(String playerId) {
        return Sha256.hex("erased player " + playerId);
    }

    boolean isErased(String playerId) {
        return !pseudonyms.isEmpty() && pseudonyms.containsKey(keyOf(playerId));
    }

    String of(String playerId) {
        return pseudonyms.isEmpty() ? playerId : pseudonyms.getOrDefault(keyOf(playerId), playerId);
    }

    List<String> of(Collection<String> playerIds) {
        return playerIds.stream().map(this::of).toList();
    }

    /** Everybody a report names. */
    static List<String> namedIn(ReportResult report) {
        return Stream.concat(
                        Stream.of(report.reporter()),
                        report.report().placings().stream().map(Placing::playerId))
                .toList();
    }

    ReportResult in(ReportResult report) {
        return pseudonyms.isEmpty()
                ? report
                : new ReportResult(
                        report.matchId(),
                        of(report.reporter()),
                        report.byOperator(),
                        in(report.report()),
                        report.reportedAtMs());
    }

    private MatchReport in(MatchReport report) {
        return new MatchReport(
                report.placings().stream().map(this::in).toList(), report.evidence());
    }

    private Placing in(Placing one) {
        return new Placing(of(one.playerId()), one.place(), one.timeMs(), one.team());
    }
}
