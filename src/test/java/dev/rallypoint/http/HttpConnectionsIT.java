package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.StoreMessage.SavedBans;
import dev.rallypoint.support.RawHttp;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpConnectionsIT {
    private static final int LIMIT = 8;
    private static final int TOLD = 4;

    private final List<RawHttp> connections = new ArrayList<>();
    private HttpNode node;

    @BeforeEach
    void start() {
        node =
                new HttpNode(
                        HttpNode.Parts.of(
                                "http.host=127.0.0.1",
                                "http.port=0",
                                "http.connections=24",
                                "http.connectionsPerAddress=" + LIMIT,
                                "http.headerTimeoutSeconds=2",
                                "http.requestTimeoutSeconds=3",
                                "http.maxHeaderBytes=1024",
                                "http.maxUriBytes=256",
                                "security.exemptRanges=[127.0.0.9/32]"),
                        new SavedBans(List.of()),
                        HttpClient.newHttpClient());
    }

    @AfterEach
    void stop() throws IOException {
        for (RawHttp connection : connections) {
            connection.close();
        }
        node.close();
    }

    private RawHttp connect(String from) throws IOException {
        RawHttp connection = new RawHttp(from, node.http.port());
        connections.add(connection);
        return connection;
    }

    private double cut(String reason) {
        return node
                .registry
                .find(Metric.HTTP_CONNECTIONS_CUT.metricName().replace("_total", ""))
                .tag("reason", reason)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double open() {
        return node.registry.get(Metric.HTTP_CONNECTIONS.metricName()).gauge().value();
    }

    /** Answered connections that wait for the next request. */
    private void occupy(String from, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            assertThat(connect(from).get("/v1/regions", "").readAnswer())
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void saysWhichLimitWasHitAndThenSaysNothing() throws IOException {
        occupy("127.0.0.1", LIMIT);
        List<RawHttp> told = new ArrayList<>();
        for (int i = 0; i < TOLD; i++) {
            told.add(connect("127.0.0.1"));
        }
        assertThat(connect("127.0.0.1").readToEnd(5_000)).isEmpty();
        for (RawHttp connection : told) {
            assertThat(connection.get("/v1/regions", "").readToEnd(5_000))
                    .startsWith("HTTP/1.1 429 ")
                    .contains("application/problem+json")
                    .contains("\"code\":\"too_many_connections\"")
                    .contains("\"limit\":\"connectionsPerAddress=8\"");
        }
        assertThat(cut("connections_per_address")).isPositive();
        occupy("127.0.0.2", 1);
        occupy("127.0.0.9", LIMIT + TOLD + 1);
    }

    @Test
    void hasRoomAgainWhenConnectionsAreClosed() throws IOException {
        occupy("127.0.0.1", LIMIT);
        for (RawHttp connection : connections) {
            connection.close();
        }
        await().untilAsserted(() -> assertThat(open()).isZero());
        occupy("127.0.0.1", LIMIT);
    }

    @Test
    void refusesEverybodyWhenThePortIsFull() throws IOException {
        occupy("127.0.0.9", 24);
        assertThat(connect("127.0.0.9").readToEnd(5_000)).isEmpty();
        assertThat(cut("connections")).isEqualTo(1);
    }

    @Test
    void anEventStreamIsNoneOfTheConnections() throws IOException {
        String token = node.token("Ada");
        String path = "/v1/lobbies/" + FakeRooms.LOBBY_ID + "/events";
        double before = open();
        RawHttp stream = connect("127.0.0.1").get(path, "Authorization: Bearer " + token + "\r\n");
        assertThat(stream.readAnswer()).contains("text/event-stream");
        await().untilAsserted(() -> assertThat(open()).isEqualTo(before));
        assertThat(node.registry.get(Metric.EVENT_STREAMS.metricName()).gauge().value())
                .isEqualTo(1);
    }

    @Test
    void endsRequestsThatDoNotArriveInTimeWithAProblem() throws IOException {
        long beganNanos = System.nanoTime();
        RawHttp header = connect("127.0.0.1").send("GET /v1/regions HTTP/1.1\r\nHost: a\r\n");
        RawHttp body =
                connect("127.0.0.1")
                        .send(
                                "POST /v1/auth/guest HTTP/1.1\r\nHost: a\r\n"
                                        + "Content-Type: application/json\r\n"
                                        + "Content-Length: 40\r\n\r\n{");
        RawHttp silent = connect("127.0.0.1");
        assertThat(header.readToEnd(8_000))
                .startsWith("HTTP/1.1 408 ")
                .contains("\"code\":\"request_timeout\"")
                .contains("headerTimeoutSeconds=2");
        assertThat(body.readToEnd(8_000)).startsWith("HTTP/1.1 408 ");
        assertThat(silent.readToEnd(8_000)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - beganNanos))
                .isLessThan(Duration.ofSeconds(8));
        // Counted after it was told.
        await().untilAsserted(() -> assertThat(cut("slow_header")).isEqualTo(2));
        await().untilAsserted(() -> assertThat(cut("slow_body")).isEqualTo(1));
        await().untilAsserted(() -> assertThat(open()).isZero());
    }

    @Test
    void namesWhatIsTooLargeInARequest() throws IOException {
        String long1k = "x".repeat(1_100);
        assertThat(connect("127.0.0.1").get("/v1/regions", "A: " + long1k + "\r\n").readAnswer())
                .contains(" 431 ")
                .contains("headers_too_large");
        assertThat(connect("127.0.0.1").get("/" + "y".repeat(300), "").readAnswer())
                .contains(" 414 ")
                .contains("uri_too_long");
        assertThat(
                        connect("127.0.0.1")
                                .send(
                                        "POST /v1/auth/guest HTTP/1.1\r\nHost: a\r\n"
                                                + "Content-Type: application/json\r\n"
                                                + "Content-Length: 999999\r\n\r\n")
                                .readAnswer())
                .startsWith("HTTP/1.1 413 ")
                .contains("body_too_large");
    }
}
