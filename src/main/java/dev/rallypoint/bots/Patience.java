package dev.rallypoint.bots;

import dev.rallypoint.client.RallypointException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Meets rate limits as a well-behaved client does: says which one, waits as told, goes on. */
final class Patience {
    private static final int MAX_TRIES = 20;
    private static final String RATE_LIMITED = "rate_limited";

    private final Screen screen;

    /** Many players meet the same limit at the same time: it is said once. */
    private final AtomicReference<String> lastSaid = new AtomicReference<>("");

    Patience(Screen screen) {
        this.screen = screen;
    }

    <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> call) {
        return attempt(call, 1);
    }

    private <T> CompletableFuture<T> attempt(Supplier<CompletableFuture<T>> call, int number) {
        return call.get()
                .exceptionallyCompose(
                        failure -> {
                            RallypointException refusal = refusal(failure);
                            if (!refusal.code().equals(RATE_LIMITED) || number == MAX_TRIES) {
                                return CompletableFuture.failedFuture(refusal);
                            }
                            return later(refusal).thenCompose(done -> attempt(call, number + 1));
                        });
    }

    private CompletableFuture<Void> later(RallypointException refusal) {
        Duration pause = refusal.retryAfter().orElse(Duration.ofSeconds(1));
        String said =
                "The server's limit was met: "
                        + refusal.limit().orElse(refusal.getMessage())
                        + ". Trying again in "
                        + pause.toSeconds()
                        + " s, as it asks. (security.* in conf/server.yaml sets limits and exempt"
                        + " ranges.)";
        if (!lastSaid.getAndSet(said).equals(said)) {
            screen.line(said);
        }
        Executor then = CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(() -> {}, then);
    }

    /** The reason of a failed future, out of its wrapping. */
    static RallypointException refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof RallypointException refusal) {
            return refusal;
        }
        throw new CompletionException(cause);
    }
}
