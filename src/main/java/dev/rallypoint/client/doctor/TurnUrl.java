package dev.rallypoint.client.doctor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A TURN URI (RFC 7065).
 *
 * @param text as it was written
 * @param host a name, or a literal without brackets
 */
record TurnUrl(String text, Way way, String host, int port) {
    /** How it is reached. */
    enum Way {
        UDP(3_478),
        TCP(3_478),
        TLS(5_349);

        private final int defaultPort;

        Way(int defaultPort) {
            this.defaultPort = defaultPort;
        }
    }

    private static final Pattern FORM =
            Pattern.compile(
                    "(turns?):(\\[[0-9a-fA-F:.]+]|[^:?\\[\\]]+)(?::(\\d{1,5}))?"
                            + "(?:\\?transport=(udp|tcp))?");
    private static final int MAX_PORT = 65_535;

    /** Empty for another URI, and for DTLS, which no node serves. */
    static Optional<TurnUrl> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean isSecure = matcher.group(1).equals("turns");
        String transport = Optional.ofNullable(matcher.group(4)).orElse(isSecure ? "tcp" : "udp");
        if (isSecure && transport.equals("udp")) {
            return Optional.empty();
        }
        Way way = isSecure ? Way.TLS : transport.equals("tcp") ? Way.TCP : Way.UDP;
        int port =
                Optional.ofNullable(matcher.group(3))
                        .map(Integer::parseInt)
                        .orElse(way.defaultPort);
        String host = matcher.group(2).replaceAll("[\\[\\]]", "");
        return port > MAX_PORT ? Optional.empty() : Optional.of(new TurnUrl(text, way, host, port));
    }

    /** For a look-up. */
    String hostAndPort() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
