package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.Trust;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.StoreMessage.SavedBans;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.support.ForeignTool;
import dev.rallypoint.support.RawHttp;
import dev.rallypoint.support.TestAuthority;
import dev.rallypoint.support.TestAuthority.Key;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API over TLS, with files that an authority of our own renews as certbot does. */
class HttpTlsIT {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    @TempDir private static Path folder;
    private static TestAuthority authority;
    private static SSLContext trust;
    private static HttpNode node;

    @BeforeAll
    static void start() throws Exception {
        authority = new TestAuthority(folder.resolve("authority"));
        authority.renew("first.example", Key.EC, 20);
        trust = Trust.only(authority.certificate());
        node = start(authority.live());
    }

    private static HttpNode start(Path directory) {
        return new HttpNode(
                HttpNode.Parts.of(
                        "http.host=127.0.0.1",
                        "http.port=0",
                        "http.headerTimeoutSeconds=2",
                        "tls.directory=" + directory,
                        "tls.checkSeconds=1"),
                new SavedBans(List.of()),
                RallypointClient.newHttpClient(trust));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static SSLSocket connect() throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        trust.getSocketFactory()
                                .createSocket(InetAddress.getByName("127.0.0.1"), node.http.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Of a new connection. */
    private static String served() throws IOException {
        // A context of its own: a resumed session would show the certificate of the first.
        try (SSLSocket socket =
                (SSLSocket)
                        Trust.only(authority.certificate())
                                .getSocketFactory()
                                .createSocket("127.0.0.1", node.http.port())) {
            socket.startHandshake();
            return name(socket.getSession());
        }
    }

    private static String name(SSLSession session) throws IOException {
        X509Certificate leaf = (X509Certificate) session.getPeerCertificates()[0];
        return leaf.getSubjectX500Principal().getName();
    }

    private static double reloads(String outcome) {
        return node
                .registry
                .find(Metric.TLS_RELOADS.metricName().replace("_total", ""))
                .tag("outcome", outcome)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void servesOverTlsAndTellsBrowsersToStayThere() {
        HttpResponse<String> answer = node.send("GET", "/v1/regions", "", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                .contains("max-age=31536000");
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        double days = node.registry.get(Metric.TLS_CERTIFICATE_DAYS.metricName()).gauge().value();
        assertThat(days).isBetween(1.0, 25.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksBothVersionsOfToday(String version) throws IOException {
        try (SSLSocket socket = connect()) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1", "-tls1_1"})
    void refusesTheVersionsOfYesterdayAlsoToAClientThatWantsNothingElse(String version)
            throws Exception {
        ForeignTool.Run run =
                ForeignTool.require("openssl", "openssl")
                        .run(
                                LIMIT,
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + node.http.port(),
                                version,
                                "-cipher",
                                "ALL:@SECLEVEL=0");
        assertThat(run.exitCode()).isPositive();
        assertThat(run.output()).contains("alert protocol version");
    }

    @Test
    void playersLogInIfTheyTrustItsAuthorityAndOnlyThen() {
        RallypointClient player =
                new RallypointClient(List.of(node.uri("/")), RallypointClient.newHttpClient(trust));
        assertThat(player.loginAsGuest("Ada").join().accessToken()).isNotBlank();
        assertThatThrownBy(() -> new RallypointClient(node.uri("/")).loginAsGuest("Bo").join())
                .hasMessageContaining("SSLHandshakeException");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            })
    void refusesSuitesWithoutAuthenticatedEncryption(String suite) throws IOException {
        try (SSLSocket socket = connect()) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {suite});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void endsConnectionsThatDoNotFinishTheHandshake() throws IOException {
        try (RawHttp silent = new RawHttp(node.http.port());
                RawHttp plain = new RawHttp(node.http.port())) {
            plain.get("/v1/regions", "");
            assertThat(plain.readToEnd(5_000)).doesNotContain("200 OK");
            silent.readToEnd(5_000);
        }
        await().untilAsserted(
                        () ->
                                assertThat(
                                                node.registry
                                                        .get(
                                                                Metric.TLS_HANDSHAKE_FAILURES
                                                                        .metricName()
                                                                        .replace("_total", ""))
                                                        .counter()
                                                        .count())
                                        .isGreaterThanOrEqualTo(2));
    }

    @Test
    void newConnectionsGetTheNewCertificateWhileOldOnesAndStreamsLiveOn() throws Exception {
        String before = served();
        String token = node.token("Ada");
        try (SSLSocket old = connect();
                EventStreamReader stream =
                        new EventStreamReader(
                                node,
                                node.request(
                                        "GET",
                                        "/v1/lobbies/" + FakeRooms.LOBBY_ID + "/events",
                                        token,
                                        ""))) {
            ask(old);
            authority.renew("after.example", Key.RSA, 25);
            await().atMost(LIMIT).until(() -> served().contains("after.example"));
            assertThat(ask(old)).startsWith("HTTP/1.1 200");
            assertThat(name(old.getSession())).isEqualTo(before);
            long comments = stream.comments();
            await().until(() -> stream.comments() > comments);
            assertThat(stream.hasEnded()).isFalse();
        }
        assertThat(reloads("taken")).isPositive();
        assertThat(node.registry.get(Metric.TLS_CERTIFICATE_DAYS.metricName()).gauge().value())
                .isBetween(24.0, 25.0);
    }

    private static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET /v1/regions HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
        byte[] answer = new byte[8_192];
        return new String(answer, 0, socket.getInputStream().read(answer));
    }

    @Test
    void aPairThatIsNoneChangesNothing() throws Exception {
        String good = served();
        double refused = reloads("refused");
        int other = authority.issue("other.example", Key.EC, 20);
        authority.link("fullchain", other);
        await().atMost(LIMIT).until(() -> reloads("refused") > refused);
        assertThat(served()).isEqualTo(good);
        authority.link("privkey", other);
        await().atMost(LIMIT).until(() -> served().contains("other.example"));
    }

    @Test
    void aCertificateOfTomorrowIsTakenTomorrow() throws Exception {
        double refused = reloads("refused");
        double taken = reloads("taken");
        int later = authority.makeForLater("later.example", 6);
        authority.link("fullchain", later);
        authority.link("privkey", later);
        await().atMost(LIMIT).until(() -> reloads("refused") > refused);
        await().atMost(LIMIT).until(() -> reloads("taken") > taken);
        authority.renew("again.example", Key.EC, 20);
        // Nobody trusts the one before.
        await().atMost(LIMIT).ignoreExceptions().until(() -> served().contains("again.example"));
    }

    @Test
    void aNodeDoesNotStartWithFilesThatAreNoPair() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThatThrownBy(() -> start(empty))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tls.certificate = " + empty.resolve("fullchain.pem"));
        Files.writeString(empty.resolve("fullchain.pem"), "no PEM");
        Files.writeString(empty.resolve("privkey.pem"), "no PEM either");
        assertThatThrownBy(() -> start(empty))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tls.directory = " + empty)
                .hasMessageNotContaining("no PEM either");
    }

    @Test
    void readsTheKeyFormatsThatAcmeClientsWrite() throws Exception {
        Path keys = Files.createDirectories(folder.resolve("keys"));
        for (Key key : List.of(Key.RSA, Key.EC)) {
            int number = authority.issue("format.example", key, 20);
            authority.traditional(number, keys.resolve("privkey.pem"));
            Files.copy(
                    authority.fullchain(number),
                    keys.resolve("fullchain.pem"),
                    StandardCopyOption.REPLACE_EXISTING);
            assertThat(Files.readString(keys.resolve("privkey.pem")))
                    .contains("BEGIN " + key + " PRIVATE KEY");
            try (HttpNode other = start(keys)) {
                assertThat(other.send("GET", "/v1/regions", "", "").statusCode()).isEqualTo(200);
            }
        }
    }
}
