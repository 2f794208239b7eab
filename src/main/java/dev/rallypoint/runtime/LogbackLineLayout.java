package dev.rallypoint.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * A line for people: UTC time, level, subsystem, message, {@code key=value}. What players typed
 * cannot begin a line of its own or move a terminal's cursor: control characters are escaped.
 */
final class LogbackLineLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final String INDENT = "    ";
    private static final String OWN_PACKAGE = "dev.rallypoint.";

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        String subsystem = LogSubsystem.of(event.getLoggerName()).label();
        line.append(String.format(" %-5s %-8s ", event.getLevel(), subsystem));
        appendEscaped(line, event.getFormattedMessage());
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                line.append(' ').append(pair.key).append('=');
                appendEscaped(line, String.valueOf(pair.value));
            }
        }
        IThrowableProxy failure = event.getThrowableProxy();
        if (failure != null && isLibrarysWarning(event)) {
            line.append(" cause=");
            appendEscaped(line, failure.getClassName() + ": " + failure.getMessage());
        }
        line.append(System.lineSeparator());
        if (failure != null && !isLibrarysWarning(event)) {
            appendTrace(line, ThrowableProxyUtil.asString(failure));
        }
        return line.toString();
    }

    /** Indented, so that no line break in a message begins a line of its own. */
    private static void appendTrace(StringBuilder line, String trace) {
        trace.lines()
                .forEach(
                        text -> {
                            line.append(INDENT);
                            appendEscaped(line, text.stripLeading());
                            line.append(System.lineSeparator());
                        });
    }

    /** Libraries warn of every connection that a dead node closed, with pages of stack. */
    private static boolean isLibrarysWarning(ILoggingEvent event) {
        return !event.getLevel().isGreaterOrEqual(Level.ERROR)
                && !event.getLoggerName().startsWith(OWN_PACKAGE);
    }

    private static void appendEscaped(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                line.append(c == '\n' ? "\\n" : String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
    }
}
