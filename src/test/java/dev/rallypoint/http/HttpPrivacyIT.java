package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What must never be in a log or an answer. */
class HttpPrivacyIT {
    private static final String LOBBY = "/v1/lobbies/" + FakeRooms.LOBBY_ID;
    private static final String SECRET = "hunter2-hunter2-hunter2-hunter2-hunter2";

    private static final String CODE = "K7M4PX";

    private static final class Log extends AppenderBase<ILoggingEvent> {
        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            String cause =
                    event.getThrowableProxy() == null ? "" : event.getThrowableProxy().getMessage();
            lines.add(event.getFormattedMessage() + " " + cause);
        }
    }

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.rallypoint");
    private final Log log = new Log();
    private HttpNode node;

    @BeforeEach
    void start() {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.TRACE);
        node = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setLevel(null);
        node.close();
    }

    @Test
    void logsCallsWithoutTokensPasswordsAndDevices() {
        String body = "{\"displayName\":\"Ada\",\"deviceId\":\"" + SECRET + "\"}";
        node.send("POST", "/v1/auth/guest", "", body);
        String token = node.token("Bo");
        node.send("POST", LOBBY + "/members", token, "{\"password\":\"" + SECRET + "\"}");
        node.send("GET", "/v1/me", SECRET, "");
        node.send("GET", LOBBY + "/events?accessToken=" + SECRET, "", "");
        try (EventStreamReader reader =
                new EventStreamReader(
                        node,
                        node.request("GET", LOBBY + "/events?accessToken=" + token, "", ""))) {
            await().until(() -> reader.comments() > 0);
        }
        assertThat(log.lines)
                .anyMatch(line -> line.contains("path=/v1/lobbies/{id}/events status=200"))
                .noneMatch(line -> line.contains(SECRET))
                .noneMatch(line -> line.contains(token));
    }

    @Test
    void logsCallsWithoutJoinCodes() {
        String token = node.token("Ada");
        node.send("GET", "/v1/lobbies/code/" + CODE, token, "");
        node.send("GET", "/v1/lobbies/code/" + CODE + "//", token, "");
        node.send("DELETE", "/v1/lobbies/code/" + CODE, token, "");
        node.send("GET", "/v1/lobby/code/" + CODE, token, "");
        node.rooms.broken = true;
        node.send("GET", "/v1/lobbies/code/" + CODE, token, "");
        assertThat(log.lines)
                .anyMatch(line -> line.contains("path=/v1/lobbies/code/{joinCode} status=200"))
                .anyMatch(line -> line.contains("path=/v1/lobbies/code/{joinCode} status=500"))
                .anyMatch(line -> line.contains("path=other status=404"))
                .anyMatch(line -> line.contains("path=other status=405"))
                .noneMatch(line -> line.contains(CODE));
    }

    @Test
    void answersAnUnexpectedFailureWithoutItsInsides() {
        String token = node.token("Ada");
        node.rooms.broken = true;
        var answer = node.send("GET", LOBBY, token, "");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains("\"code\":\"internal\"")
                .doesNotContain("Exception", "broken on purpose", "dev.rallypoint");
    }
}
