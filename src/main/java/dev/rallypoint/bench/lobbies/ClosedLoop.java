package dev.rallypoint.bench.lobbies;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** A fixed number of calls, so many under way at once; the next begins when one is answered. */
final class ClosedLoop {
    private final int atOnce;
    private final int calls;
    private final IntFunction<CompletableFuture<?>> call;
    private final Histogram micros = new Histogram(3);
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int begun;
    private int answered;
    private long failed;
    private String firstFailure = "";

    /**
     * @param call gets the number of the call, from 0
     */
    ClosedLoop(int atOnce, int calls, IntFunction<CompletableFuture<?>> call) {
        this.atOnce = atOnce;
        this.calls = calls;
        this.call = call;
    }

    /** Blocks until all are answered. */
    LobbyFigures run(String operation, int openLobbies) {
        long startNanos = System.nanoTime();
        for (int i = 0; i < Math.min(atOnce, calls); i++) {
            next();
        }
        done.join();
        return LobbyFigures.of(
                operation,
                openLobbies,
                micros,
                new LobbyFigures.Failures(failed, firstFailure),
                System.nanoTime() - startNanos);
    }

    private void next() {
        int number;
        synchronized (this) {
            if (begun == calls) {
                return;
            }
            number = begun++;
        }
        long startNanos = System.nanoTime();
        // Answers may come on this very thread: the stack must not grow with them.
        call.apply(number).whenCompleteAsync((answer, failure) -> onAnswer(startNanos, failure));
    }

    private void onAnswer(long startNanos, Throwable failure) {
        synchronized (this) {
            if (failure == null) {
                micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos));
            } else {
                firstFailure = failed == 0 ? String.valueOf(failure.getMessage()) : firstFailure;
                failed++;
            }
            answered++;
            if (answered == calls) {
                done.complete(null);
            }
        }
        next();
    }
}
