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
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/**
 * A lobby's server-sent events. When the stream breaks, ends or falls silent it is opened again,
 * from the next server if there are several, with {@code Last-Event-ID}, so that nothing is missed
 * and nothing comes twice; while no server answers, after longer and longer pauses. The listener is
 * called by one thread at a time.
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

    /** Servers send at least a comment every 15 s: after this the connection is dead. */
    static final Duration MAX_SILENCE = Duration.ofSeconds(45);

    /** Servers answer at once, though events may come late. */
    private static final Duration MAX_OPENING = Duration.ofSeconds(5);

    /** A silence like any other, but of a server that other calls have left. */
    private static final Duration SUSPICIOUS_SILENCE = Duration.ofSeconds(2);

    private static final int UNAUTHORIZED = 401;
    private static final int MAX_PROBLEM_BYTES = 65_536;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final HttpCalls calls;
    private final String path;
    private final Listener listener;
    private final Duration maxSilence;
    private final Backoff pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);

    /** Written by the stream's thread before the next stream is opened. */
    private volatile String lastEventId = "";

    private volatile boolean closed;
    private volatile boolean answered;
    private volatile long heardAtNanos;
    private volatile CompletableFuture<?> stream = CompletableFuture.completedFuture(null);

    /**
     * @param maxSilence of a stream that is believed to be alive
     */
    LobbyEvents(HttpCalls calls, String path, Listener listener, Duration maxSilence) {
        this.calls = calls;
        this.path = path;
        this.listener = listener;
        this.maxSilence = maxSilence;
    }

    LobbyEvents start() {
        open();
        return this;
    }

    /** Ends the stream; safe to call twice. */
    @Override
    public void close() {
        closed = true;
        stream.cancel(true);
    }

    private void open() {
        if (closed) {
            return;
        }
        heardAtNanos = System.nanoTime();
        answered = false;
        HttpCalls.Stream opened = calls.stream(path, lastEventId, this::body);
        stream = opened.end();
        opened.end().whenComplete((response, failure) -> onEnd(opened, response, failure));
        watch(opened);
        if (closed) {
            opened.end().cancel(true);
        }
    }

    /** Ends a stream whose server or network is gone without a word. */
    private void watch(HttpCalls.Stream opened) {
        if (opened.end().isDone()) {
            return;
        }
        Duration silent = Duration.ofNanos(System.nanoTime() - heardAtNanos);
        Duration longest = longestSilence(opened);
        if (silent.compareTo(longest) >= 0) {
            opened.end().cancel(true);
        } else {
            Duration left = longest.minus(silent);
            boolean isLong = left.compareTo(SUSPICIOUS_SILENCE) > 0;
            after(isLong ? SUSPICIOUS_SILENCE : left, () -> watch(opened));
        }
    }

    private Duration longestSilence(HttpCalls.Stream opened) {
        Duration longest = answered ? maxSilence : shorter(maxSilence, MAX_OPENING);
        return calls.isLeft(opened.server()) ? shorter(longest, SUSPICIOUS_SILENCE) : longest;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void onEnd(
            HttpCalls.Stream ended, HttpResponse<Optional<String>> response, Throwable failure) {
        if (closed) {
            return;
        }
        if (failure == null && response.body().isPresent()) {
            onProblem(
                    ended,
                    HttpCalls.refusal(
                            response.statusCode(),
                            response.body().get(),
                            HttpCalls.retryAfter(response)));
            return;
        }
        calls.leave(ended.server());
        after(pauses.next(), this::open);
    }

    private void onProblem(HttpCalls.Stream refused, RallypointException problem) {
        if (problem.status() == UNAUTHORIZED) {
            calls.login()
                    .renewInPlaceOf(refused.accessToken())
                    .thenAccept(renewed -> onRenewed(renewed, problem));
            return;
        }
        boolean isServers = problem.status() >= 500;
        if (!isServers && problem.status() != 429) {
            listener.onRefused(problem);
            return;
        }
        if (isServers) {
            calls.leave(refused.server());
        }
        after(problem.retryAfter().orElseGet(pauses::next), this::open);
    }

    private void onRenewed(boolean renewed, RallypointException problem) {
        if (renewed) {
            after(pauses.next(), this::open);
        } else {
            listener.onRefused(problem);
        }
    }

    private static void after(Duration delay, Runnable step) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS).execute(step);
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
                        millis -> pauses.startWith(Duration.ofMillis(millis)));
        private Flow.Subscription subscription;

        @Override
        public CompletionStage<Optional<String>> getBody() {
            return end;
        }

        @Override
        public void onSubscribe(Flow.Subscription granted) {
            pauses.reset();
            answered = true;
            subscription = granted;
            granted.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            heardAtNanos = System.nanoTime();
            try {
                buffers.forEach(parser::onBytes);
            } catch (Json.JsonException | SseParser.TooLongException unreadable) {
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
