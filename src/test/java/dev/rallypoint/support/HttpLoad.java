package dev.rallypoint.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.rallypoint.client.RallypointClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Callers who list, look, make, join and leave lobbies one call after another, each through the
 * nodes in turn, with one retry at the next node: what they count as an error a player would see.
 */
public final class HttpLoad implements AutoCloseable {
    private static final String LIST = "list";

    /** Of a player who looks for a lobby. */
    private static final int LISTS = 8;

    /** What a retry may be told when the first try was done after all. */
    private static final Set<Integer> DONE_BEFORE = Set.of(403, 404, 409);

    private final List<LiveApi> nodes;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Map<String, Histogram> micros = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> retried = new ConcurrentSkipListMap<>();
    private volatile boolean ended;

    private HttpLoad(List<URI> urls) {
        HttpClient http = RallypointClient.newHttpClient();
        nodes = urls.stream().map(url -> new LiveApi(url, http)).toList();
    }

    /** Logs the callers in and begins. */
    public static HttpLoad start(List<URI> urls, int callers) {
        HttpLoad load = new HttpLoad(urls);
        for (int number = 0; number < callers; number++) {
            Caller caller = load.new Caller(number);
            load.threads.add(new Thread(caller::run, "http-load-" + number));
        }
        load.threads.forEach(Thread::start);
        return load;
    }

    private final class Caller {
        private final String owner;
        private final String guest;
        private int turn;

        Caller(int number) {
            this.turn = number;
            this.owner = nodes.get(0).token("Owner " + number);
            this.guest = nodes.get(0).token("Guest " + number);
        }

        void run() {
            while (!ended) {
                for (int i = 0; i < LISTS; i++) {
                    call(LIST, "GET", "/v1/lobbies?limit=50", owner, "");
                }
                JsonNode made =
                        call(
                                "create",
                                "POST",
                                "/v1/lobbies",
                                owner,
                                "{\"name\":\"Load\",\"gameMode\":\"load\",\"capacity\":4}");
                String lobby = "/v1/lobbies/" + made.path("lobbyId").asText();
                if (made.has("lobbyId")) {
                    call("join", "POST", lobby + "/members", guest, "{}");
                    call("look", "GET", lobby, guest, "");
                    call("leave", "DELETE", lobby + "/members/me", guest, "");
                    call("leave", "DELETE", lobby + "/members/me", owner, "");
                }
            }
        }

        private JsonNode call(String name, String method, String path, String token, String body) {
            LiveApi first = nodes.get(turn++ % nodes.size());
            LiveApi second = nodes.get(turn % nodes.size());
            long beganNanos = System.nanoTime();
            try {
                LiveApi.Answer answer = first.call(method, path, token, body);
                if (answer.status() / 100 == 2) {
                    note(name, beganNanos);
                    return answer.body();
                }
                retried.merge(name + " " + answer.status() + " " + answer.code(), 1, Integer::sum);
            } catch (CompletionException failure) {
                String kind = failure.getCause().getClass().getSimpleName();
                retried.merge(name + " " + kind, 1, Integer::sum);
            }
            return retry(name, () -> second.call(method, path, token, body));
        }

        private JsonNode retry(String name, Supplier<LiveApi.Answer> again) {
            try {
                LiveApi.Answer answer = again.get();
                boolean fine =
                        answer.status() / 100 == 2
                                || name.equals("leave") && DONE_BEFORE.contains(answer.status());
                if (!fine) {
                    errors.add(name + " " + answer);
                }
                return answer.body();
            } catch (CompletionException failure) {
                errors.add(name + " " + failure.getCause());
                return MissingNode.getInstance();
            }
        }
    }

    private void note(String name, long beganNanos) {
        long tookMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - beganNanos);
        micros.computeIfAbsent(name, any -> new ConcurrentHistogram(3)).recordValue(tookMicros);
    }

    /** What failed twice, at two nodes. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** A quantile of the calls that were answered at once; 0 before the first. */
    public double milliseconds(String name, double percentile) {
        Histogram all = micros.get(name);
        return all == null ? 0 : all.getValueAtPercentile(percentile) / 1e3;
    }

    /** Of the calls that were answered at once. */
    public long count(String name) {
        Histogram all = micros.get(name);
        return all == null ? 0 : all.getTotalCount();
    }

    /** Forgets all figures; errors stay. */
    public void forget() {
        micros.clear();
    }

    public double listP99Ms() {
        return milliseconds(LIST, 99);
    }

    /** One line on the calls. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        micros.forEach(
                (name, all) ->
                        line.append(
                                String.format(
                                        "%s %d, p50 %.1f ms, p99 %.1f ms; ",
                                        name,
                                        all.getTotalCount(),
                                        all.getValueAtPercentile(50) / 1e3,
                                        all.getValueAtPercentile(99) / 1e3)));
        return line + "retried " + retried + "; errors " + errors;
    }

    @Override
    public void close() {
        end();
    }

    /** Ends after the calls under way. */
    public void end() {
        ended = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
