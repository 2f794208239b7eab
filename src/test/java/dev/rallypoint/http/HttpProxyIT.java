package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.BusMessage.Ban;
import dev.rallypoint.contract.BusMessage.SavedBan;
import dev.rallypoint.contract.BusMessage.SavedBans;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.support.RawHttp;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 127.0.0.2 is our proxy, 127.0.0.1 a stranger; 203.0.113.0/24 is banned. */
class HttpProxyIT {
    private static final String PROXY = "127.0.0.2";
    private static final String STRANGER = "127.0.0.1";
    private static final Ban BAN = new Ban(1, Ban.CIDR, "203.0.113.0/24", "Spam.", 0);
    private static final SavedBans BANNED = new SavedBans(List.of(new SavedBan(BAN, 1, 0)));

    private static HttpNode node;
    private static HttpNode behindHaproxy;

    @BeforeAll
    static void start() {
        node = start("http.proxyProtocol=false");
        behindHaproxy = start("http.proxyProtocol=true");
    }

    private static HttpNode start(String assignment) {
        return new HttpNode(
                HttpNode.Parts.of(
                        "http.host=127.0.0.1",
                        "http.port=0",
                        "http.trustedProxies=[127.0.0.2/32]",
                        assignment),
                BANNED,
                HttpClient.newHttpClient());
    }

    @AfterAll
    static void stop() {
        node.close();
        behindHaproxy.close();
    }

    private static String ask(HttpNode node, String from, String before, String headers)
            throws IOException {
        try (RawHttp connection = new RawHttp(from, node.http.port())) {
            return connection.send(before).get("/v1/regions", headers).readAnswer();
        }
    }

    private static String status(String answer) {
        return answer.substring(9, 12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.2 | X-Forwarded-For: 203.0.113.7                          | 403",
                "127.0.0.2 | X-Forwarded-For: 198.51.100.1, 203.0.113.7            | 403",
                "127.0.0.2 | X-Forwarded-For: 203.0.113.7:4711                     | 403",
                // He cannot put somebody else before himself, ...
                "127.0.0.2 | X-Forwarded-For: 203.0.113.7, 198.51.100.1            | 200",
                // ... nor take the way through a header that the proxy does not know, ...
                "127.0.0.2 | Forwarded: for=203.0.113.7                            | 200",
                "127.0.0.2 | X-Real-IP: 203.0.113.7                                | 200",
                // ... and a stranger's word counts for nothing.
                "127.0.0.1 | X-Forwarded-For: 203.0.113.7                          | 200",
            })
    void bansTheClientThatOurProxyNames(String from, String header, String status)
            throws IOException {
        assertThat(status(ask(node, from, "", header + "\r\n"))).isEqualTo(status);
    }

    @Test
    void twoHeaderLinesAreOneList() throws IOException {
        String lines = "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.7\r\n";
        assertThat(status(ask(node, PROXY, "", lines))).isEqualTo("403");
    }

    @Test
    void onlyOurProxyMaySayThatTheClientSpeaksHttps() throws IOException {
        String https = "X-Forwarded-Proto: https\r\n";
        assertThat(ask(node, PROXY, "", https)).containsIgnoringCase("Strict-Transport-Security");
        assertThat(ask(node, STRANGER, "", https))
                .doesNotContainIgnoringCase("Strict-Transport-Security");
        assertThat(ask(node, PROXY, "", "X-Forwarded-Proto: http\r\n"))
                .doesNotContainIgnoringCase("Strict-Transport-Security");
    }

    @Test
    void takesTheAddressOfTheProxyProtocolFromOurProxyAlone() throws IOException {
        String banned = "PROXY TCP4 203.0.113.7 127.0.0.1 4711 80\r\n";
        String other = "PROXY TCP4 198.51.100.1 127.0.0.1 4711 80\r\n";
        assertThat(status(ask(behindHaproxy, PROXY, banned, ""))).isEqualTo("403");
        assertThat(status(ask(behindHaproxy, PROXY, other, ""))).isEqualTo("200");
        // The proxy has said who it is: what the client adds is hearsay.
        assertThat(status(ask(behindHaproxy, PROXY, other, "X-Forwarded-For: 203.0.113.7\r\n")))
                .isEqualTo("200");
        try (RawHttp connection = new RawHttp(STRANGER, behindHaproxy.http.port())) {
            assertThat(connection.readToEnd(5_000)).isEmpty();
        }
        assertThat(
                        behindHaproxy
                                .registry
                                .get(Metric.HTTP_CONNECTIONS_CUT.metricName().replace("_total", ""))
                                .tag("reason", "not_a_proxy")
                                .counter()
                                .count())
                .isEqualTo(1);
    }
}
