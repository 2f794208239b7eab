package dev.rallypoint.runtime;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import net.logstash.logback.composite.AbstractJsonProvider;
import net.logstash.logback.encoder.LogstashEncoder;

/** One JSON object a line: Logstash's fields, our {@code subsystem} and the event's keys. */
final class LogbackJson {
    private LogbackJson() {}

    static Encoder<ILoggingEvent> encoder(LoggerContext context) {
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setTimeZone("UTC");
        encoder.addProvider(new SubsystemField());
        encoder.start();
        return encoder;
    }

    private static final class SubsystemField extends AbstractJsonProvider<ILoggingEvent> {
        @Override
        public void writeTo(JsonGenerator json, ILoggingEvent event) throws IOException {
            json.writeStringField("subsystem", LogSubsystem.of(event.getLoggerName()).label());
        }
    }
}
