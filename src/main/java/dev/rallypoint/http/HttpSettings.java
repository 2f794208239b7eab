package dev.rallypoint.http;

import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.contract.NodeConfig;
import dev.rallypoint.contract.SecurityConfig;
import dev.rallypoint.runtime.KeyRing;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What the HTTP port is made of.
 *
 * @param accessTokenKeys that sign access tokens (HS256, RFC 7518 §3.2), as they are now
 * @param heartbeatMs between two comments on an event stream
 */
public record HttpSettings(
        HttpConfig http,
        SecurityConfig security,
        NodeConfig node,
        Supplier<KeyRing> accessTokenKeys,
        int heartbeatMs) {
    private static final int HEARTBEAT_MS = 15_000;
    private static final Pattern ORIGIN = Pattern.compile("\\*|[a-z][a-z0-9+.-]*://[^/?#\\s]+");

    public HttpSettings {
        checkOrigins(http);
    }

    /**
     * @throws IllegalArgumentException if {@code corsOrigins} names something else than origins
     */
    public static void checkOrigins(HttpConfig http) {
        for (String origin : http.corsOrigins()) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException(
                        "http.corsOrigins: "
                                + origin
                                + " is not an origin such as https://game.example");
            }
        }
    }

    /** With a heartbeat of 15 s, or more often if connections idle out earlier. */
    public static HttpSettings of(
            HttpConfig http,
            SecurityConfig security,
            NodeConfig node,
            Supplier<KeyRing> accessTokenKeys) {
        int halfIdleMs = http.idleTimeoutSeconds() * 1_000 / 2;
        return new HttpSettings(
                http, security, node, accessTokenKeys, Math.min(HEARTBEAT_MS, halfIdleMs));
    }

    @Override
    public String toString() {
        return "HttpSettings[" + http + "]";
    }
}
