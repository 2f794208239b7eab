package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.support.history.Document;
import dev.rallypoint.support.history.History;
import dev.rallypoint.support.history.Operation;
import dev.rallypoint.support.history.Operation.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Many players who join, leave and get ready at the same time, each step at another node, and the
 * whole history of it. Every lobby has an owner who stays.
 */
public final class JoinStorm implements AutoCloseable {
    private static final int LOGINS_AT_ONCE = 32;
    private static final long GLANCE_MS = 250;
    private static final Duration AGREEMENT = Duration.ofSeconds(20);

    /**
     * @param steps of a player
     * @param pauseMs the longest time between two steps of one player; 0 = none
     */
    public record Plan(int lobbies, int capacity, int players, int steps, int pauseMs, long seed) {}

    private final Plan plan;
    private final List<LiveApi> nodes;
    private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
    private final Queue<Document> glances = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> answers = new ConcurrentSkipListMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final List<String> lobbyIds = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final String reader;
    private CompletableFuture<Void> whole = CompletableFuture.completedFuture(null);

    /** Logs everybody in and makes the lobbies. Blocks. */
    public JoinStorm(Plan plan, List<URI> urls) {
        this.plan = plan;
        HttpClient http = RallypointClient.newHttpClient();
        nodes = urls.stream().map(url -> new LiveApi(url, http)).toList();
        reader = nodes.get(0).token("Reader");
        logIn();
        for (int lobby = 0; lobby < plan.lobbies(); lobby++) {
            create(lobby);
        }
    }

    private void logIn() {
        Semaphore free = new Semaphore(LOGINS_AT_ONCE);
        List<CompletableFuture<?>> logins = new ArrayList<>();
        for (int number = 0; number < plan.players(); number++) {
            String body = "{\"displayName\":\"Player " + number + "\"}";
            free.acquireUninterruptibly();
            logins.add(
                    nodes.get(number % nodes.size())
                            .callAsync("POST", "/v1/auth/guest", "", body)
                            .whenComplete((answer, failure) -> free.release())
                            .thenAccept(this::remember));
        }
        logins.forEach(CompletableFuture::join);
        assertThat(tokens).hasSize(plan.players());
    }

    private void remember(LiveApi.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        tokens.put(
                answer.body().get("playerId").asText(), answer.body().get("accessToken").asText());
    }

    private void create(int number) {
        LiveApi node = nodes.get(number % nodes.size());
        JsonNode owner = node.guest("Owner " + number);
        long began = System.nanoTime();
        LiveApi.Answer made =
                node.call(
                        "POST",
                        "/v1/lobbies",
                        owner.get("accessToken").asText(),
                        settings("storm", plan.capacity()));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        lobbyIds.add(made.body().get("lobbyId").asText());
        StormCall call =
                new StormCall(
                        Kind.CREATE,
                        made.body().get("lobbyId").asText(),
                        owner.get("playerId").asText());
        operations.add(call.answered(made, began, System.nanoTime()));
    }

    private static String settings(String gameMode, int capacity) {
        return String.format(
                "{\"name\":\"Storm\",\"gameMode\":\"%s\",\"capacity\":%d}", gameMode, capacity);
    }

    /** Begins; the steps of one player come one after another, the players' all at once. */
    public JoinStorm begin() {
        for (int node = 0; node < nodes.size(); node++) {
            int number = node;
            timer.scheduleWithFixedDelay(() -> glance(number), 0, GLANCE_MS, TimeUnit.MILLISECONDS);
        }
        List<String> players = tokens.keySet().stream().sorted().toList();
        whole =
                CompletableFuture.allOf(
                        IntStream.range(0, players.size())
                                .mapToObj(number -> player(players.get(number), number).play())
                                .toArray(CompletableFuture[]::new));
        return this;
    }

    private StormPlayer player(String playerId, int number) {
        return new StormPlayer(this, playerId, plan.seed() * 1_000_003 + number);
    }

    Plan plan() {
        return plan;
    }

    List<String> lobbyIds() {
        return lobbyIds;
    }

    int nodeCount() {
        return nodes.size();
    }

    CompletableFuture<LiveApi.Answer> call(StormCall call, int node) {
        return nodes.get(node)
                .callAsync(call.method(), call.path(), tokens.get(call.playerId()), call.body());
    }

    void record(Operation operation) {
        operations.add(operation);
        answered.incrementAndGet();
    }

    void count(int node, String answer) {
        answers.merge("node " + node + " " + answer, 1, Integer::sum);
    }

    CompletableFuture<Void> pause(long pauseMs) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        timer.schedule(() -> over.completeAsync(() -> null), pauseMs, TimeUnit.MILLISECONDS);
        return over;
    }

    private void glance(int node) {
        nodes.get(node)
                .callAsync("GET", "/v1/lobbies?gameMode=storm&limit=100", reader, "")
                .thenAccept(
                        answer ->
                                answer.body()
                                        .path("lobbies")
                                        .forEach(lobby -> glances.add(StormCall.document(lobby))));
    }

    /** Calls answered so far. */
    public int answered() {
        return answered.get();
    }

    /** How often each node gave which answer. */
    public Map<String, Integer> answers() {
        return answers;
    }

    /** Waits for the last step. */
    public void awaitEnd(Duration limit) {
        whole.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /** Waits until these nodes show the same lobbies; all that was done and seen. */
    public History history(List<Integer> alive) {
        List<Document> ends = new ArrayList<>();
        for (String lobbyId : lobbyIds) {
            await().atMost(AGREEMENT)
                    .untilAsserted(
                            () ->
                                    assertThat(alive.stream().map(node -> look(node, lobbyId)))
                                            .extracting(Document::toString)
                                            .as("as the nodes show it")
                                            .containsOnly(look(alive.get(0), lobbyId).toString()));
            ends.add(look(alive.get(0), lobbyId));
        }
        return new History(List.copyOf(operations), List.copyOf(glances), ends);
    }

    private Document look(int node, String lobbyId) {
        LiveApi.Answer shown = nodes.get(node).call("GET", "/v1/lobbies/" + lobbyId, reader, "");
        assertThat(shown.status()).as("lobby at node " + node + ": " + shown).isEqualTo(200);
        return StormCall.document(shown.body());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
