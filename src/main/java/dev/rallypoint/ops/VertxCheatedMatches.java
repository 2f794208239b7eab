package dev.rallypoint.ops;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.ListMatchesOfAnybody;
import dev.rallypoint.contract.ResultMessage.MatchPageReply;
import dev.rallypoint.contract.ResultMessage.VoidMatch;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Voids what a cheater raced, the newest first and one after the other. Done again it goes on where
 * it ended: what is voided stays it.
 */
final class VertxCheatedMatches {
    /** In one call, which somebody waits for. */
    private static final int MOST_VOIDED = 100;

    private static final int PAGE = 100;

    /** Something was reported, and it counts or may come to count. */
    private static final Set<String> REPORTED = Set.of("open", "settled", "disputed");

    private final VertxBus bus;
    private final VertxAuditTrail trail;
    private final EpochClock clock;

    VertxCheatedMatches(VertxBus bus, VertxAuditTrail trail, EpochClock clock) {
        this.bus = bus;
        this.trail = trail;
        this.clock = clock;
    }

    /**
     * Fails with PLAYER_NOT_FOUND if nobody knows him, or no more: who he was is remembered for a
     * week after he was erased.
     *
     * @param sinceMs when the first of them started
     * @return ids of those that are void now
     */
    Future<List<String>> voidSince(
            VertxOperatorCall call, String playerId, long sinceMs, String reason) {
        return find(playerId, sinceMs, Optional.empty(), new ArrayList<>())
                .recover(VertxCheatedMatches::explain)
                .compose(
                        matchIds -> {
                            Future<?> done = Future.succeededFuture();
                            for (String matchId : matchIds) {
                                done = done.compose(before -> cancel(call, matchId, reason));
                            }
                            return done.map(matchIds);
                        });
    }

    private static <T> Future<T> explain(Throwable failure) {
        boolean isUnknown =
                failure instanceof RejectedException refused
                        && refused.rejection().code() == ProblemCode.PLAYER_NOT_FOUND;
        return Future.failedFuture(
                isUnknown
                        ? new RejectedException(
                                ProblemCode.PLAYER_NOT_FOUND,
                                "the ban stands, and nothing is voided: no such player is in the"
                                        + " database, nor among those erased in the last 7 days")
                        : failure);
    }

    private Future<List<String>> find(
            String playerId, long sinceMs, Optional<String> cursor, List<String> found) {
        ListMatchesOfAnybody question = new ListMatchesOfAnybody(playerId, PAGE, cursor);
        return bus.request(BusContract.LIST_MATCHES_OF_ANYBODY, question)
                .map(MatchPageReply::page)
                .compose(
                        page -> {
                            boolean isEnd = false;
                            for (Api.PlayedMatch match : page.matches()) {
                                isEnd |=
                                        found.size() >= MOST_VOIDED
                                                || isBefore(match.startedAt(), sinceMs);
                                if (!isEnd && REPORTED.contains(match.state())) {
                                    found.add(match.matchId());
                                }
                            }
                            return isEnd || page.nextCursor().isEmpty()
                                    ? Future.succeededFuture(found)
                                    : find(playerId, sinceMs, page.nextCursor(), found);
                        });
    }

    private static boolean isBefore(String startedAt, long ms) {
        return Instant.parse(startedAt).toEpochMilli() < ms;
    }

    private Future<Void> cancel(VertxOperatorCall call, String matchId, String reason) {
        VoidMatch order = new VoidMatch(matchId, call.operator().name(), reason, clock.nowMs());
        return bus.request(BusContract.VOID_MATCH, order)
                .compose(done -> trail.note(call, "match.void", matchId, reason));
    }
}
