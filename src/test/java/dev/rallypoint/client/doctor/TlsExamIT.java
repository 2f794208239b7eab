package dev.rallypoint.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.Trust;
import dev.rallypoint.client.doctor.Check.Status;
import dev.rallypoint.client.doctor.Doctor.Settings;
import dev.rallypoint.support.TestAuthority;
import dev.rallypoint.support.TestAuthority.Key;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a certificate, and when it is this machine's clock. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsExamIT {
    private static final long DAY_MS = 86_400_000;

    private Vertx vertx;
    private SSLContext trust;
    private int port;

    @BeforeAll
    void serve(@TempDir Path folder) throws Exception {
        TestAuthority authority = new TestAuthority(folder);
        authority.renew("play.example", Key.EC, 20);
        trust = Trust.only(authority.certificate());
        vertx = Vertx.vertx();
        HttpServerOptions options =
                new HttpServerOptions()
                        .setHost("0.0.0.0")
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .addCertPath(authority.live().resolve("fullchain.pem") + "")
                                        .addKeyPath(authority.live().resolve("privkey.pem") + ""));
        HttpServer server =
                vertx.createHttpServer(options)
                        .requestHandler(call -> call.response().end("hello"))
                        .listen(0)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    @AfterAll
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Diagnosis examine(String url, Optional<SSLContext> trusted, long clockOffsetMs) {
        return Doctor.examine(
                new Settings(
                        URI.create(url + ":" + port),
                        trusted.map(RallypointClient::newHttpClient)
                                .orElseGet(RallypointClient::newHttpClient),
                        trusted,
                        () -> System.currentTimeMillis() + clockOffsetMs,
                        Optional.empty(),
                        Optional.empty()),
                new Doctor.Listener() {});
    }

    private static Check check(Diagnosis found, String name) {
        return found.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Check tls(String url, Optional<SSLContext> trusted, long clockOffsetMs) {
        return check(examine(url, trusted, clockOffsetMs), "tls");
    }

    @Test
    void aGoodCertificateIsGood() {
        Check tls = tls("https://localhost", Optional.of(trust), 0);

        assertThat(tls.status()).isEqualTo(Status.OK);
        assertThat(tls.details().get("daysLeft").intValue()).isBetween(18, 20);
        assertThat(tls("https://localhost", Optional.of(trust), 15 * DAY_MS).status())
                .isEqualTo(Status.WARNING);
    }

    @Test
    void anUnknownAuthorityIsNamed() {
        Check tls = tls("https://localhost", Optional.empty(), 0);

        assertThat(tls.status()).isEqualTo(Status.FAILED);
        assertThat(tls.cause()).contains("not signed by an authority");
        assertThat(tls.nextStep()).contains("--ca");
    }

    @Test
    void anotherNameIsNamed() {
        Check tls = tls("https://127.0.0.3", Optional.of(trust), 0);

        assertThat(tls.cause()).contains("for another name than 127.0.0.3");
    }

    @Test
    void aClockOutsideOfTheCertificatesTimeIsNamed() {
        assertThat(tls("https://localhost", Optional.of(trust), 30 * DAY_MS).cause())
                .contains("ended at")
                .contains("clock says");
        assertThat(tls("https://localhost", Optional.of(trust), -30 * DAY_MS).cause())
                .contains("begins at");
    }

    @Test
    void aPortThatSpeaksAnotherSchemeIsNamed() {
        assertThat(check(examine("http://localhost", Optional.empty(), 0), "http").cause())
                .contains("speaks https");
    }

    @Test
    void aServerThatIsNoNodeIsNamed() {
        assertThat(check(examine("https://localhost", Optional.of(trust), 0), "http").cause())
                .contains("not a Rallypoint node");
    }
}
