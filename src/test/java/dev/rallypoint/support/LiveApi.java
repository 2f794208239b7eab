package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The matchmaking API of a running node, called as a client in any language would. */
public final class LiveApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ANSWER_MS = 20_000;
    private final HttpClient client;
    private final URI url;

    /**
     * An answer.
     *
     * @param body missing if it is no JSON
     */
    public record Answer(int status, String type, JsonNode body) {
        public String code() {
            return body.path("code").asText();
        }

        /** Refused as RFC 9457 and the contract say. */
        public void assertProblem(int expectedStatus, String code) {
            assertThat(status).as(toString()).isEqualTo(expectedStatus);
            assertThat(type).isEqualTo("application/problem+json");
            assertThat(code()).as(toString()).isEqualTo(code);
            assertThat(body.path("status").asInt()).isEqualTo(expectedStatus);
            assertThat(body.path("type").asText()).isEqualTo("urn:rallypoint:problem:" + code);
            assertThat(body.path("title").asText()).isNotBlank();
        }
    }

    public LiveApi(NodeProcess node) {
        this(
                URI.create(node.apiUrl()),
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    /**
     * @param url of the node
     * @param client of HTTP/1.1; shared where many nodes are called
     */
    public LiveApi(URI url, HttpClient client) {
        this.url = url;
        this.client = client;
    }

    /** Calls with a token and a JSON body; either may be empty. */
    public Answer call(String method, String path, String token, String body) {
        return callAsync(method, path, token, body).join();
    }

    public CompletableFuture<Answer> callAsync(
            String method, String path, String token, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        url.resolve("/").toString().replaceFirst("/$", "") + path))
                        .timeout(Duration.ofMillis(ANSWER_MS))
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(LiveApi::read);
    }

    private static Answer read(HttpResponse<String> answer) {
        return new Answer(
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                tree(answer.body()));
    }

    private static JsonNode tree(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    /** What the operator port of the node says in Prometheus' text format. */
    public String metrics(NodeProcess of) throws IOException, InterruptedException {
        URI metrics = URI.create(of.operatorUrl() + "/metrics");
        return client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
    }

    /** A new guest's session. */
    public JsonNode guest(String displayName) {
        Answer answer =
                call("POST", "/v1/auth/guest", "", "{\"displayName\":\"" + displayName + "\"}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.body();
    }

    public String token(String displayName) {
        return guest(displayName).get("accessToken").asText();
    }

    /** A new lobby's id; more fields as JSON, such as {@code "password":"x"}. */
    public String lobby(String token, int capacity, String... moreFields) {
        String more = moreFields.length == 0 ? "" : "," + String.join(",", moreFields);
        Answer answer =
                call(
                        "POST",
                        "/v1/lobbies",
                        token,
                        "{\"name\":\"Rally\",\"gameMode\":\"race\",\"capacity\":"
                                + capacity
                                + more
                                + "}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.body().get("lobbyId").asText();
    }

    public Socket connect() throws IOException {
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(ANSWER_MS);
        return socket;
    }

    /** Sends these bytes, one a character, and reads until the node closes the connection. */
    public String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            byte[] answer = socket.getInputStream().readAllBytes();
            return new String(answer, StandardCharsets.ISO_8859_1);
        }
    }
}
