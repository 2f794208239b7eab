package dev.rallypoint.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * The end of a port whose callers keep their connections: a connection that is closed while a call
 * is on its way leaves its caller in doubt whether it was made. So each is told with its next
 * answer, and who calls often has gone when the rest is closed. {@link #announce} is for any
 * thread, all else for the port's loop.
 */
final class VertxClosing {
    /** Longer than the pauses of a client that is busy. */
    static final long LINGER_MS = 1_000;

    private final Vertx vertx;
    private final Promise<Void> empty = Promise.promise();
    private volatile boolean isAnnounced;
    private volatile long announcedNanos;
    private int open;

    VertxClosing(Vertx vertx) {
        this.vertx = vertx;
    }

    void announce() {
        announcedNanos = System.nanoTime();
        isAnnounced = true;
    }

    void onConnection(Future<Void> closed) {
        open++;
        closed.onComplete(end -> onClosed());
    }

    private void onClosed() {
        open--;
        if (open == 0 && isAnnounced) {
            empty.tryComplete();
        }
    }

    void onCall(HttpServerResponse answer) {
        if (isAnnounced) {
            answer.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Completes when the callers know, or are so quiet that they hardly call just now. */
    Future<Void> linger() {
        long sinceMs = (System.nanoTime() - announcedNanos) / 1_000_000;
        if (!isAnnounced || open == 0 || sinceMs >= LINGER_MS) {
            return Future.succeededFuture();
        }
        vertx.setTimer(LINGER_MS - sinceMs, late -> empty.tryComplete());
        return empty.future();
    }
}
