package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api.TicketEstimate;
import dev.rallypoint.contract.Api.TicketExplanation;
import dev.rallypoint.contract.Api.TicketObstacle;
import dev.rallypoint.contract.Api.TicketWidening;
import dev.rallypoint.matchmaking.Constraint;
import dev.rallypoint.matchmaking.Explanation;
import dev.rallypoint.matchmaking.WaitEstimate;
import java.util.List;
import java.util.Optional;

/** Why a ticket waits, in the shape of the HTTP API. */
final class ExplanationText {
    private static final double MS_PER_SECOND = 1_000;

    private ExplanationText() {}

    static TicketExplanation of(Explanation explanation) {
        return new TicketExplanation(
                explanation.words(),
                seconds(explanation.waitedMs()),
                explanation.searchingPlayers(),
                explanation.compatiblePlayers(),
                explanation.neededPlayers(),
                explanation.openSeats(),
                explanation.excluded().stream()
                        .map(
                                group ->
                                        new TicketObstacle(
                                                group.constraint().word(), group.players()))
                        .toList(),
                explanation.decisive().map(Constraint::word),
                window(explanation.ratingWindow()),
                explanation.latencyWindowMs(),
                explanation.nextChange().map(ExplanationText::widening),
                seconds(explanation.boundMs()),
                explanation.estimate().map(ExplanationText::estimate));
    }

    /** Of a ticket whose party is not complete. */
    static TicketExplanation ofPending(TicketEntry entry, long nowMs) {
        long missing = entry.seats().stream().filter(seat -> !seat.confirmed()).count();
        String text =
                String.format(
                        "The search begins when all of the party have confirmed: %d of %d have not,"
                                + " and the ticket ends in %d s if they do not.",
                        missing,
                        entry.seats().size(),
                        Math.max(0, (entry.endsAtMs() - nowMs) / 1_000));
        return new TicketExplanation(
                text,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                0,
                Optional.empty());
    }

    private static TicketWidening widening(Explanation.NextChange next) {
        return new TicketWidening(
                seconds(next.inMs()),
                window(next.ratingWindow()),
                next.latencyWindowMs(),
                next.neededPlayers());
    }

    private static TicketEstimate estimate(WaitEstimate estimate) {
        return new TicketEstimate(
                seconds(estimate.typicalMs()),
                seconds(estimate.likelyMs()),
                estimate.samples(),
                estimate.hitRate().isPresent()
                        ? Optional.of(estimate.hitRate().getAsDouble())
                        : Optional.empty());
    }

    /** JSON has no infinity. */
    private static Optional<Double> window(double ratings) {
        return Double.isInfinite(ratings) ? Optional.empty() : Optional.of(ratings);
    }

    private static double seconds(long ms) {
        return ms / MS_PER_SECOND;
    }
}
