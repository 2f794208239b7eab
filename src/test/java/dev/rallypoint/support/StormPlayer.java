package dev.rallypoint.support;

import dev.rallypoint.support.history.Operation;
import dev.rallypoint.support.history.Operation.Kind;
import dev.rallypoint.support.history.Operation.Outcome;
import java.net.ConnectException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One player of a {@link JoinStorm}: what he does is the seed's, what he is told the cluster's. */
final class StormPlayer {
    private static final int MOST_TRIES = 12;
    private static final int RETRY_MS = 250;

    /** Nothing was done; worth another try. */
    private static final Set<String> BUSY = Set.of("conflict", "rate_limited");

    private final JoinStorm storm;
    private final String playerId;
    private final Random random;
    private Optional<String> memberOf = Optional.empty();

    StormPlayer(JoinStorm storm, String playerId, long seed) {
        this.storm = storm;
        this.playerId = playerId;
        this.random = new Random(seed);
    }

    CompletableFuture<Void> play() {
        return steps(storm.plan().steps());
    }

    private CompletableFuture<Void> steps(int left) {
        if (left == 0) {
            return CompletableFuture.completedFuture(null);
        }
        StormCall call = next();
        return attempt(call, 1).thenCompose(done -> rest()).thenCompose(rested -> steps(left - 1));
    }

    private CompletableFuture<Void> rest() {
        int pauseMs = storm.plan().pauseMs();
        return pauseMs == 0
                ? CompletableFuture.completedFuture(null)
                : storm.pause(random.nextInt(pauseMs));
    }

    private StormCall next() {
        if (memberOf.isEmpty()) {
            String lobby = storm.lobbyIds().get(random.nextInt(storm.lobbyIds().size()));
            return new StormCall(Kind.JOIN, lobby, playerId);
        }
        Kind kind =
                random.nextBoolean()
                        ? Kind.LEAVE
                        : random.nextInt(4) == 0 ? Kind.UNREADY : Kind.READY;
        return new StormCall(kind, memberOf.get(), playerId);
    }

    /** Tries at one node after another until the outcome is known, or gives up. */
    private CompletableFuture<Void> attempt(StormCall call, int tries) {
        int node = random.nextInt(storm.nodeCount());
        long began = System.nanoTime();
        return storm.call(call, node)
                .handle(
                        (answer, failure) ->
                                failure == null
                                        ? onAnswer(call, node, answer, began)
                                        : onFailure(call, node, failure, began))
                .thenCompose(
                        known ->
                                known || tries == MOST_TRIES
                                        ? CompletableFuture.completedFuture(null)
                                        : storm.pause(RETRY_MS + random.nextInt(RETRY_MS))
                                                .thenCompose(over -> attempt(call, tries + 1)));
    }

    /**
     * @return whether the step is over
     */
    private boolean onAnswer(StormCall call, int node, LiveApi.Answer answer, long began) {
        Operation operation = call.answered(answer, began, System.nanoTime());
        storm.record(operation);
        storm.count(node, answer.status() + " " + answer.code());
        if (operation.outcome() == Outcome.UNKNOWN || BUSY.contains(answer.code())) {
            return false;
        }
        if (operation.outcome() == Outcome.DONE) {
            onDone(call);
        } else if (answer.code().equals("not_member")) {
            memberOf = Optional.empty();
        }
        return true;
    }

    private void onDone(StormCall call) {
        if (call.kind() == Kind.JOIN) {
            memberOf = Optional.of(call.lobbyId());
        } else if (call.kind() == Kind.LEAVE) {
            memberOf = Optional.empty();
        }
    }

    private boolean onFailure(StormCall call, int node, Throwable failure, long began) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        storm.count(node, cause.getClass().getSimpleName());
        // What never arrived is no part of the history.
        if (!(cause instanceof ConnectException)) {
            storm.record(call.unanswered(began, System.nanoTime()));
        }
        return false;
    }
}
