package dev.rallypoint.client;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/**
 * A lobby's server-sent events. When the stream breaks it is opened again with {@code
 * Last-Event-ID}, so that nothing is missed and nothing comes twice. The listener is called by one
 * thread at a time.
 */
public final class LobbyEvents implements AutoCloseable {
    /** What the game hears of its lobby. */
    public interface Listener {
        void onEvent(LobbyEvent event);

        /** The server refused the stream for good (not a member, lobby gone); no more events. */
        default void onRefused(RallypointException reason) {}
    }

    /**
     * One event.
     *
     * @param id grows within the lobby; what a resumed stream starts after
     * @param type such as {@code member-joined}
     * @param data the event's JSON object
     */
    public record LobbyEvent(String id, String type, Json data) {}

    private static final int MAX_PROBLEM_BYTES = 65_536;

    private final HttpCalls calls;
    private final String path;
    private final Listener listener;

    /** Written by the stream's thread before the next stream is opened. */
    private volatile String lastEventId = "";

    private volatile Duration retry = Duration.ofSeconds(1);
    private volatile boolean closed;
    private volatile Flow.Subscription subscription;

    LobbyEvents(HttpCalls calls, String path, Listener listener) {
        this.calls = calls;
        this.path = path;
        this.listener = listener;
    }

    LobbyEvents start() {
        open();
        return this;
    }

    /** Ends the stream; safe to call twice. */
    @Override
    public void close() {
        closed = true;
        Flow.Subscription running = subscription;
        if (running != null) {
            running.cancel();
        }
    }

    private void open() {
        if (closed) {
            return;
        }
        calls.stream(path, lastEventId, this::body).whenComplete(this::onEnd);
    }

    private void onEnd(HttpResponse<Optional<String>> response, Throwable failure) {
        if (closed) {
            return;
        }
        if (failure == null && response.body().isPresent()) {
            RallypointException reason =
                    HttpCalls.refusal(
                            response.statusCode(),
                            response.body().get(),
                            HttpCalls.retryAfter(response));
            boolean worthTrying = reason.status() == 429 || reason.status() >= 500;
            if (!worthTrying) {
                listener.onRefused(reason);
                return;
            }
            openAfter(reason.retryAfter().orElse(retry));
            return;
        }
        openAfter(retry);
    }

    private void openAfter(Duration delay) {
        Executor later = CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
        later.execute(this::open);
    }

    private BodySubscriber<Optional<String>> body(HttpResponse.ResponseInfo info) {
        return info.statusCode() == 200 ? new EventBody() : problemBody();
    }

    private static BodySubscriber<Optional<String>> problemBody() {
        return BodySubscribers.mapping(
                BodySubscribers.ofByteArray(),
                bytes ->
                        Optional.of(
                                new String(
                                        bytes,
                                        0,
                                        Math.min(bytes.length, MAX_PROBLEM_BYTES),
                                        StandardCharsets.UTF_8)));
    }

    private void onEvent(SseParser.Event event) {
        lastEventId = event.id();
        if (!closed) {
            listener.onEvent(new LobbyEvent(event.id(), event.type(), Json.parse(event.data())));
        }
    }

    /** Feeds the parser; the body's result is empty: an event stream has none. */
    private final class EventBody implements BodySubscriber<Optional<String>> {
        private final CompletableFuture<Optional<String>> end = new CompletableFuture<>();
        private final SseParser parser =
                new SseParser(
                        lastEventId,
                        LobbyEvents.this::onEvent,
                        millis -> retry = Duration.ofMillis(millis));

        @Override
        public CompletionStage<Optional<String>> getBody() {
            return end;
        }

        @Override
        public void onSubscribe(Flow.Subscription granted) {
            subscription = granted;
            if (closed) {
                granted.cancel();
            }
            granted.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            try {
                buffers.forEach(parser::onBytes);
            } catch (Json.JsonException | SseParser.TooLongException unreadable) {
                // Resuming would bring the same bytes again, but only after the retry delay.
                subscription.cancel();
                end.completeExceptionally(unreadable);
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(Optional.empty());
        }
    }
}
