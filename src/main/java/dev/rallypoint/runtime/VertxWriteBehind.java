package dev.rallypoint.runtime;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the work of each key in the background, a few at a time; what fails is tried again after a
 * pause, until it succeeds. Belongs to one loop.
 */
public final class VertxWriteBehind {
    private static final Logger LOG = LoggerFactory.getLogger(VertxWriteBehind.class);
    private static final int PARALLEL = 8;
    private static final long RETRY_MS = 1_000;
    private static final long FLUSH_RETRY_MS = 100;

    /** What failed already before the node stops is not waited for. */
    private static final long FLUSH_AWAY_MS = 300;

    private final Vertx vertx;
    private final String name;
    private final Function<String, Future<Boolean>> work;
    private final WriteBehind keys = new WriteBehind(PARALLEL);
    private Optional<Promise<Void>> flushed = Optional.empty();
    private boolean isAway;
    private boolean isPausing;

    /**
     * @param name what is written, for the log
     * @param work writes what the key stands for and says whether there was anything to write;
     *     fails if that is to be tried again
     */
    public VertxWriteBehind(Vertx vertx, String name, Function<String, Future<Boolean>> work) {
        this.vertx = vertx;
        this.name = name;
        this.work = work;
    }

    public void add(String key) {
        keys.add(key);
        pump();
    }

    private void pump() {
        if (isPausing) {
            return;
        }
        keys.next().ifPresent(this::write);
        if (keys.isIdle()) {
            flushed.ifPresent(Promise::tryComplete);
        }
    }

    private void write(String key) {
        work.apply(key)
                .onSuccess(written -> onDone(key, written))
                .onFailure(failure -> onFailed(key, failure));
        pump();
    }

    private void onDone(String key, boolean written) {
        keys.done(key);
        if (isAway && written) {
            isAway = false;
            LOG.info("the store is back what={} waiting={}", name, keys.size());
        }
        pump();
    }

    private void onFailed(String key, Throwable failure) {
        keys.retry(key);
        if (!isAway) {
            isAway = true;
            LOG.warn(
                    "no store answers, what is to be written waits in the cluster what={} reason={}",
                    name,
                    failure.toString());
        }
        if (!isPausing) {
            isPausing = true;
            vertx.setTimer(
                    flushed.isPresent() ? FLUSH_RETRY_MS : RETRY_MS,
                    timer -> {
                        isPausing = false;
                        pump();
                    });
        }
    }

    /** Keys that wait or are being written. */
    public int size() {
        return keys.size();
    }

    /** Completes when everything is written or the time is up. */
    public Future<Void> flush(long limitMs) {
        Promise<Void> promise = Promise.promise();
        flushed = Optional.of(promise);
        vertx.setTimer(
                isAway ? FLUSH_AWAY_MS : limitMs,
                timer -> {
                    if (promise.tryComplete()) {
                        LOG.warn(
                                "stopping before all is written what={} waiting={}",
                                name,
                                keys.size());
                    }
                });
        pump();
        return promise.future();
    }
}
