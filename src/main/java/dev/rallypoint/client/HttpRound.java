package dev.rallypoint.client;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One call, from server to server until one's answer counts. Any thread; one call's life long.
 *
 * <p>A node can be gone without a word. So a call that may be done twice is sent to the next server
 * as well when one takes long, and the first good answer is taken. A call that creates something is
 * sent again only after it surely changed nothing.
 */
final class HttpRound {
    /** What happens if a call is done twice. */
    enum Repeat {
        HARMLESS,
        /** It would be done twice. */
        NEVER
    }

    /**
     * What came of it.
     *
     * @param server the number of the one that answered
     * @param isRepeated whether another may have done the same
     */
    record Answer(HttpResponse<String> response, int server, boolean isRepeated) {}

    /** Problems of a server that another may not have, and that surely changed nothing. */
    private static final Set<String> NOTHING_CHANGED =
            Set.of("cluster_minority", "shutting_down", "no_relay");

    /** Problems of a moment, after which something may have been changed. */
    private static final Set<String> PERHAPS_CHANGED = Set.of("outcome_unknown", "timeout");

    /** When all others have failed, one that is slow has as many times its patience left. */
    private static final int LAST_CHANCE = 3;

    private static final int UNAVAILABLE = 503;

    /** Far above the longest page of lobbies: a server does not fill a player's memory. */
    static final int MAX_ANSWER_BYTES = 4 << 20;

    private final HttpClient http;
    private final List<URI> servers;
    private final int first;
    private final Repeat repeat;
    private final Duration patience;
    private final CompletableFuture<Answer> result = new CompletableFuture<>();
    private final List<CompletableFuture<?>> exchanges = new CopyOnWriteArrayList<>();
    private Function<URI, HttpRequest> request;
    private int running;

    /**
     * @param first number of the server to begin with; numbers go around
     * @param patience with a server, before the next one is asked, too
     */
    HttpRound(HttpClient http, List<URI> servers, int first, Repeat repeat, Duration patience) {
        this.http = http;
        this.servers = servers;
        this.first = first;
        this.repeat = repeat;
        this.patience = patience;
    }

    /** The first answer that counts, or if there is none, the last that does not, or failure. */
    CompletableFuture<Answer> run(Function<URI, HttpRequest> newRequest) {
        request = newRequest;
        next();
        return result;
    }

    static URI server(List<URI> servers, int number) {
        return servers.get(Math.floorMod(number, servers.size()));
    }

    private synchronized void next() {
        if (result.isDone()) {
            return;
        }
        int attempt = exchanges.size();
        int server = first + attempt;
        CompletableFuture<HttpResponse<String>> exchange =
                http.sendAsync(
                        request.apply(server(servers, server)),
                        head -> new BoundedBody(MAX_ANSWER_BYTES));
        exchanges.add(exchange);
        running++;
        exchange.whenComplete((response, failure) -> onEnd(server, response, failure));
        if (repeat == Repeat.HARMLESS && attempt + 1 < mostTries()) {
            after(patience, () -> onSlow(attempt));
        }
    }

    private synchronized void onSlow(int attempt) {
        boolean isLatest = exchanges.size() == attempt + 1;
        if (isLatest && !exchanges.get(attempt).isDone()) {
            next();
        }
    }

    private void onEnd(int server, HttpResponse<String> response, Throwable failure) {
        int tries = failure == null ? triesAfter(response) : triesAfter(cause(failure));
        if (failure == null && tries == 0) {
            finish(server, response, failure);
        } else if (!goOn(tries)) {
            after(lastChance(), () -> finish(server, response, failure));
        }
    }

    private synchronized boolean goOn(int tries) {
        running--;
        boolean isAnother = exchanges.size() < tries;
        if (isAnother) {
            next();
        }
        return isAnother;
    }

    private synchronized Duration lastChance() {
        return running == 0 ? Duration.ZERO : patience.multipliedBy(LAST_CHANCE);
    }

    /** Not within the lock: who waits for the result may do anything. */
    private void finish(int server, HttpResponse<String> response, Throwable failure) {
        if (failure == null) {
            result.complete(new Answer(response, server, exchanges.size() > 1));
        } else {
            result.completeExceptionally(cause(failure));
        }
        exchanges.forEach(exchange -> exchange.cancel(true));
    }

    /** How many tries there may be in all after this answer; 0 for one that counts. */
    private int triesAfter(HttpResponse<String> response) {
        if (response.statusCode() != UNAVAILABLE) {
            return 0;
        }
        String code = HttpCalls.refusal(UNAVAILABLE, response.body()).code();
        if (NOTHING_CHANGED.contains(code)) {
            return servers.size();
        }
        return repeat == Repeat.HARMLESS && PERHAPS_CHANGED.contains(code) ? mostTries() : 0;
    }

    /** A server that took no connection in time may just have lost the first datagram. */
    private int triesAfter(Throwable failure) {
        if (failure instanceof ConnectException) {
            return servers.size();
        }
        if (repeat == Repeat.HARMLESS) {
            return mostTries();
        }
        return failure instanceof HttpConnectTimeoutException ? 2 * servers.size() : 0;
    }

    /** A single server gets a second chance: the connection may be dead, not the server. */
    private int mostTries() {
        return Math.max(2, servers.size());
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private static void after(Duration delay, Runnable step) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS).execute(step);
    }
}
