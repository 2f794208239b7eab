package dev.rallypoint.runtime;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import dev.rallypoint.contract.LogConfig;
import java.nio.file.Path;

/**
 * A file of one kind of lines: {@code relay.log}, and {@code relay.log.1} (the newest) up to {@code
 * relay.log.<maxFiles>}.
 */
final class LogbackRotation {
    private LogbackRotation() {}

    static RollingFileAppender<ILoggingEvent> appender(
            LoggerContext context,
            String fileName,
            LogConfig config,
            Encoder<ILoggingEvent> encoder) {
        String file = Path.of(config.directory()).resolve(fileName).toString();
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setName(fileName);
        appender.setFile(file);
        appender.setEncoder(encoder);
        appender.setTriggeringPolicy(atSize(context, config.maxFileBytes()));
        WideWindow window = new WideWindow();
        window.setContext(context);
        window.setParent(appender);
        window.setFileNamePattern(file + ".%i");
        window.setMinIndex(1);
        window.setMaxIndex(config.maxFiles());
        window.start();
        appender.setRollingPolicy(window);
        appender.start();
        return appender;
    }

    private static SizeBasedTriggeringPolicy<ILoggingEvent> atSize(
            LoggerContext context, int maxFileBytes) {
        SizeBasedTriggeringPolicy<ILoggingEvent> policy = new SizeBasedTriggeringPolicy<>();
        policy.setContext(context);
        policy.setMaxFileSize(new FileSize(maxFileBytes));
        // Looks at every line: lines are few, and the limit is to hold in a flood, too.
        policy.setCheckIncrement(Duration.buildByMilliseconds(0));
        policy.start();
        return policy;
    }

    /** Logback caps the window at 20 files. */
    private static final class WideWindow extends FixedWindowRollingPolicy {
        private static final int MAX_FILES = 1_000;

        @Override
        protected int getMaxWindowSize() {
            return MAX_FILES;
        }
    }
}
