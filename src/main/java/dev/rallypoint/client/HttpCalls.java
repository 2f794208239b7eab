package dev.rallypoint.client;

import dev.rallypoint.client.HttpRound.Repeat;
import dev.rallypoint.contract.Api;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** JSON calls to one cluster: addresses, access token, problems as exceptions. Any thread. */
final class HttpCalls {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** A server that is well answers in a tenth of that, also to a player far away. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int UNAUTHORIZED = 401;

    private final List<URI> servers;
    private final HttpClient http;
    private final Duration patience;

    /** Number of the server that answered last; {@link HttpRound#server} says which it is. */
    private final AtomicInteger current = new AtomicInteger();

    private volatile Optional<Nearness> nearness = Optional.empty();

    private final LoginKeeper login = new LoginKeeper(new AuthCalls());

    /**
     * @param servers scheme, host and port; a path is kept as a prefix. The first is used until
     *     another one is better at answering
     */
    HttpCalls(List<URI> servers, HttpClient http) {
        this(servers, http, PATIENCE);
    }

    HttpCalls(List<URI> servers, HttpClient http, Duration patience) {
        this.servers = servers.stream().map(HttpCalls::asFolder).toList();
        this.http = http;
        this.patience = patience;
    }

    private static URI asFolder(URI server) {
        String text = server.toString();
        return URI.create(text.endsWith("/") ? text : text + "/");
    }

    /** How near the nearest of the servers is; looked up once, and not on the caller's thread. */
    CompletableFuture<Nearness> nearness() {
        return nearness.map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.supplyAsync(this::lookUpNearness));
    }

    /** Not remembered if no name is known: that may be the network's trouble of a moment. */
    private Nearness lookUpNearness() {
        List<InetAddress> addresses = Nearness.addresses(servers);
        Nearness nearest = Nearness.nearest(addresses);
        nearness = Optional.of(nearest).filter(found -> !addresses.isEmpty());
        return nearest;
    }

    /** Whose access token the calls carry. */
    LoginKeeper login() {
        return login;
    }

    CompletableFuture<Api.Session> loginAs(Api.GuestRequest request) {
        return new AuthCalls()
                .login(request)
                .thenApply(
                        session -> {
                            login.onLogin(request, session);
                            return session;
                        });
    }

    CompletableFuture<Api.Session> resume(String refreshToken) {
        return new AuthCalls()
                .renew(refreshToken)
                .thenApply(
                        session -> {
                            login.onSession(session);
                            return session;
                        });
    }

    CompletableFuture<Void> logout() {
        return login.forget()
                .map(token -> new AuthCalls().logout(token))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Calls that need no access token, so that none is renewed for them. */
    private final class AuthCalls implements LoginKeeper.Desk {
        /** The same token may be exchanged again for a minute. */
        @Override
        public CompletableFuture<Api.Session> renew(String refreshToken) {
            return post(Repeat.HARMLESS, "v1/auth/refresh", withToken(refreshToken))
                    .thenApply(answer -> read(answer.response(), ApiJson::session));
        }

        /** The same device is the same player, however often it logs in. */
        @Override
        public CompletableFuture<Api.Session> login(Api.GuestRequest request) {
            Repeat repeat = request.deviceId().isPresent() ? Repeat.HARMLESS : Repeat.NEVER;
            return post(repeat, "v1/auth/guest", ApiJson.toJson(request))
                    .thenApply(answer -> read(answer.response(), ApiJson::session));
        }

        CompletableFuture<Void> logout(String refreshToken) {
            return post(Repeat.HARMLESS, "v1/auth/logout", withToken(refreshToken))
                    .thenApply(answer -> read(answer.response(), json -> null));
        }

        private Json withToken(String refreshToken) {
            return Json.object().with("refreshToken", refreshToken);
        }

        private CompletableFuture<HttpRound.Answer> post(Repeat repeat, String path, Json body) {
            return round(repeat, server -> request(server, "POST", path, body));
        }
    }

    <T> CompletableFuture<T> get(String path, Function<Json, T> read) {
        return call(Repeat.HARMLESS, server -> request(server, path).GET().build())
                .thenApply(answer -> read(answer.response(), read));
    }

    /** A call that must not be done twice. */
    <T> CompletableFuture<T> once(String method, String path, Json body, Function<Json, T> read) {
        return call(Repeat.NEVER, server -> request(server, method, path, body))
                .thenApply(answer -> read(answer.response(), read));
    }

    /** A call that has the same effect when it is done twice. */
    <T> CompletableFuture<T> ensure(String method, String path, Json body, Function<Json, T> read) {
        return call(Repeat.HARMLESS, server -> request(server, method, path, body))
                .thenApply(answer -> read(answer.response(), read));
    }

    CompletableFuture<Void> delete(String path) {
        return call(Repeat.HARMLESS, server -> request(server, path).DELETE().build())
                .thenApply(HttpCalls::gone);
    }

    /** What a try before has deleted is not there any more. */
    private static Void gone(HttpRound.Answer answer) {
        int status = answer.response().statusCode();
        boolean isGone =
                status == 404
                        || status == 403
                                && refusal(status, answer.response().body())
                                        .code()
                                        .equals("not_member");
        return answer.isRepeated() && isGone ? null : read(answer.response(), json -> null);
    }

    private HttpRequest request(URI server, String method, String path, Json body) {
        return request(server, path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.toString()))
                .build();
    }

    /**
     * A stream of server-sent events.
     *
     * @param server the number of the one it comes from
     * @param accessToken that it was asked for with
     * @param end completes when the stream has ended, and ends the stream when it is cancelled
     */
    record Stream(
            int server,
            Optional<String> accessToken,
            CompletableFuture<HttpResponse<Optional<String>>> end) {}

    Stream stream(
            String path, String lastEventId, HttpResponse.BodyHandler<Optional<String>> handler) {
        int used = current.get();
        HttpRequest.Builder request =
                builder(HttpRound.server(servers, used), path)
                        .header("Accept", "text/event-stream")
                        .header("Cache-Control", "no-store");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new Stream(
                used, login.accessToken(), http.sendAsync(request.GET().build(), handler));
    }

    /** Calls begin with another server from now on, unless they do already. */
    void leave(int server) {
        current.compareAndSet(server, server + 1);
    }

    /** Whether calls begin with another server by now. */
    boolean isLeft(int server) {
        return Math.floorMod(current.get() - server, servers.size()) != 0;
    }

    private HttpRequest.Builder request(URI server, String path) {
        return builder(server, path).header("Accept", "application/json").timeout(TIMEOUT);
    }

    private HttpRequest.Builder builder(URI server, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
        login.accessToken().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    /** With an access token that is good, renewed if need be. */
    private CompletableFuture<HttpRound.Answer> call(
            Repeat repeat, Function<URI, HttpRequest> request) {
        return login.ready()
                .thenCompose(
                        ready -> {
                            Optional<String> token = login.accessToken();
                            return round(repeat, request)
                                    .thenCompose(
                                            answer ->
                                                    answer.response().statusCode() == UNAUTHORIZED
                                                            ? again(answer, token, repeat, request)
                                                            : CompletableFuture.completedFuture(
                                                                    answer));
                        });
    }

    /** A call that was refused for its access token has changed nothing. */
    private CompletableFuture<HttpRound.Answer> again(
            HttpRound.Answer refused,
            Optional<String> token,
            Repeat repeat,
            Function<URI, HttpRequest> request) {
        return login.renewInPlaceOf(token)
                .thenCompose(
                        renewed ->
                                renewed
                                        ? round(repeat, request)
                                        : CompletableFuture.completedFuture(refused));
    }

    private CompletableFuture<HttpRound.Answer> round(
            Repeat repeat, Function<URI, HttpRequest> request) {
        int used = current.get();
        return new HttpRound(http, servers, used, repeat, patience)
                .run(request)
                .handle(
                        (answer, failure) -> {
                            if (failure != null) {
                                leave(used);
                                throw unreachable(HttpRound.server(servers, used), failure);
                            }
                            current.compareAndSet(used, answer.server());
                            return answer;
                        });
    }

    /** The JDK often says nothing but the kind. */
    private static String reason(Throwable cause) {
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ", " + cause.getMessage();
    }

    private static RallypointException unreachable(URI server, Throwable cause) {
        return RallypointException.local(
                RallypointException.UNREACHABLE,
                server + " does not answer: " + reason(cause),
                cause);
    }

    private static <T> T read(HttpResponse<String> response, Function<Json, T> read) {
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

    static RallypointException refusal(int status, String body) {
        return refusal(status, body, Optional.empty());
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
