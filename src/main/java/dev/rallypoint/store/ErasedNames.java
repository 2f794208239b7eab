package dev.rallypoint.store;

import dev.rallypoint.contract.Api.MatchReport;
import dev.rallypoint.contract.Api.Placing;
import dev.rallypoint.contract.ResultMessage.ReportResult;
import dev.rallypoint.runtime.Sha256;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Under which names players are written down: those who were erased under their pseudonyms.
 *
 * @param pseudonyms of the erased, by {@link #keyOf key}
 */
record ErasedNames(Map<String, String> pseudonyms) {
    /** What may be one, also where two overlap. */
    private static final Pattern PLAYER_ID = Pattern.compile("(?=(p[0-9a-hjkmnp-tv-z]{13}))");

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

    /** Everybody a report names, also in what is shown for it. */
    static List<String> namedIn(ReportResult report) {
        return Stream.of(
                        Stream.of(report.reporter()),
                        report.report().placings().stream().map(Placing::playerId),
                        report.report().evidence().stream().flatMap(ErasedNames::idsIn))
                .flatMap(names -> names)
                .toList();
    }

    private static Stream<String> idsIn(String text) {
        return PLAYER_ID.matcher(text).results().map(found -> found.group(1));
    }

    /** An erased player's word counts, but what he shows for it leads to him. */
    ReportResult in(ReportResult report) {
        if (pseudonyms.isEmpty()) {
            return report;
        }
        MatchReport said = report.report();
        return new ReportResult(
                report.matchId(),
                of(report.reporter()),
                report.byOperator(),
                new MatchReport(
                        said.placings().stream().map(this::in).toList(),
                        said.evidence()
                                .filter(shown -> !isErased(report.reporter()))
                                .map(this::in)),
                report.reportedAtMs());
    }

    private String in(String evidence) {
        String without = evidence;
        for (String playerId : idsIn(evidence).toList()) {
            without = without.replace(playerId, of(playerId));
        }
        return without;
    }

    private Placing in(Placing one) {
        return new Placing(of(one.playerId()), one.place(), one.timeMs(), one.team());
    }
}
