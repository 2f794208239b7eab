package dev.rallypoint.bots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.rallypoint.client.RallypointClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatienceIT {
    private final ScreenLog screen = new ScreenLog();
    private final Patience patience = new Patience(screen);
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer server;
    private RallypointClient client;

    /** Refuses with the given problem until the third call. */
    private void refuseTwice(int status, String code) {
        server.createContext(
                "/",
                exchange -> {
                    boolean refuse = calls.incrementAndGet() < 3;
                    String body =
                            refuse
                                    ? "{\"code\":\"" + code + "\",\"limit\":\"guests: 300/min\"}"
                                    : "[]";
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Retry-After", "0");
                    exchange.sendResponseHeaders(refuse ? status : 200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        int port = server.getAddress().getPort();
        client = new RallypointClient(URI.create("http://127.0.0.1:" + port));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void namesTheLimitOnceWaitsAndGoesOn() {
        refuseTwice(429, "rate_limited");

        assertThat(patience.call(client::regions).join()).isEmpty();
        assertThat(calls).hasValue(3);
        assertThat(screen.lines).hasSize(1).first().asString().contains("guests: 300/min");
    }

    @Test
    void hasNoPatienceWithOtherRefusals() {
        refuseTwice(409, "lobby_full");

        assertThatThrownBy(() -> patience.call(client::regions).join())
                .hasMessageContaining("lobby_full");
        assertThat(calls).hasValue(1);
        assertThat(screen.lines).isEmpty();
    }
}
