package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseParserTest {
    private final List<SseParser.Event> events = new ArrayList<>();
    private final List<Long> retries = new ArrayList<>();
    private SseParser parser = new SseParser("7", events::add, retries::add);

    private void feed(String text) {
        parser.onBytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void dispatchesAnEventAtTheEmptyLine() {
        feed("id: 8\nevent: member-joined\ndata: {\"a\":\ndata: 1}\n");
        assertThat(events).isEmpty();

        feed("\n");
        assertThat(events)
                .containsExactly(new SseParser.Event("8", "member-joined", "{\"a\":\n1}"));
    }

    @Test
    void keepsTheLastIdAndFallsBackToTheTypeMessage() {
        feed("data:x\n\n");

        assertThat(events).containsExactly(new SseParser.Event("7", "message", "x"));
    }

    @Test
    void ignoresCommentsUnknownFieldsAndEventsWithoutData() {
        feed(": keep-alive\n\nfoo: bar\n\nevent: x\n\n");

        assertThat(events).isEmpty();
    }

    @Test
    void readsTheRetryTimeWithinBounds() {
        feed("retry: 250\nretry: x\nretry: 999999999\n");

        assertThat(retries).containsExactly(250L, 60_000L);
    }

    @Test
    void readsTheSameAtEveryCutAndWithEveryLineEnd() {
        String text = "id:1\nevent:ü\ndata:é✓\n\nid:2\ndata:y\n\n";
        for (String end : List.of("\n", "\r\n", "\r")) {
            byte[] bytes = text.replace("\n", end).getBytes(StandardCharsets.UTF_8);
            for (int cut = 0; cut <= bytes.length; cut++) {
                events.clear();
                parser = new SseParser("", events::add, retries::add);
                parser.onBytes(ByteBuffer.wrap(bytes, 0, cut));
                parser.onBytes(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
                assertThat(events)
                        .as("cut at %d", cut)
                        .containsExactly(
                                new SseParser.Event("1", "ü", "é✓"),
                                new SseParser.Event("2", "message", "y"));
            }
        }
    }

    @Test
    void refusesALineWithoutEnd() {
        assertThatThrownBy(() -> feed("data:" + "x".repeat(SseParser.MAX_BYTES)))
                .isInstanceOf(SseParser.TooLongException.class);
    }
}
