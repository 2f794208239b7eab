package dev.rallypoint.ops;

import dev.rallypoint.contract.SecurityMessage.AttackState;
import dev.rallypoint.contract.SecurityMessage.LimitedSource;
import dev.rallypoint.contract.SecurityMessage.SecurityReport;
import dev.rallypoint.contract.SecurityMessage.SuspicionRaised;
import dev.rallypoint.contract.StoreMessage.Ban;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The security report as operators read it: of one node, or of several as if they were one. */
final class SecuritySummary {
    private static final int MOST_SHOWN = 100;
    private static final int LATEST_BANS = 20;

    /**
     * @param nodes that are in it
     * @param sessions players connected
     * @param counts since the nodes started, by name
     * @param drops datagrams since then, by reason, the most first
     * @param attack of the nodes that are under attack
     */
    record Figures(
            List<String> nodes,
            int sessions,
            Map<String, Long> counts,
            Map<String, Long> drops,
            List<Limited> limitedAddresses,
            List<Limited> lockedOut,
            boolean underAttack,
            List<Attack> attack) {}

    record Limited(
            String limit, String source, long refused, String lastAt, Optional<String> until) {}

    record Attack(String nodeId, String why, String since) {}

    record Suspicious(
            String playerId,
            String lobbyId,
            String rule,
            double measured,
            double allowed,
            double score,
            String action,
            String at) {}

    record BanCount(int total, Map<String, Integer> bySubject, List<AdminBan> latest) {}

    private SecuritySummary() {}

    static Figures figures(List<SecurityReport> reports) {
        return new Figures(
                reports.stream().map(SecurityReport::nodeId).sorted().toList(),
                reports.stream().mapToInt(SecurityReport::sessions).sum(),
                new TreeMap<>(sum(reports, SecurityReport::counts)),
                mostFirst(sum(reports, SecurityReport::drops)),
                limited(reports, SecurityReport::limited, Long::sum),
                limited(reports, SecurityReport::lockedOut, Math::max),
                reports.stream().anyMatch(SecuritySummary::isUnderAttack),
                reports.stream()
                        .filter(SecuritySummary::isUnderAttack)
                        .map(SecuritySummary::attack)
                        .toList());
    }

    private static Map<String, Long> sum(
            List<SecurityReport> reports, Function<SecurityReport, Map<String, Long>> part) {
        Map<String, Long> sums = new TreeMap<>();
        reports.forEach(
                report ->
                        part.apply(report)
                                .forEach((name, count) -> sums.merge(name, count, Long::sum)));
        return sums;
    }

    private static Map<String, Long> mostFirst(Map<String, Long> counts) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /** How the counts of one source on several nodes become one. */
    private interface Together {
        long of(long one, long other);
    }

    private static List<Limited> limited(
            List<SecurityReport> reports,
            Function<SecurityReport, List<LimitedSource>> part,
            Together together) {
        Map<String, LimitedSource> bySource = new LinkedHashMap<>();
        for (SecurityReport report : reports) {
            for (LimitedSource source : part.apply(report)) {
                bySource.merge(
                        source.limit() + " " + source.source(),
                        source,
                        (a, b) -> both(a, b, together));
            }
        }
        return bySource.values().stream()
                .sorted(Comparator.comparingLong(LimitedSource::refused).reversed())
                .limit(MOST_SHOWN)
                .map(SecuritySummary::toLimited)
                .toList();
    }

    private static LimitedSource both(LimitedSource a, LimitedSource b, Together together) {
        return new LimitedSource(
                a.limit(),
                a.source(),
                together.of(a.refused(), b.refused()),
                Math.max(a.lastAtMs(), b.lastAtMs()),
                Math.max(a.untilMs(), b.untilMs()));
    }

    private static Limited toLimited(LimitedSource source) {
        return new Limited(
                source.limit(),
                source.source(),
                source.refused(),
                instant(source.lastAtMs()),
                Optional.of(source.untilMs()).filter(ms -> ms > 0).map(SecuritySummary::instant));
    }

    private static boolean isUnderAttack(SecurityReport report) {
        return report.attack().filter(AttackState::underAttack).isPresent();
    }

    private static Attack attack(SecurityReport report) {
        AttackState state = report.attack().orElseThrow();
        return new Attack(report.nodeId(), state.why(), instant(state.sinceMs()));
    }

    /** Every node hears of every suspicion; the one that is up longest knows most. */
    static List<Suspicious> suspicious(List<SecurityReport> reports) {
        return reports.stream()
                .map(SecurityReport::suspicions)
                .max(Comparator.comparingInt(List::size))
                .orElse(List.of())
                .stream()
                .limit(MOST_SHOWN)
                .map(SecuritySummary::toSuspicious)
                .toList();
    }

    private static Suspicious toSuspicious(SuspicionRaised raised) {
        return new Suspicious(
                raised.playerId(),
                raised.lobbyId(),
                raised.rule(),
                raised.measured(),
                raised.allowed(),
                raised.score(),
                raised.action(),
                instant(raised.atMs()));
    }

    static BanCount bans(List<Ban> inForce) {
        Map<String, Integer> bySubject = new TreeMap<>();
        inForce.forEach(ban -> bySubject.merge(ban.subject(), 1, Integer::sum));
        List<Ban> newestFirst = new ArrayList<>(inForce);
        newestFirst.sort(Comparator.comparingLong(Ban::createdAtMs).reversed());
        return new BanCount(
                inForce.size(),
                bySubject,
                newestFirst.stream().limit(LATEST_BANS).map(AdminBan::of).toList());
    }

    private static String instant(long epochMs) {
        return Instant.ofEpochMilli(epochMs).toString();
    }
}
