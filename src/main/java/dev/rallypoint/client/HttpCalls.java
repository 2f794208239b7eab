package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** JSON calls to one server: addresses, access token, problems as exceptions. Any thread. */
final class HttpCalls {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final URI server;
    private final HttpClient http;
    private volatile Optional<String> accessToken = Optional.empty();

    /**
     * @param server its scheme, host and port; a path is kept as a prefix
     */
    HttpCalls(URI server, HttpClient http) {
        String text = server.toString();
        this.server = URI.create(text.endsWith("/") ? text : text + "/");
        this.http = http;
    }

    void authorize(String token) {
        accessToken = Optional.of(token);
    }

    <T> CompletableFuture<T> get(String path, Function<Json, T> read) {
        return call(request(path).GET(), read);
    }

    <T> CompletableFuture<T> send(String method, String path, Json body, Function<Json, T> read) {
        HttpRequest.Builder request =
                request(path)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body.toString()));
        return call(request, read);
    }

    CompletableFuture<Void> delete(String path) {
        return call(request(path).DELETE(), json -> null);
    }

    /** A stream of server-sent events; the future completes when the stream has ended. */
    CompletableFuture<HttpResponse<Optional<String>>> stream(
            String path, String lastEventId, HttpResponse.BodyHandler<Optional<String>> handler) {
        HttpRequest.Builder request =
                builder(path)
                        .header("Accept", "text/event-stream")
                        .header("Cache-Control", "no-store");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        return http.sendAsync(request.GET().build(), handler);
    }

    private HttpRequest.Builder request(String path) {
        return builder(path).header("Accept", "application/json").timeout(TIMEOUT);
    }

    private HttpRequest.Builder builder(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
        accessToken.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private <T> CompletableFuture<T> call(HttpRequest.Builder request, Function<Json, T> read) {
        return http.sendAsync(request.build(), BodyHandlers.ofString())
                .handle(
                        (response, failure) -> {
                            if (failure != null) {
                                throw unreachable(failure);
                            }
                            return answer(response, read);
                        });
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

    RallypointException unreachable(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return RallypointException.local(
                RallypointException.UNREACHABLE, server + " does not answer: " + cause, cause);
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
