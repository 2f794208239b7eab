package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.rallypoint.client.RallypointClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Many players with tickets, through all nodes in turn. */
public final class TicketCrowd {
    private static final int AT_ONCE = 32;

    /** A player and, once he has one, his ticket. */
    public record Player(int number, String playerId, String token) {}

    private final List<LiveApi> nodes;
    private final List<Player> players = new ArrayList<>();
    private final Map<Integer, String> tickets = new ConcurrentHashMap<>();
    private final Map<String, Histogram> micros = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> failures = new ConcurrentSkipListMap<>();

    /** Logs the players in. Blocks. */
    public TicketCrowd(List<URI> urls, int count) {
        HttpClient http = RallypointClient.newHttpClient();
        nodes = urls.stream().map(url -> new LiveApi(url, http)).toList();
        List<CompletableFuture<LiveApi.Answer>> logins = new ArrayList<>();
        inTurns(
                count,
                number -> {
                    String body = "{\"displayName\":\"Player " + number + "\"}";
                    CompletableFuture<LiveApi.Answer> login =
                            node(number).callAsync("POST", "/v1/auth/guest", "", body);
                    logins.add(login);
                    return login;
                });
        for (int number = 0; number < count; number++) {
            LiveApi.Answer login = logins.get(number).join();
            assertThat(login.status()).as(login.toString()).isEqualTo(201);
            players.add(
                    new Player(
                            number,
                            login.body().get("playerId").asText(),
                            login.body().get("accessToken").asText()));
        }
    }

    private LiveApi node(int number) {
        return nodes.get(number % nodes.size());
    }

    private static void inTurns(int count, IntFunction<CompletableFuture<?>> call) {
        Semaphore free = new Semaphore(AT_ONCE);
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            free.acquireUninterruptibly();
            all.add(
                    call.apply(number)
                            .whenComplete((answer, failure) -> free.release())
                            .exceptionally(failure -> null));
        }
        all.forEach(CompletableFuture::join);
    }

    public List<Player> players() {
        return players;
    }

    /** The id of a player's ticket. */
    public String ticketOf(Player player) {
        return tickets.get(player.number());
    }

    /** Everybody asks to be matched; a call that fails is an error of the test. Blocks. */
    public void ask(String gameMode, int rttMs) {
        inTurns(
                players.size(),
                number -> {
                    Player player = players.get(number);
                    return node(number)
                            .callAsync(
                                    "POST",
                                    "/v1/tickets",
                                    player.token(),
                                    wish(gameMode, rttMs, "crowd"))
                            .thenAccept(
                                    answer -> {
                                        if (answer.status() == 201) {
                                            tickets.put(
                                                    number, answer.body().get("ticketId").asText());
                                        } else {
                                            failures.merge(
                                                    "create " + answer.status() + answer.code(),
                                                    1,
                                                    Integer::sum);
                                        }
                                    });
                });
        assertThat(failures).isEmpty();
        assertThat(tickets).hasSize(players.size());
    }

    private static String wish(String gameMode, int rttMs, String kind) {
        return String.format(
                "{\"gameMode\":\"%s\",\"regions\":[{\"id\":\"local\",\"rttMs\":%d}],"
                        + "\"attributes\":{\"kind\":\"%s\"}}",
                gameMode, rttMs, kind);
    }

    /** What these nodes say of all tickets, by player number. */
    public Map<Integer, JsonNode> look(List<Integer> alive) {
        Map<Integer, JsonNode> seen = new ConcurrentHashMap<>();
        inTurns(
                players.size(),
                number -> {
                    Player player = players.get(number);
                    return nodes.get(alive.get(number % alive.size()))
                            .callAsync("GET", "/v1/tickets/" + ticketOf(player), player.token(), "")
                            .thenAccept(answer -> seen.put(number, answer.body()));
                });
        return seen;
    }

    /**
     * Callers who ask, look twice and cancel, one call after the other, never matched with each
     * other.
     */
    public void churn(int callers, long millis) {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            all.add(turn(next.getAndIncrement() % players.size(), endNanos));
        }
        all.forEach(CompletableFuture::join);
    }

    private CompletableFuture<Void> turn(int number, long endNanos) {
        if (System.nanoTime() > endNanos) {
            return CompletableFuture.completedFuture(null);
        }
        Player player = players.get(number);
        return timed("create", player, "POST", "", wish("churn", 20, "alone-" + number))
                .thenCompose(
                        made -> {
                            String path = "/" + made.path("ticketId").asText("none");
                            return timed("get", player, "GET", path, "")
                                    .thenCompose(any -> timed("get", player, "GET", path, ""))
                                    .thenCompose(
                                            any -> timed("cancel", player, "DELETE", path, ""));
                        })
                .thenComposeAsync(done -> turn(number, endNanos));
    }

    private CompletableFuture<JsonNode> timed(
            String name, Player player, String method, String path, String body) {
        long beganNanos = System.nanoTime();
        return node(player.number())
                .callAsync(method, "/v1/tickets" + path, player.token(), body)
                .thenApply(
                        answer -> {
                            note(name, beganNanos);
                            if (answer.status() / 100 != 2) {
                                failures.merge(
                                        name + " " + answer.status() + " " + answer.code(),
                                        1,
                                        Integer::sum);
                            }
                            return answer.body();
                        })
                .exceptionally(
                        failure -> {
                            failures.merge(name + " " + cause(failure), 1, Integer::sum);
                            return MissingNode.getInstance();
                        });
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause.getClass().getSimpleName();
    }

    private void note(String name, long beganNanos) {
        long tookMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - beganNanos);
        micros.computeIfAbsent(name, any -> new ConcurrentHistogram(3)).recordValue(tookMicros);
    }

    public void forget() {
        micros.clear();
    }

    /** Of the timed calls. */
    public long calls() {
        return micros.values().stream().mapToLong(Histogram::getTotalCount).sum();
    }

    public Map<String, Integer> failures() {
        return Map.copyOf(failures);
    }

    /** A quantile over all timed calls. */
    public double milliseconds(double percentile) {
        Histogram all = new Histogram(3);
        micros.values().forEach(all::add);
        return all.getValueAtPercentile(percentile) / 1e3;
    }

    /** One line on the timed calls. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        micros.forEach(
                (name, all) ->
                        line.append(
                                String.format(
                                        "%s %d, p50 %.2f ms, p99 %.2f ms; ",
                                        name,
                                        all.getTotalCount(),
                                        all.getValueAtPercentile(50) / 1e3,
                                        all.getValueAtPercentile(99) / 1e3)));
        return line + "failures " + failures;
    }
}
