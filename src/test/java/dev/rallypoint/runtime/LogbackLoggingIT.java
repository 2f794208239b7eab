package dev.rallypoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.contract.LogConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Real files and the real console. */
class LogbackLoggingIT {
    @TempDir Path directory;

    private final PrintStream realConsole = System.out;
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    @AfterEach
    void restore() throws JoranException {
        System.setOut(realConsole);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        JoranConfigurator tests = new JoranConfigurator();
        tests.setContext(context);
        tests.doConfigure(getClass().getResource("/logback-test.xml"));
    }

    private void configure(LogConfig config) {
        System.setOut(new PrintStream(console, true, StandardCharsets.UTF_8));
        LogbackLogging.configure(config);
    }

    private LogConfig text(String level) {
        return new LogConfig(level, "text", directory.resolve("logs").toString(), 10_000, 3);
    }

    private static Logger logger(String name) {
        return LoggerFactory.getLogger(name);
    }

    @Test
    void aLineHasTimeLevelSubsystemMessageAndKeys() {
        configure(new LogConfig("info", "text", "", 10_000, 3));
        logger("dev.rallypoint.lobby.LobbyVerticle")
                .atInfo()
                .addKeyValue("lobbyId", "l1")
                .addKeyValue("slot", 3)
                .log("seat taken");
        assertThat(consoleLines())
                .singleElement()
                .asString()
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  lobby    "
                                + "seat taken lobbyId=l1 slot=3");
    }

    @Test
    void eachSubsystemsLinesLandInItsFileAndNowhereElse() throws IOException {
        configure(text("info"));
        for (LogSubsystem subsystem : LogSubsystem.values()) {
            String room = subsystem == LogSubsystem.STUN ? "turn" : subsystem.label();
            logger("dev.rallypoint." + room + ".X").info("of " + subsystem.label());
        }
        logger("com.hazelcast.internal.X").warn("of hazelcast");
        logger("io.netty.channel.X").warn("of netty");
        logger("dev.rallypoint.protocol.stun.X").info("of the protocol");
        for (LogSubsystem subsystem : LogSubsystem.values()) {
            List<String> expected =
                    switch (subsystem) {
                        case CLUSTER -> List.of("of cluster", "of hazelcast");
                        case NODE -> List.of("of node", "of netty");
                        case STUN -> List.of("of stun", "of the protocol");
                        default -> List.of("of " + subsystem.label());
                    };
            assertThat(Files.readAllLines(file(subsystem.label() + ".log")))
                    .as(subsystem.label())
                    .extracting(line -> line.replaceAll("^.*(?=of )", ""))
                    .isEqualTo(expected);
        }
        assertThat(consoleLines()).hasSize(LogSubsystem.values().length + 3);
    }

    @Test
    void filesAreRotatedAtTheirSizeAndOnlySoManyAreKept() throws IOException {
        configure(text("info"));
        for (int i = 0; i < 1_000; i++) {
            logger("dev.rallypoint.relay.X").info("line {} {}", i, "x".repeat(100));
        }
        for (String name : List.of("relay.log", "relay.log.1", "relay.log.2", "relay.log.3")) {
            assertThat(Files.size(file(name))).as(name).isBetween(1L, 10_500L);
        }
        assertThat(file("relay.log.4")).doesNotExist();
        List<String> newest = Files.readAllLines(file("relay.log"));
        assertThat(newest.get(newest.size() - 1)).contains("line 999 ");
    }

    @Test
    void moreThanTwentyFilesAreKeptWhenAskedFor() throws IOException {
        configure(new LogConfig("info", "text", directory.resolve("logs").toString(), 4_096, 30));
        for (int i = 0; i < 2_000; i++) {
            logger("dev.rallypoint.relay.X").info("line {} {}", i, "x".repeat(100));
        }
        assertThat(file("relay.log.30")).exists();
        assertThat(file("relay.log.31")).doesNotExist();
    }

    @Test
    void jsonLinesParseAndHoldTheKeys() throws IOException {
        String directoryName = directory.resolve("logs").toString();
        configure(new LogConfig("info", "json", directoryName, 10_000, 3));
        logger("dev.rallypoint.store.X")
                .atWarn()
                .addKeyValue("nodeId", "n1")
                .setCause(new IOException("disk\nfull"))
                .log("a \"quoted\"\nmessage");
        List<String> lines = Files.readAllLines(file("store.log"));
        assertThat(lines).hasSize(1).isEqualTo(consoleLines());
        JsonNode json = new ObjectMapper().readTree(lines.get(0));
        assertThat(json.path("subsystem").asText()).isEqualTo("store");
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("message").asText()).isEqualTo("a \"quoted\"\nmessage");
        assertThat(json.path("nodeId").asText()).isEqualTo("n1");
        assertThat(json.path("stack_trace").asText()).contains("disk\nfull");
        assertThat(json.path("@timestamp").asText()).endsWith("Z");
    }

    @Test
    void debugIsForOurOwnLoggersOnly() {
        configure(new LogConfig("debug", "text", "", 10_000, 3));
        assertThat(logger("dev.rallypoint.relay.X").isDebugEnabled()).isTrue();
        assertThat(logger("dev.rallypoint.relay.X").isTraceEnabled()).isFalse();
        for (String foreign :
                List.of("com.hazelcast.X", "io.netty.X", "io.vertx.X", "org.flywaydb.X")) {
            assertThat(logger(foreign).isWarnEnabled()).as(foreign).isTrue();
            assertThat(logger(foreign).isInfoEnabled()).as(foreign).isFalse();
        }
    }

    @Test
    void whatPlayersTypedCannotForgeALine() {
        configure(new LogConfig("info", "text", "", 10_000, 3));
        logger("dev.rallypoint.lobby.X")
                .atInfo()
                .addKeyValue("name", "Eve\r\n2026 ERROR forged\u001b[2J")
                .log("joined");
        assertThat(consoleLines())
                .singleElement()
                .asString()
                .endsWith("joined name=Eve\\u000d\\n2026 ERROR forged\\u001b[2J");
    }

    @Test
    void aLibrarysWarningIsOneLineWithItsCause() {
        configure(new LogConfig("info", "text", "", 10_000, 3));
        IllegalStateException failure = new IllegalStateException("refused\nby the peer");
        logger("io.vertx.core.eventbus.impl.X").warn("no connection", failure);
        logger("com.hazelcast.X").error("broken", failure);

        assertThat(consoleLines().get(0))
                .contains("WARN  cluster  no connection cause=java.lang.IllegalStateException: ")
                .endsWith("refused\\nby the peer");
        assertThat(consoleLines().get(1)).endsWith("broken");
        assertThat(consoleLines()).as("the error's stack").hasSizeGreaterThan(5);
    }

    @Test
    void anExceptionsMessageCannotForgeALine() {
        configure(new LogConfig("info", "text", "", 10_000, 3));
        logger("dev.rallypoint.http.X")
                .error("failed", new IllegalStateException("a\r\n2026 ERROR forged\u001b[2J"));
        assertThat(consoleLines())
                .contains("    2026 ERROR forged\\u001b[2J")
                .filteredOn(line -> !line.startsWith("    "))
                .hasSize(1);
    }

    @Test
    void aStackTraceFollowsItsLine() {
        configure(new LogConfig("info", "text", "", 10_000, 3));
        logger("dev.rallypoint.http.X").error("failed", new IllegalStateException("why"));
        assertThat(consoleLines().get(0)).endsWith("ERROR http     failed");
        assertThat(consoleLines().get(1)).isEqualTo("    java.lang.IllegalStateException: why");
    }

    @Test
    void anUnwritableDirectoryIsAConfigurationError() throws IOException {
        Path blocked = Files.writeString(directory.resolve("blocked"), "a file").resolve("logs");
        LogConfig config = new LogConfig("info", "text", blocked.toString(), 10_000, 3);
        assertThatThrownBy(() -> LogbackLogging.configure(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("log.directory = " + blocked);
    }

    @Test
    void recordedTicketsNeedAPlace() {
        LogConfig config = new LogConfig("info", "text", "", 10_000, 3, true);
        assertThatThrownBy(() -> LogbackLogging.configure(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("log.directory");
    }

    private List<String> consoleLines() {
        return console.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private Path file(String name) {
        return directory.resolve("logs").resolve(name);
    }
}
