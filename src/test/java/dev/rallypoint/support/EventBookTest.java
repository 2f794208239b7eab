package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.client.Json;
import dev.rallypoint.client.LobbyEvents.LobbyEvent;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventBookTest {
    private final EventBook book = new EventBook();

    private void hears(int... ids) {
        IntStream.of(ids)
                .forEach(
                        id ->
                                book.onEvent(
                                        new LobbyEvent(
                                                String.valueOf(id), "message", Json.object())));
    }

    @Test
    void aWholeRowHasNoFault() {
        hears(7, 8, 9);
        assertThat(book.faults()).isEmpty();
    }

    @Test
    void aGapIsAFault() {
        hears(7, 9);
        assertThat(book.faults()).containsExactly("event 9 after 7");
    }

    @Test
    void theSameTwiceIsAFault() {
        hears(7, 8, 8, 9);
        assertThat(book.faults()).containsExactly("event 8 after 8");
    }

    @Test
    void aStepBackIsAFault() {
        hears(7, 8, 7, 8);
        assertThat(book.faults()).containsExactly("event 7 after 8");
    }
}
