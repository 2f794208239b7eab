package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import dev.rallypoint.client.Nearness;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
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

    /** A GET in the player's own network must not be had by naming an address there. */
    private boolean isOfTheServer(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null
                    && Nearness.nearest(
                                            List.of(
                                                    InetAddress.getAllByName(
                                                            uri.getHost()
                                                                    .replaceAll("[\\[\\]]", ""))))
                                    .compareTo(Nearness.nearest(visit.addresses))
                            >= 0;
        } catch (IllegalArgumentException | UnknownHostException nowhere) {
            return false;
        }
    }

    private Finding open(String url) {
        if (!isOfTheServer(url)) {
            return Finding.failed(
                    name(),
                    "The server names " + url + ", which is not in its own network.",
                    "Tell the operator: the WebSocket must be told with its public address.");
        }
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
