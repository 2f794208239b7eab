package dev.rallypoint.http;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reads server-sent events on a thread of its own until the stream ends. */
final class EventStreamReader implements AutoCloseable {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<JsonObject> events = new CopyOnWriteArrayList<>();
    final HttpResponse<InputStream> answer;
    private final Thread thread = new Thread(this::read, "event-stream-reader");

    EventStreamReader(HttpNode node, HttpRequest.Builder request) {
        answer = node.send(request.build(), BodyHandlers.ofInputStream());
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (line != null) {
                lines.add(line);
                if (line.startsWith("data: ")) {
                    events.add(new JsonObject(line.substring("data: ".length())));
                }
                line = reader.readLine();
            }
        } catch (IOException cutOff) {
            lines.add("cut off");
        }
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    List<Long> ids() {
        return events.stream().map(event -> event.getLong("id")).toList();
    }

    long comments() {
        return lines.stream().filter(line -> line.startsWith(":")).count();
    }

    @Override
    public void close() {
        try {
            answer.body().close();
        } catch (IOException alreadyCutOff) {
            lines.add("closed");
        }
    }
}
