package dev.rallypoint.turn;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A STUN server as an operator writes it.
 *
 * @param host a name or an IP literal, without brackets
 * @param port 1..65535
 */
record ServerName(String host, int port) {
    private static final int DEFAULT_PORT = 3478;
    private static final Pattern WRITTEN =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:\\s]+))(?::(\\d{1,5}))?");

    /**
     * Reads {@code host}, {@code host:port}, {@code 192.0.2.1:port} or {@code [2001:db8::1]:port};
     * without a port it is 3478. Empty if it is none of these.
     */
    static Optional<ServerName> parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        int port = matcher.group(3) == null ? DEFAULT_PORT : Integer.parseInt(matcher.group(3));
        return port < 1 || port > 65_535
                ? Optional.empty()
                : Optional.of(new ServerName(host, port));
    }
}
