package dev.rallypoint.bots;

import dev.rallypoint.contract.Api;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** What is noted while matched players race: waiting, places, reports. */
final class MatchmadeFigures {
    private static final double MS_PER_SECOND = 1_000;
    private static final String REFUSED = "refused";

    private final List<Double> waitSeconds = new ArrayList<>();
    private final Map<TicketPlayer, Double> scores = new HashMap<>();
    private int reports;
    private int refused;
    private String firstRefusal = "";

    /** By this process's clock: node and players are not far apart. */
    void onMatched(Api.Ticket ticket) {
        long createdMs = Instant.parse(ticket.createdAt()).toEpochMilli();
        waitSeconds.add(Math.max(0, System.currentTimeMillis() - createdMs) / MS_PER_SECOND);
    }

    void onReported(String state) {
        reports++;
        if (state.startsWith(REFUSED)) {
            firstRefusal = refused == 0 ? state : firstRefusal;
            refused++;
        }
    }

    /**
     * The members of a race, the winner first.
     *
     * @param dayForm higher is better; asked once of each
     */
    List<TicketPlayer> finish(List<TicketPlayer> members, ToDoubleFunction<TicketPlayer> dayForm) {
        Map<TicketPlayer, Double> form = new HashMap<>();
        members.forEach(member -> form.put(member, dayForm.applyAsDouble(member)));
        List<TicketPlayer> order =
                members.stream().sorted(Comparator.comparingDouble(form::get).reversed()).toList();
        for (int place = 0; place < order.size(); place++) {
            // 1 for all beaten, -1 for beaten by all.
            double score = order.size() == 1 ? 0 : 1 - 2.0 * place / (order.size() - 1);
            scores.merge(order.get(place), score, Double::sum);
        }
        return order;
    }

    MatchmadeReport report(
            List<RaceReport> rounds,
            List<TicketPlayer> players,
            Map<TicketPlayer, Double> ratings) {
        List<Double> sorted = waitSeconds.stream().sorted().toList();
        return new MatchmadeReport(
                RaceReport.sumOf(rounds),
                rounds,
                new MatchmadeReport.Waits(
                        quantile(sorted, 0.5), quantile(sorted, 0.95), quantile(sorted, 1)),
                players.size() * rounds.size(),
                reports,
                refused,
                firstRefusal,
                ratings.size(),
                mean(ratings, player -> scores.getOrDefault(player, 0.0) > 0),
                mean(ratings, player -> scores.getOrDefault(player, 0.0) < 0));
    }

    private static double quantile(List<Double> sorted, double part) {
        int rank = (int) Math.ceil(part * sorted.size());
        return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, rank - 1));
    }

    private static double mean(Map<TicketPlayer, Double> ratings, Predicate<TicketPlayer> which) {
        return ratings.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .average()
                .orElse(0);
    }
}
