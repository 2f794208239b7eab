package dev.rallypoint.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Config;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.support.RawHttp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectVerticleIT {
    private static final int API_PORT = 25_566;

    @TempDir private static Path webroot;
    private static Vertx vertx;
    private static RedirectVerticle redirect;

    @BeforeAll
    static void start() throws IOException {
        Path challenges = Files.createDirectories(webroot.resolve(".well-known/acme-challenge"));
        Files.writeString(challenges.resolve("a-token_of-ACME"), "a-token_of-ACME.thumbprint");
        Files.writeString(webroot.resolve("secret"), "nobody may see this");
        vertx = Vertx.vertx();
        Config config =
                new ConfigLoader()
                        .assignments(
                                List.of(
                                        "http.host=127.0.0.1",
                                        "tls.redirectPort=0",
                                        "tls.acmeWebroot=" + webroot))
                        .load();
        VertxEdge edge =
                new VertxEdge(
                        vertx,
                        config.http(),
                        config.tls(),
                        new MicrometerMetrics(new SimpleMeterRegistry()),
                        new EpochClock());
        redirect = new RedirectVerticle(config.tls(), edge, API_PORT);
        vertx.deployVerticle(redirect).await();
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
    }

    private static String ask(String request) throws IOException {
        try (RawHttp connection = new RawHttp(redirect.port())) {
            return connection.send(request).readAnswer();
        }
    }

    private static String get(String path, String host) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    @Test
    void sendsPagesOnToTheSameHostAndPath() throws IOException {
        assertThat(get("/v1/regions?a=b", "play.example"))
                .startsWith("HTTP/1.1 308 ")
                .contains("Location: https://play.example:25566/v1/regions?a=b\r\n");
        assertThat(get("/", "play.example:80")).contains("https://play.example:25566/\r\n");
        assertThat(get("/", "[2001:db8::1]:80")).contains("https://[2001:db8::1]:25566/\r\n");
    }

    @Test
    void refusesCallsThatWouldSendSecretsInTheClearTheNextTime() throws IOException {
        assertThat(
                        ask(
                                "POST /v1/auth/guest HTTP/1.1\r\nHost: play.example\r\n"
                                        + "Content-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("\"code\":\"https_required\"")
                .doesNotContain("Location");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example/", "a b", "user@evil.example", "evil.example?", ""})
    void sendsNobodyToAPlaceThatIsNoHost(String host) throws IOException {
        assertThat(get("/", host)).doesNotContain("Location").contains(" 40");
    }

    @Test
    void showsTheAnswersToTheAuthoritysQuestions() throws IOException {
        assertThat(get("/.well-known/acme-challenge/a-token_of-ACME", "play.example"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("a-token_of-ACME.thumbprint");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.well-known/acme-challenge/../../secret",
                "/.well-known/acme-challenge/..%2f..%2fsecret",
                "/.well-known/acme-challenge/%2e%2e/%2e%2e/secret",
                "/.well-known/acme-challenge/..",
                "/.well-known/acme-challenge/unknown",
                "/secret",
            })
    void showsNothingElse(String path) throws IOException {
        assertThat(get(path, "play.example"))
                .doesNotContain("nobody may see this")
                .doesNotStartWith("HTTP/1.1 200 ");
    }
}
