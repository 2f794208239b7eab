package dev.rallypoint.simulation;

import dev.rallypoint.matchmaking.Ticket;
import java.util.ArrayList;
import java.util.List;

/** Lets several policies match the same tickets. */
public final class Trial {
    private static final long HOUR_MS = 3_600_000;

    /** Is told how far it is. */
    public interface Progress {
        /**
         * @param policy the one at work
         * @param hour of virtual time that was finished, from 1
         */
        void onHour(String policy, int hour);
    }

    private final List<Ticket> tickets;
    private final int intervalMs;
    private final long fromMs;
    private final long untilMs;
    private final List<Outcome> outcomes = new ArrayList<>();

    /**
     * @param tickets by time, at least one
     * @param intervalMs between two matching passes
     * @param hours those that count from the first ticket on; what comes later is only company
     */
    public Trial(List<Ticket> tickets, int intervalMs, int hours) {
        this.tickets = List.copyOf(tickets);
        this.intervalMs = intervalMs;
        fromMs = tickets.get(0).createdAtMs() / HOUR_MS * HOUR_MS;
        untilMs = fromMs + hours * HOUR_MS;
    }

    public void run(Policy policy, Progress progress) {
        int[] hoursDone = {0};
        outcomes.add(
                new Simulation(policy, fromMs, untilMs)
                        .run(
                                tickets,
                                intervalMs,
                                nowMs -> {
                                    int hours = (int) ((nowMs - fromMs) / HOUR_MS);
                                    if (hours > hoursDone[0] && nowMs <= untilMs) {
                                        hoursDone[0] = hours;
                                        progress.onHour(policy.name(), hours);
                                    }
                                }));
    }

    /**
     * @param seed of the crowd, 0 for a tape
     * @param seconds that all of it took
     */
    public SimulationReport report(long seed, double seconds) {
        List<SimulationReport.PolicyFigures> figures =
                outcomes.stream().map(SimulationReport.PolicyFigures::of).toList();
        return new SimulationReport(
                seed,
                (untilMs - fromMs) / (double) HOUR_MS,
                (int) counting().count(),
                counting().mapToInt(Ticket::size).sum(),
                intervalMs,
                figures,
                SimulationReport.findings(figures),
                seconds);
    }

    private java.util.stream.Stream<Ticket> counting() {
        return tickets.stream().filter(ticket -> ticket.createdAtMs() < untilMs);
    }

    /** The page of the same report. */
    public String page(SimulationReport report, String date) {
        return new SimulationPage(report, outcomes, arrivals(), date).render();
    }

    /** Players who came, by the region nearest to them, hour by hour. */
    private Arrivals arrivals() {
        Arrivals arrivals = new Arrivals((int) ((untilMs - fromMs) / HOUR_MS));
        counting()
                .forEach(
                        ticket ->
                                arrivals.add(
                                        FirstCome.nearest(List.of(ticket)),
                                        (int) ((ticket.createdAtMs() - fromMs) / HOUR_MS),
                                        ticket.size()));
        return arrivals;
    }
}
