package dev.rallypoint.bots;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@code serve} about one of its ports, such as {@code relay udp 127.0.0.1:25565 …} or
 * {@code matchmaking tcp http://127.0.0.1:25566/ …}.
 *
 * @param name the first word
 */
record NodeLine(String name, int port) {
    static final String RELAY = "relay";
    static final String MATCHMAKING = "matchmaking";
    private static final Pattern PORT_LINE =
            Pattern.compile(
                    "(relay|matchmaking|operator|stun)\\s+(?:udp|tcp)\\s+"
                            + "(?:https?://)?(?:\\[[0-9a-fA-F:.]+]|[^\\s:/\\[\\]]+):(\\d{1,5})\\b.*");

    /** Empty for any other line. */
    static Optional<NodeLine> parse(String line) {
        Matcher matcher = PORT_LINE.matcher(line.strip());
        return matcher.matches()
                ? Optional.of(new NodeLine(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** Whether the node says that all its ports are served. */
    static boolean isReady(String line) {
        return line.strip().startsWith("ready");
    }
}
