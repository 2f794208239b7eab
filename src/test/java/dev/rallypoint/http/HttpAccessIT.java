package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.contract.ProblemCode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens and origins. */
class HttpAccessIT {
    private static final byte[] OTHER_KEY = "fedcba9876543210fedcba9876543210".getBytes();
    private static final String PLAYER = "p0000000000001";
    private static final long NOW = System.currentTimeMillis() / 1_000;
    private static HttpNode node;

    @BeforeAll
    static void start() {
        node = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static JsonObject claims(long expiresAt) {
        return new JsonObject()
                .put("sub", PLAYER)
                .put("name", "Ada")
                .put("iss", "rallypoint")
                .put("iat", NOW - 60)
                .put("exp", expiresAt);
    }

    private static String signed(byte[] key, String algorithm, JsonObject claims) {
        Vertx vertx = Vertx.vertx();
        try {
            return JWTAuth.create(
                            vertx,
                            new JWTAuthOptions()
                                    .addPubSecKey(
                                            new PubSecKeyOptions()
                                                    .setAlgorithm(algorithm)
                                                    .setBuffer(Buffer.buffer(key))))
                    .generateToken(claims, new JWTOptions().setAlgorithm(algorithm));
        } finally {
            HttpNode.await(vertx.close());
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes());
    }

    static Stream<String> tokensThatAreNotOurs() {
        String good = signed(HttpNode.KEY, "HS256", claims(NOW + 60));
        String[] parts = good.split("\\.");
        String none = base64("{\"typ\":\"JWT\",\"alg\":\"none\"}");
        JsonObject otherPlayer = claims(NOW + 60).put("sub", "p0000000000002");
        return Stream.of(
                signed(OTHER_KEY, "HS256", claims(NOW + 60)),
                signed(HttpNode.KEY, "HS512", claims(NOW + 60)),
                signed(HttpNode.KEY, "HS256", claims(NOW + 60).put("iss", "other")),
                signed(HttpNode.KEY, "HS256", claims(NOW + 60).put("sub", "not-a-player")),
                signed(HttpNode.KEY, "HS256", new JsonObject().put("iss", "rallypoint")),
                signed(HttpNode.KEY, "HS256", claims(NOW + 60).put("exp", "soon")),
                none + "." + parts[1] + ".",
                none + "." + parts[1],
                none + "." + parts[1] + "." + parts[2],
                parts[0] + "." + base64(otherPlayer.encode()) + "." + parts[2],
                parts[0] + "." + parts[1] + ".",
                parts[0] + "." + parts[1],
                good + "x",
                "x",
                "..",
                "a.b.c",
                base64("{\"alg\":7}") + "." + parts[1] + "." + parts[2],
                base64("[") + "." + parts[1] + "." + parts[2]);
    }

    private static void assertRefused(HttpResponse<String> answer, ProblemCode code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code.code());
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer");
    }

    @Test
    void takesATokenOfAnotherNodeWithTheSameKey() {
        String token = signed(HttpNode.KEY, "HS256", claims(NOW + 60));
        assertThat(node.send("GET", "/v1/lobbies", token, "").statusCode()).isEqualTo(200);
        String fromTheFuture =
                signed(HttpNode.KEY, "HS256", claims(NOW + 600).put("iat", NOW + 30));
        assertThat(node.send("GET", "/v1/lobbies", fromTheFuture, "").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("tokensThatAreNotOurs")
    void refusesATokenThatIsNotOurs(String token) {
        assertRefused(node.send("GET", "/v1/lobbies", token, ""), ProblemCode.INVALID_TOKEN);
    }

    @Test
    void saysThatATokenHasExpired() {
        String justNow = signed(HttpNode.KEY, "HS256", claims(NOW - 1));
        assertThat(node.send("GET", "/v1/lobbies", justNow, "").statusCode())
                .as("by the clock of another node it may not have expired yet")
                .isEqualTo(200);
        String token = signed(HttpNode.KEY, "HS256", claims(NOW - 31));
        assertRefused(node.send("GET", "/v1/lobbies", token, ""), ProblemCode.TOKEN_EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic QTpC", "Bearer", "bearer", "Token x", ""})
    void refusesOtherSchemes(String header) {
        HttpRequest.Builder request =
                node.request("GET", "/v1/lobbies", "", "").header("Authorization", header);
        assertRefused(node.send(request), ProblemCode.INVALID_TOKEN);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/me",
        "GET, /v1/players/p0000000000001",
        "POST, /v1/lobbies",
        "GET, /v1/lobbies",
        "GET, /v1/lobbies/code/ABCDEF",
        "GET, /v1/lobbies/x",
        "PATCH, /v1/lobbies/x",
        "POST, /v1/lobbies/x/members",
        "DELETE, /v1/lobbies/x/members/me",
        "DELETE, /v1/lobbies/x/members/p1",
        "PUT, /v1/lobbies/x/members/me/ready",
        "POST, /v1/lobbies/x/start",
        "POST, /v1/lobbies/x/connections",
        "GET, /v1/lobbies/x/events",
        "POST, /v1/lobbies/x/messages",
    })
    void asksForATokenBeforeItLooksAtAnythingElse(String method, String path) {
        assertRefused(node.send(method, path, "", ""), ProblemCode.UNAUTHENTICATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/lobbies/", "/v1/lobbies//", "/v1/./lobbies", "/v1/lobbies/%2e/"})
    void asksForATokenHoweverThePathIsSpelt(String path) {
        assertRefused(node.send("GET", path, "", ""), ProblemCode.UNAUTHENTICATED);
    }

    @Test
    void takesATokenInTheQueryOfEventStreamsOnly() {
        String token = signed(HttpNode.KEY, "HS256", claims(NOW + 60));
        assertRefused(
                node.send("GET", "/v1/lobbies?accessToken=" + token, "", ""),
                ProblemCode.UNAUTHENTICATED);
        assertThat(
                        node.send("GET", "/v1/lobbies/x/events?accessToken=" + token, "", "")
                                .statusCode())
                .isEqualTo(404);
        assertRefused(
                node.send("GET", "/v1/lobbies/x/events?accessToken=x", "", ""),
                ProblemCode.INVALID_TOKEN);
    }

    @Test
    void permitsConfiguredOriginsOnly() {
        HttpResponse<String> permitted = withOrigin("GET", "https://game.example");
        assertThat(permitted.statusCode()).isEqualTo(200);
        assertThat(permitted.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("https://game.example");
        assertThat(permitted.headers().allValues("Vary")).isNotEmpty();
        HttpResponse<String> foreign = withOrigin("GET", "https://evil.example");
        assertThat(foreign.statusCode()).isEqualTo(200);
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(foreign.headers().allValues("Vary")).isNotEmpty();
    }

    @Test
    void answersThePreflightOfConfiguredOriginsOnly() {
        HttpResponse<String> permitted = withOrigin("OPTIONS", "https://game.example");
        assertThat(permitted.statusCode()).isEqualTo(204);
        assertThat(permitted.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
                .contains("Authorization", "Last-Event-ID");
        assertThat(permitted.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
                .contains("PATCH", "DELETE");
        assertThat(permitted.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
        HttpResponse<String> foreign = withOrigin("OPTIONS", "https://evil.example");
        assertThat(foreign.statusCode()).isEqualTo(405);
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://game.example.evil.example",
                "http://game.example",
                "https://game.example:444",
                "null",
                "https://GAME.example/",
                ""
            })
    void isNotFooledBySimilarOrigins(String origin) {
        assertThat(withOrigin("GET", origin).headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void permitsAnyOriginWhenConfiguredSo() {
        HttpConfig open =
                HttpNode.config("http.host=127.0.0.1", "http.port=0", "http.corsOrigins=['*']")
                        .http();
        try (HttpNode anyOrigin = new HttpNode(open, HttpNode.UNLIMITED)) {
            HttpRequest.Builder request =
                    anyOrigin
                            .request("GET", "/v1/regions", "", "")
                            .header("Origin", "https://any.example");
            assertThat(anyOrigin.send(request).headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
        }
    }

    @Test
    void namesAConfiguredOriginThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VertxCors(List.of("game.example")))
                .withMessageContaining("http.corsOrigins: game.example");
    }

    private static HttpResponse<String> withOrigin(String method, String origin) {
        return node.send(
                node.request(method, "/v1/regions", "", "")
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", "GET"));
    }
}
