package dev.rallypoint.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.doctor.Check.Status;
import dev.rallypoint.client.doctor.Doctor.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that wishes the player's machine ill. */
@Timeout(60)
class HostileServerIT {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private Diagnosis examine() {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return Doctor.examine(
                Settings.of(url, RallypointClient.newHttpClient()), new Doctor.Listener() {});
    }

    private void answers(String path, String json) {
        server.createContext(
                path,
                call -> {
                    byte[] body = json.getBytes(StandardCharsets.UTF_8);
                    call.sendResponseHeaders(200, body.length);
                    try (OutputStream out = call.getResponseBody()) {
                        out.write(body);
                    }
                });
    }

    private static void endless(HttpExchange call) throws IOException {
        call.sendResponseHeaders(200, 0);
        byte[] blanks = new byte[1 << 16];
        try (OutputStream out = call.getResponseBody()) {
            for (int i = 0; i < 1 << 16; i++) {
                out.write(blanks);
            }
        }
    }

    private void answersBy(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    @Test
    void anAnswerWithoutEndIsCutAndNamed() {
        answersBy("/v1/health", HostileServerIT::endless);

        Check failure = examine().firstFailure().orElseThrow();

        assertThat(failure.name()).isEqualTo("http");
        assertThat(failure.cause()).contains("longer than");
    }

    @Test
    void anAnswerThatStopsHalfwayIsNotWaitedForForEver() {
        answersBy(
                "/v1/health",
                call -> {
                    call.sendResponseHeaders(200, 1_000);
                    call.getResponseBody().write(' ');
                    call.getResponseBody().flush();
                });

        Check failure = examine().firstFailure().orElseThrow();

        assertThat(failure.name()).isEqualTo("http");
        assertThat(failure.cause()).contains("within 5 s");
    }

    @Test
    void placesThatAreNoMachineAreNotAskedWhateverTheServerSays() {
        answers("/v1/health", "{\"status\":\"up\"}");
        answers(
                "/v1/regions",
                "[{\"id\":\"r\",\"name\":\"R\",\"nodes\":[{\"nodeId\":\"n\",\"relay\":\"224.0.0.1:1\","
                        + "\"stun\":\"224.0.0.1:161\",\"load\":0.0,\"draining\":false}]}]");

        Diagnosis found = examine();

        assertThat(found.checks())
                .filteredOn(check -> check.name().equals("stun r"))
                .singleElement()
                .satisfies(
                        check -> {
                            assertThat(check.status()).isEqualTo(Status.FAILED);
                            assertThat(check.cause()).contains("224.0.0.1:161");
                            assertThat(check.nextStep()).contains("relay.publicAddress");
                        });
    }
}
