package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.ConfigLoader;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {
    private static final PeerAddress PROXY = CidrBlock.addressOf("10.0.0.1");
    private static final PeerAddress STRANGER = CidrBlock.addressOf("198.51.100.9");

    private static TrustedProxies proxies(String header) {
        return new TrustedProxies(
                config(
                        "http.trustedProxies=[10.0.0.0/8, 2001:db8:ffff::/48]",
                        "http.forwardedHeader=" + header));
    }

    private static HttpConfig config(String... assignments) {
        return new ConfigLoader().assignments(List.of(assignments)).load().http();
    }

    private static String client(String header, String... lines) {
        return proxies(header).clientOf(PROXY, List.of(lines)).host();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // What the nearest proxy saw.
                "203.0.113.7                             | 203.0.113.7",
                // What the client wrote itself stands before it.
                "127.0.0.1, 203.0.113.7                  | 203.0.113.7",
                "10.0.0.9, 203.0.113.7                   | 203.0.113.7",
                "198.51.100.1, 203.0.113.7, 10.0.0.9     | 203.0.113.7",
                // Ours all the way.
                "10.0.0.8, 10.0.0.9                      | 10.0.0.8",
                // Cloud balancers add the port.
                "203.0.113.7:51344                       | 203.0.113.7",
                "[2001:db8::7]:51344                     | 2001:db8:0:0:0:0:0:7",
                "2001:db8::7                             | 2001:db8:0:0:0:0:0:7",
                // Nothing that can be read: who said so is all we know.
                "''                                      | 10.0.0.1",
                "203.0.113.7, unknown                    | 10.0.0.1",
                "203.0.113.7, play.example               | 10.0.0.1",
                "203.0.113.7, 1.2.3.256                  | 10.0.0.1",
                "unknown, 10.0.0.9                       | 10.0.0.9",
            })
    void findsTheRightmostAddressThatIsNoneOfOurs(String header, String client) {
        assertThat(client("x-forwarded-for", header)).isEqualTo(client);
    }

    @Test
    void linesAreOneList() {
        assertThat(client("x-forwarded-for", "127.0.0.1", "203.0.113.7", "10.0.0.9"))
                .isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=203.0.113.7;proto=https;by=10.0.0.1 | 203.0.113.7",
                "for=127.0.0.1, For=\"203.0.113.7:4711\" | 203.0.113.7",
                "for=\"[2001:db8::7]:4711\"              | 2001:db8:0:0:0:0:0:7",
                "for=203.0.113.7, for=_hidden            | 10.0.0.1",
                "proto=https                             | 10.0.0.1",
            })
    void readsTheStandardsHeaderWhenItIsTheConfiguredOne(String header, String client) {
        assertThat(client("forwarded", header)).isEqualTo(client);
    }

    @Test
    void believesNobodyElse() {
        TrustedProxies proxies = proxies("x-forwarded-for");
        assertThat(proxies.clientOf(STRANGER, List.of("203.0.113.7"))).isEqualTo(STRANGER);
        assertThat(proxies.isSecure(STRANGER, List.of("https"), List.of())).isFalse();
        TrustedProxies none = new TrustedProxies(config());
        assertThat(none.clientOf(PROXY, List.of("203.0.113.7"))).isEqualTo(PROXY);
    }

    @Test
    void ourNearestProxySaysWhetherTheClientSpeaksHttps() {
        TrustedProxies proxies = proxies("x-forwarded-for");
        assertThat(proxies.isSecure(PROXY, List.of("https"), List.of())).isTrue();
        assertThat(proxies.isSecure(PROXY, List.of("https, http"), List.of())).isFalse();
        assertThat(proxies.isSecure(PROXY, List.of(), List.of())).isFalse();
        TrustedProxies standard = proxies("forwarded");
        assertThat(standard.isSecure(PROXY, List.of(), List.of("for=x;proto=https"))).isTrue();
        assertThat(standard.isSecure(PROXY, List.of("https"), List.of("for=x"))).isFalse();
    }

    @Test
    void readsNoMoreHopsThanANetworkHas() {
        String hops = "203.0.113.7" + ", 10.0.0.2".repeat(5_000);
        assertThat(client("x-forwarded-for", hops)).isEqualTo("10.0.0.2");
    }

    @Test
    void nothingAClientWritesThrows() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String letters = "0123456789.,:;[]\"= forx%_-";
        List<TrustedProxies> both = List.of(proxies("forwarded"), proxies("x-forwarded-for"));
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            PeerAddress client = both.get(i % 2).clientOf(PROXY, List.of(text.toString()));
            assertThat(client.host()).as("seed %d: %s", seed, text).isNotEmpty();
        }
    }

    @Test
    void aBlockThatIsNoneAndAProtocolWithoutProxiesAreRefused() {
        assertThatThrownBy(() -> new TrustedProxies(config("http.trustedProxies=[proxy.example]")))
                .hasMessageContaining("http.trustedProxies")
                .hasMessageContaining("proxy.example");
        assertThatThrownBy(() -> new TrustedProxies(config("http.proxyProtocol=true")))
                .hasMessageContaining("http.trustedProxies");
    }
}
