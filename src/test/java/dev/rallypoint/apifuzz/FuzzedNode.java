package dev.rallypoint.apifuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.rallypoint.Server;
import dev.rallypoint.runtime.ConfigLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** A whole node in this process, so that what it runs through guides the fuzzer. */
final class FuzzedNode implements AutoCloseable {
    static final String ADMIN = "operator-of-the-fuzzed-node";
    static final String MODERATOR = "moderator-of-the-fuzzed-node";
    private static final Pattern PORT = Pattern.compile("^(\\w+)\\s.*?:(\\d+)");

    /**
     * Vert.x says so of a thread that was away for too long; what takes less than ten seconds may
     * be the instrumentation of a class, on a busy machine.
     */
    private static final Pattern BLOCKED = Pattern.compile("has been blocked for \\d{5,} ms");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final Server server;

    private final class Complaints extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            boolean isBlocked = BLOCKED.matcher(String.valueOf(event.getFormattedMessage())).find();
            if (event.getLevel().isGreaterOrEqual(Level.ERROR) || isBlocked) {
                String cause =
                        Optional.ofNullable(event.getThrowableProxy())
                                .map(
                                        thrown ->
                                                ": "
                                                        + thrown.getClassName()
                                                        + " "
                                                        + thrown.getMessage())
                                .orElse("");
                complaints.add(event.getLoggerName() + " " + event.getFormattedMessage() + cause);
            }
        }
    }

    FuzzedNode(Path data) {
        List<String> settings = new ArrayList<>();
        for (String room : List.of("relay", "http", "ops", "stun")) {
            settings.add(room + ".host=127.0.0.1");
            settings.add(room + ".port=0");
        }
        settings.addAll(
                List.of(
                        "node.dataDirectory=" + data,
                        "relay.publicAddress=127.0.0.1",
                        "stun.discoveryServers=[]",
                        "ops.token=" + ADMIN,
                        "security.exemptRanges=[127.0.0.0/8]",
                        "lobby.lobbiesPerPlayer=100",
                        "lockout.operatorTokenFailures=1000000",
                        "security.operatorCallsPerAddressPerMinute=2147483647"));
        server =
                Server.start(
                        new ConfigLoader().assignments(settings).load(),
                        Optional.empty(),
                        lines::add);
        watchLog();
    }

    private void watchLog() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Complaints appender = new Complaints();
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
    }

    /** What the log has of errors and blocked loops since the last question. */
    List<String> takeComplaints() {
        List<String> taken = List.copyOf(complaints);
        complaints.removeAll(taken);
        return taken;
    }

    /** matchmaking or operator. */
    int port(String name) {
        return lines.stream()
                .map(PORT::matcher)
                .filter(Matcher::find)
                .filter(found -> found.group(1).equals(name))
                .map(found -> Integer.parseInt(found.group(2)))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        server.stop();
    }
}
