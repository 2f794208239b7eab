package dev.rallypoint.runtime;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import dev.rallypoint.contract.LogConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Sets up all logging of the process from {@code log.*}. To be called first in {@code main}, before
 * Vert.x and Hazelcast look for a logging framework.
 */
public final class LogbackLogging {
    private static final String OWN_LOGGERS = "dev.rallypoint";

    /** The logger whose messages are recorded tickets, as {@code log.tickets} says. */
    public static final String TICKETS = "rallypoint.tickets";

    private static final int TICKETS_WAITING = 8_192;

    private LogbackLogging() {}

    /** For commands whose output is their own: warnings on the console, nothing else. */
    public static void configureQuiet() {
        configure(new ConfigLoader().assignments(List.of("log.level=warn")).load().log());
    }

    /**
     * @throws ConfigException if {@code log.directory} cannot be written
     */
    public static void configure(LogConfig config) {
        System.setProperty("hazelcast.logging.type", "slf4j");
        System.setProperty(
                "vertx.logger-delegate-factory-class-name",
                "io.vertx.core.logging.SLF4JLogDelegateFactory");
        if (!config.directory().isEmpty()) {
            checkDirectory(Path.of(config.directory()));
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        context.getLogger(OWN_LOGGERS).setLevel(Level.toLevel(config.level()));
        // Vert.x registers its own gauges again for every connection; Micrometer warns of the
        // first.
        context.getLogger("io.micrometer.core.instrument.MeterRegistry").setLevel(Level.ERROR);
        // Hazelcast warns of a node that joins nobody, as every node without a cluster file does.
        context.getLogger("com.hazelcast.instance.impl.Node").setLevel(Level.ERROR);
        root.addAppender(console(context, config));
        if (!config.directory().isEmpty()) {
            for (LogSubsystem subsystem : LogSubsystem.values()) {
                root.addAppender(file(context, subsystem, config));
            }
        }
        Logger tickets = context.getLogger(TICKETS);
        tickets.setAdditive(false);
        tickets.setLevel(config.tickets() ? Level.INFO : Level.OFF);
        if (config.tickets()) {
            tickets.addAppender(tickets(context, config));
        }
    }

    private static Appender<ILoggingEvent> file(
            LoggerContext context, LogSubsystem subsystem, LogConfig config) {
        Appender<ILoggingEvent> file =
                LogbackRotation.appender(
                        context, subsystem.label() + ".log", config, encoder(context, config));
        file.addFilter(only(subsystem));
        return file;
    }

    private static Filter<ILoggingEvent> only(LogSubsystem subsystem) {
        Filter<ILoggingEvent> filter =
                new Filter<>() {
                    @Override
                    public FilterReply decide(ILoggingEvent event) {
                        return LogSubsystem.of(event.getLoggerName()) == subsystem
                                ? FilterReply.NEUTRAL
                                : FilterReply.DENY;
                    }
                };
        filter.start();
        return filter;
    }

    /** A line a ticket; never waited for: who waits for a match does not wait for a disk. */
    private static Appender<ILoggingEvent> tickets(LoggerContext context, LogConfig config) {
        if (config.directory().isEmpty()) {
            throw new ConfigException("log.tickets = true needs a log.directory to write to");
        }
        AsyncAppender unwaited = new AsyncAppender();
        unwaited.setContext(context);
        unwaited.setName(TICKETS);
        unwaited.setNeverBlock(true);
        unwaited.setDiscardingThreshold(0);
        unwaited.setQueueSize(TICKETS_WAITING);
        unwaited.addAppender(
                LogbackRotation.appender(
                        context, "tickets.jsonl", config, encoder(context, new MessageAlone())));
        unwaited.start();
        return unwaited;
    }

    private static final class MessageAlone extends LayoutBase<ILoggingEvent> {
        @Override
        public String doLayout(ILoggingEvent event) {
            return event.getFormattedMessage() + "\n";
        }
    }

    private static void checkDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "writable", ".tmp"));
        } catch (IOException e) {
            throw new ConfigException(
                    "log.directory = "
                            + directory
                            + " is not a directory this user may write: "
                            + e,
                    e);
        }
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, LogConfig config) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setEncoder(encoder(context, config));
        console.addFilter(new JoinsNobody());
        console.start();
        return console;
    }

    /** Hazelcast warns of what a node without {@code --cluster} is meant to be. */
    private static final class JoinsNobody extends Filter<ILoggingEvent> {
        private static final String WARNING = "No join method is enabled! Starting standalone.";

        @Override
        public FilterReply decide(ILoggingEvent event) {
            return event.getFormattedMessage().endsWith(WARNING)
                    ? FilterReply.DENY
                    : FilterReply.NEUTRAL;
        }
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogConfig config) {
        return config.format().equals("json")
                ? LogbackJson.encoder(context)
                : encoder(context, new LogbackLineLayout());
    }

    private static Encoder<ILoggingEvent> encoder(
            LoggerContext context, Layout<ILoggingEvent> layout) {
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return encoder;
    }
}
