package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** JSON calls to one server: addresses, access token, problems as exceptions. Any thread. */
final class HttpCalls {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final List<URI> servers;
    private final HttpClient http;
    private final AtomicInteger current = new AtomicInteger();
    private volatile Optional<String> accessToken = Optional.empty();

    /**
     * @param servers scheme, host and port; a path is kept as a prefix. The first is used until it
     *     does not answer, then the next
     */
    HttpCalls(List<URI> servers, HttpClient http) {
        this.servers = servers.stream().map(HttpCalls::asFolder).toList();
        this.http = http;
    }

    private static URI asFolder(URI server) {
        String text = server.toString();
        return URI.create(text.endsWith("/") ? text : text + "/");
    }

    void authorize(String token) {
        accessToken = Optional.of(token);
    }

    <T> CompletableFuture<T> get(String path, Function<Json, T> read) {
        return call(server -> request(server, path).GET().build(), read);
    }

    <T> CompletableFuture<T> send(String method, String path, Json body, Function<Json, T> read) {
        return call(
                server ->
                        request(server, path)
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(body.toString()))
                                .build(),
                read);
    }

    CompletableFuture<Void> delete(String path) {
        return call(server -> request(server, path).DELETE().build(), json -> null);
    }

    /**
     * A stream of server-sent events; the future completes when the stream has ended, and ends the
     * stream when it is cancelled.
     */
    CompletableFuture<HttpResponse<Optional<String>>> stream(
            String path, String lastEventId, HttpResponse.BodyHandler<Optional<String>> handler) {
        int used = current.get();
        HttpRequest.Builder request =
                builder(server(used), path)
                        .header("Accept", "text/event-stream")
                        .header("Cache-Control", "no-store");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        // Not what whenComplete returns: cancelling that would leave the request alone.
        CompletableFuture<HttpResponse<Optional<String>>> stream =
                http.sendAsync(request.GET().build(), handler);
        stream.whenComplete(
                (response, failure) -> {
                    // A stream that its reader ended says nothing about the server.
                    if (!(failure instanceof CancellationException)) {
                        leaveIfFailed(used, failure);
                    }
                });
        return stream;
    }

    private HttpRequest.Builder request(URI server, String path) {
        return builder(server, path).header("Accept", "application/json").timeout(TIMEOUT);
    }

    private HttpRequest.Builder builder(URI server, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
        accessToken.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private URI server(int number) {
        return servers.get(Math.floorMod(number, servers.size()));
    }

    private <T> CompletableFuture<T> call(
            Function<URI, HttpRequest> request, Function<Json, T> read) {
        return attempt(request, 1).thenApply(response -> answer(response, read));
    }

    private CompletableFuture<HttpResponse<String>> attempt(
            Function<URI, HttpRequest> request, int number) {
        int used = current.get();
        return http.sendAsync(request.apply(server(used)), BodyHandlers.ofString())
                .whenComplete((response, failure) -> leaveIfFailed(used, failure))
                .exceptionallyCompose(
                        failure -> {
                            // Only what surely did not arrive is sent again: calls may change
                            // something.
                            boolean again =
                                    cause(failure) instanceof ConnectException
                                            && number < servers.size();
                            return again
                                    ? attempt(request, number + 1)
                                    : CompletableFuture.failedFuture(
                                            unreachable(server(used), cause(failure)));
                        });
    }

    private void leaveIfFailed(int used, Throwable failure) {
        if (failure != null) {
            current.compareAndSet(used, used + 1);
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    /** The JDK often says nothing but the kind. */
    private static String reason(Throwable cause) {
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ", " + cause.getMessage();
    }

    private static RallypointException unreachable(URI server, Throwable cause) {
        return cause instanceof RallypointException known
                ? known
                : RallypointException.local(
                        RallypointException.UNREACHABLE,
                        server + " does not answer: " + reason(cause),
                        cause);
    }

    private static <T> T answer(HttpResponse<String> response, Function<Json, T> read) {
        if (response.statusCode() / 100 != 2) {
            throw refusal(response.statusCode(), response.body(), retryAfter(response));
        }
        try {
            String body = response.body();
            return read.apply(body.isEmpty() ? Json.NULL : Json.parse(body));
        } catch (Json.JsonException e) {
            throw RallypointException.local(
                    RallypointException.UNREADABLE,
                    response.request().uri().getPath() + ": " + e.getMessage(),
                    e);
        }
    }

    /** Seconds only: our server never sends the date form. */
    static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    static RallypointException refusal(int status, String body, Optional<Duration> retryAfter) {
        try {
            Api.Problem problem = ApiJson.problem(Json.parse(body));
            return new RallypointException(
                    status,
                    problem.code(),
                    problem.code()
                            + ": "
                            + problem.detail().filter(d -> !d.isEmpty()).orElse(problem.title()),
                    problem.limit(),
                    problem.retryAfterSeconds().map(Duration::ofSeconds).or(() -> retryAfter));
        } catch (Json.JsonException notAProblem) {
            return new RallypointException(
                    status,
                    RallypointException.UNREADABLE,
                    "status " + status + " without a problem document",
                    Optional.empty(),
                    retryAfter);
        }
    }
}
