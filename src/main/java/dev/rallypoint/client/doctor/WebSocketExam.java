package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The way for networks that block UDP, where a server offers it. */
final class WebSocketExam implements Exam {
    private static final int TIMEOUT_SECONDS = 5;

    private final Visit visit;

    WebSocketExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "websocket";
    }

    @Override
    public List<String> needs() {
        return List.of("lobby");
    }

    @Override
    public List<Finding> examine() {
        Seats seats = visit.seats.orElseThrow();
        try {
            Optional<String> url =
                    seats.one().openConnection(seats.lobby().lobbyId()).join().webSocketUrl();
            return List.of(
                    url.map(this::open)
                            .orElseGet(
                                    () ->
                                            Finding.notOffered(
                                                    name(),
                                                    "This server offers no relay over WebSocket:"
                                                            + " without UDP there is no way to"
                                                            + " it.")));
        } catch (CompletionException failure) {
            return List.of(Finding.failed(name(), failure.getCause().getMessage(), "Try again."));
        }
    }

    private Finding open(String url) {
        try {
            WebSocket socket =
                    visit.settings
                            .http()
                            .newWebSocketBuilder()
                            .buildAsync(URI.create(url), new WebSocket.Listener() {})
                            .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                            .join();
            socket.abort();
            return Finding.ok(
                    name(), "A WebSocket to the relay opens.", Json.object().with("url", url));
        } catch (CompletionException | IllegalArgumentException failure) {
            return Finding.failed(
                    name(),
                    "No WebSocket to " + url + " opens: " + failure.getMessage(),
                    "A proxy on the way lets no WebSocket through, or the server's port is not"
                            + " open.");
        }
    }
}
