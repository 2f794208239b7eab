package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.ConfigLoader;
import java.util.List;

/** X-Forwarded-For and Forwarded, of which all but the end is what a client wrote himself. */
class TrustedProxiesFuzzTest {
    private static final PeerAddress PROXY = CidrBlock.addressOf("10.0.0.1");
    private static final PeerAddress STRANGER = CidrBlock.addressOf("198.51.100.9");
    private static final PeerAddress CLIENT = CidrBlock.addressOf("203.0.113.7");
    private static final TrustedProxies X_FORWARDED_FOR = proxies("x-forwarded-for");
    private static final TrustedProxies FORWARDED = proxies("forwarded");

    private static TrustedProxies proxies(String header) {
        return new TrustedProxies(
                new ConfigLoader()
                        .assignments(
                                List.of(
                                        "http.trustedProxies=[10.0.0.0/8]",
                                        "http.forwardedHeader=" + header))
                        .load()
                        .http());
    }

    /** A stranger is himself; and nobody talks his way past what our own proxy saw. */
    @FuzzTest
    void header(FuzzedDataProvider data) {
        boolean isStandard = data.consumeBoolean();
        TrustedProxies proxies = isStandard ? FORWARDED : X_FORWARDED_FOR;
        boolean isOneLine = data.consumeBoolean();
        String tale = data.consumeRemainingAsString();
        String seen = (isStandard ? "for=" : "") + CLIENT.host();
        List<String> lines = isOneLine ? List.of(tale + ", " + seen) : List.of(tale, seen);
        assertThat(proxies.clientOf(PROXY, lines)).isEqualTo(CLIENT);
        assertThat(proxies.clientOf(STRANGER, List.of(tale))).isEqualTo(STRANGER);
        assertThat(proxies.clientOf(PROXY, List.of(tale))).isNotNull();
        assertThat(proxies.isSecure(STRANGER, List.of(tale), List.of(tale))).isFalse();
        proxies.isSecure(PROXY, List.of(tale), List.of(tale));
    }
}
