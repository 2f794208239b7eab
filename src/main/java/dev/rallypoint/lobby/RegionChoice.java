package dev.rallypoint.lobby;

import dev.rallypoint.cluster.NodeDirectory;
import dev.rallypoint.cluster.Placement;
import dev.rallypoint.contract.Api.RegionRtt;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The region for a lobby whose creator named none: the one that is nearest to the member who is
 * farthest from it. It follows from the members and the nodes alone, whoever came first, so every
 * node comes to the same answer.
 *
 * @param known the configured regions, which players may name and measure
 * @param open those with a node that takes sessions
 */
record RegionChoice(Set<String> known, Set<String> open) {
    static final int MAX_MEASURED = 32;
    static final double MAX_RTT_MS = 10_000;
    private static final double TENTHS = 10;

    private record Candidate(String region, DoubleSummaryStatistics rttMs) {}

    /** A region that a member did not measure may be out of his reach. */
    private static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparingLong((Candidate candidate) -> -candidate.rttMs().getCount())
                    .thenComparingDouble(candidate -> candidate.rttMs().getMax())
                    .thenComparingDouble(candidate -> candidate.rttMs().getAverage())
                    .thenComparing(Candidate::region);

    RegionChoice {
        known = Set.copyOf(known);
        open = Set.copyOf(open);
    }

    /**
     * @param configured {@code id=name}
     */
    static RegionChoice of(List<String> configured, NodeDirectory directory) {
        return new RegionChoice(
                configured.stream()
                        .map(entry -> entry.split("=", 2)[0])
                        .collect(Collectors.toSet()),
                directory.nodes().stream()
                        .filter(Placement::takesSessions)
                        .map(NodeInfo::region)
                        .collect(Collectors.toSet()));
    }

    /** Why nobody can name such a region or have measured so; empty if he can. */
    Optional<Rejection> refusal(Optional<String> named, List<RegionRtt> measured) {
        if (measured.size() > MAX_MEASURED
                || measured.stream().map(RegionRtt::id).distinct().count() < measured.size()) {
            return invalid("regions must name each region once, at most " + MAX_MEASURED);
        }
        if (!measured.stream().allMatch(region -> isRoundTrip(region.rttMs()))) {
            return invalid("rttMs must be 0.." + (int) MAX_RTT_MS);
        }
        boolean allKnown =
                named.stream().allMatch(known::contains)
                        && measured.stream().map(RegionRtt::id).allMatch(known::contains);
        return allKnown
                ? Optional.empty()
                : Optional.of(Rejection.of(ProblemCode.REGION_NOT_FOUND));
    }

    /** False for what is not a number, too. */
    private static boolean isRoundTrip(double rttMs) {
        return rttMs >= 0 && rttMs <= MAX_RTT_MS;
    }

    private static Optional<Rejection> invalid(String detail) {
        return Optional.of(new Rejection(ProblemCode.INVALID_BODY, detail));
    }

    /** By region, to a tenth of a millisecond, which is finer than any of them is measured. */
    static Map<String, Double> byRegion(List<RegionRtt> measured) {
        Map<String, Double> byRegion = new TreeMap<>();
        measured.forEach(
                region -> byRegion.put(region.id(), Math.round(region.rttMs() * TENTHS) / TENTHS));
        return byRegion;
    }

    /**
     * The best of the open regions that somebody measured: the more members measured it the better,
     * then by the worst round trip, the mean, the id.
     *
     * @param measured the round trips of each member by region; who measured nothing has no say
     * @return empty if nobody measured an open region
     */
    Optional<String> best(List<Map<String, Double>> measured) {
        return open.stream()
                .map(region -> new Candidate(region, rttMs(region, measured)))
                .filter(candidate -> candidate.rttMs().getCount() > 0)
                .min(BEST_FIRST)
                .map(Candidate::region);
    }

    private static DoubleSummaryStatistics rttMs(
            String region, List<Map<String, Double>> measured) {
        return measured.stream()
                .filter(member -> member.containsKey(region))
                .collect(Collectors.summarizingDouble(member -> member.get(region)));
    }
}
