package dev.rallypoint.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/**
 * The writing end of one event stream: server-sent events, never more of them waiting than a slow
 * reader may keep. Runs on its connection's event loop.
 */
final class VertxEventStream<E> {
    /**
     * Twice what a lobby may keep for streams that resume. All streams of a lobby share the events;
     * the reader that is further behind resumes by id.
     */
    private static final int MAX_WAITING = 2_048;

    private final VertxEventFeed<E> feed;
    private final HttpServerResponse response;
    private final ConnectionBase connection;
    private final String playerId;
    private final Deque<E> waiting = new ArrayDeque<>();
    private OptionalLong end = OptionalLong.empty();
    private boolean begun;

    VertxEventStream(VertxEventFeed<E> feed, HttpServerRequest request, String playerId) {
        this.feed = feed;
        this.response = request.response();
        this.connection = (ConnectionBase) request.connection();
        this.playerId = playerId;
    }

    /** Sends the head of the answer and a comment, so that the reader knows it is connected. */
    void begin() {
        begun = true;
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader("X-Accel-Buffering", "no")
                // A stream left its seat among the connections: it cannot become one again.
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .setChunked(true)
                .write(": connected\n\n");
    }

    void send(List<E> events) {
        waiting.addAll(events);
        end = feed.endOf().apply(List.copyOf(waiting), playerId);
        writeWaiting();
        if (waiting.size() > MAX_WAITING) {
            cutOff();
        }
    }

    /**
     * Every orderly close of Vert.x first flushes what is queued, which is what this reader does
     * not take: the channel itself is closed, as at an idle timeout.
     */
    private void cutOff() {
        waiting.clear();
        connection.channelHandlerContext().close();
    }

    private void writeWaiting() {
        while (!waiting.isEmpty() && !response.writeQueueFull() && !isOver()) {
            E event = waiting.poll();
            response.write(feed.textOf().apply(event));
            if (end.isPresent() && feed.idOf().applyAsLong(event) == end.getAsLong()) {
                finish();
            }
        }
        if (!waiting.isEmpty() && !isOver()) {
            response.drainHandler(drained -> writeWaiting());
        }
    }

    /** Keeps the connection and what is between from idling out. */
    void heartbeat() {
        if (begun && waiting.isEmpty() && !isOver()) {
            response.write(": \n\n");
        }
    }

    void end() {
        if (begun && !isOver()) {
            finish();
        }
    }

    /** Vert.x only announces the end of the connection: without a seat it must not live on. */
    private void finish() {
        response.end().onComplete(sent -> connection.close());
    }

    private boolean isOver() {
        return response.ended() || response.closed();
    }
}
