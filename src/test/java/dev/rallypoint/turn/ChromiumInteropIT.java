package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.ForeignTool;
import dev.rallypoint.turn.server.TurnCredentials;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two browsers whose pages may only talk through our TURN. */
class ChromiumInteropIT {
    private static final int MESSAGES = 1_000;
    private static final int PATIENCE_SECONDS = 60;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void twoPagesExchangeAThousandMessages(String transport) throws Exception {
        ForeignTool chromium = ForeignTool.require("chromium", "chromium");
        try (StunNode node = StunNode.turn("127.0.0.1");
                PageServer pages = new PageServer("page.html")) {
            Process answering =
                    browser(chromium, "answers", page(pages, "answers", "asks", node, transport));
            Process asking =
                    browser(chromium, "asks", page(pages, "asks", "answers", node, transport));
            try {
                JsonObject result = new JsonObject(pages.await("result", PATIENCE_SECONDS));

                assertThat(result.getString("error")).isNull();
                assertThat(result.getInteger("received")).isEqualTo(MESSAGES);
                assertThat(result.getJsonArray("kinds"))
                        .isNotEmpty()
                        .allMatch(kind -> kind.equals("relay/" + transport));
            } finally {
                end(answering);
                end(asking);
            }
        }
    }

    private static String page(
            PageServer pages, String me, String other, StunNode node, String transport) {
        TurnCredentials credentials = StunNode.credentials("0123456789abcdef");
        int port = transport.equals("udp") ? node.port() : node.tcpPort();
        JsonObject server =
                new JsonObject()
                        .put("urls", "turn:127.0.0.1:" + port + "?transport=" + transport)
                        .put("username", credentials.username())
                        .put("credential", credentials.password());
        JsonObject task =
                new JsonObject()
                        .put("me", me)
                        .put("other", other)
                        .put("messages", MESSAGES)
                        .put("iceServers", new JsonArray().add(server));
        String text = URLEncoder.encode(task.encode(), StandardCharsets.UTF_8);
        return pages.url() + "#" + text.replace("+", "%20");
    }

    private Process browser(ForeignTool chromium, String name, String url) throws IOException {
        return chromium.start(
                folder.resolve(name + ".txt"),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder.resolve(name),
                url);
    }

    /** With the processes that it has started, which would write to the folder once more. */
    private static void end(Process browser) throws InterruptedException {
        List<ProcessHandle> children = browser.descendants().toList();
        browser.destroyForcibly().waitFor();
        for (ProcessHandle child : children) {
            child.destroyForcibly();
            child.onExit().join();
        }
    }
}
