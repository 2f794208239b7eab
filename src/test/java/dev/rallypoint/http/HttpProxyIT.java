package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import dev.rallypoint.contract.StoreMessage.SavedBans;
import dev.rallypoint.support.RawHttp;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 127.0.0.2 is our proxy, 127.0.0.1 a stranger; 203.0.113.0/24 is banned. */
class HttpProxyIT {
    private static final String PROXY = "127.0.0.2";
    private static final String STRANGER = "127.0.0.1";
    private static final Ban BAN = new Ban(1, Ban.CIDR, "203.0.113.0/24", "Spam.", 0);
    private static final SavedBans BANNED = new SavedBans(List.of(new SavedBan(BAN, 1, 0)));

    private static final List<String> HOSTILE =
            List.of(
                    "",
                    ",,,,",
                    "evil.example",
                    "user@evil.example:1/?#",
                    "127.0.0.1, evil.example",
                    "for=\"",
                    "for=\"[::1\";proto=evil.example",
                    "[::ffff:999.0.0.1]:99999",
                    "1.2.3.4%evil.example",
                    "\u2028\u00e9\ud83d\ude97",
                    "%0d%0aInjected: 1",
                    "\u0001\u001b[31m",
                    "../../../../etc/passwd",
                    "${jndi:ldap://evil.example}",
                    "1,".repeat(2_000));

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
                        "http.connectsPerAddress=100000",
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
    void locksOutWhoMakesTokensUpAndNotTheProxyNorItsOtherClients() throws IOException {
        try (RawHttp proxy = new RawHttp(PROXY, node.http.port())) {
            String forger = forgedOf("X-Forwarded-For: 192.0.2.5\r\n");
            for (int i = 1; i < HttpNode.ACCESS_TOKEN_FAILURES; i++) {
                assertThat(status(proxy.get("/v1/me", forger).readAnswer())).isEqualTo("401");
            }
            assertThat(proxy.get("/v1/me", forger).readAnswer())
                    .startsWith("HTTP/1.1 429 ")
                    .contains("\"code\":\"locked_out\"");
            for (String other : List.of("X-Forwarded-For: 192.0.2.6\r\n", "")) {
                assertThat(status(proxy.get("/v1/me", forgedOf(other)).readAnswer()))
                        .as(other)
                        .isEqualTo("401");
            }
        }
    }

    private static String forgedOf(String client) {
        return "Authorization: Bearer forged\r\n" + client;
    }

    @Test
    void aBanEndsTheStreamsOfTheClientAndOfNobodyElseBehindTheProxy() throws IOException {
        String events = "/v1/lobbies/" + FakeRooms.LOBBY_ID + "/events";
        String login = "Authorization: Bearer " + node.token("Ada") + "\r\n";
        try (RawHttp banned = new RawHttp(PROXY, node.http.port());
                RawHttp other = new RawHttp(PROXY, node.http.port())) {
            banned.get(events, login + "X-Forwarded-For: 192.0.2.129\r\n");
            other.get(events, login + "X-Forwarded-For: 192.0.2.127\r\n");
            await().until(() -> openStreams() == 2);
            node.rooms.ban(Ban.CIDR, "192.0.2.128/25");
            assertThat(banned.readToEnd(5_000)).startsWith("HTTP/1.1 200 ");
            assertThat(openStreams()).isEqualTo(1);
        }
    }

    private static double openStreams() {
        return node.registry.get(Metric.EVENT_STREAMS.metricName()).gauge().value();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For",
                "X-Forwarded-Proto",
                "X-Forwarded-Host",
                "X-Forwarded-Port",
                "X-Real-IP",
                "Forwarded",
                "Via",
                "Host",
                "Origin",
                "X-HTTP-Method-Override",
                "X-Original-URL",
            })
    void noHeaderAClientWritesBreaksOrEntersAnAnswer(String header) throws IOException {
        for (String value : HOSTILE) {
            for (String from : List.of(PROXY, STRANGER)) {
                String answer = ask(node, from, "", header + ": " + value + "\r\n");
                assertThat(status(answer)).as("%s: %s", header, value).isIn("200", "400");
                assertThat(answer).doesNotContain("evil.example").doesNotContain("Injected");
            }
        }
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
