package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.LobbyMessage.LobbyEventsReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCursorTest {
    private static LobbyEvent event(long id) {
        return new LobbyEvent(
                "lobby",
                id,
                id,
                id,
                LobbyEvent.MESSAGE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("text"),
                Optional.empty());
    }

    private static EventCursor<LobbyEvent> cursor(OptionalLong resumeAfter) {
        return new EventCursor<>(resumeAfter, LobbyEvent::id);
    }

    private static List<LobbyEvent> read(EventCursor<LobbyEvent> cursor, LobbyEventsReply reply) {
        return cursor.onRead(reply.events(), reply.latestEventId());
    }

    /** What the lobby answers: the events after an id, of 1 to latest. */
    private static LobbyEventsReply kept(long after, long latest) {
        return new LobbyEventsReply(
                LongStream.rangeClosed(after + 1, latest).mapToObj(EventCursorTest::event).toList(),
                latest);
    }

    private static List<Long> ids(List<LobbyEvent> events) {
        return events.stream().map(LobbyEvent::id).toList();
    }

    @Test
    void beginsWithTheNextEventWithoutAnId() {
        EventCursor<LobbyEvent> cursor = cursor(OptionalLong.empty());
        assertThat(read(cursor, kept(0, 7))).isEmpty();
        assertThat(ids(cursor.onLive(event(8)))).containsExactly(8L);
    }

    @Test
    void resumesAfterTheIdItWasGiven() {
        EventCursor<LobbyEvent> cursor = cursor(OptionalLong.of(4));
        assertThat(cursor.afterEventId()).isEqualTo(4);
        assertThat(ids(read(cursor, kept(4, 7)))).containsExactly(5L, 6L, 7L);
        assertThat(ids(cursor.onLive(event(8)))).containsExactly(8L);
    }

    @Test
    void parksLiveEventsWhileItReads() {
        EventCursor<LobbyEvent> cursor = cursor(OptionalLong.of(4));
        assertThat(cursor.onLive(event(8))).isEmpty();
        assertThat(cursor.onLive(event(7))).isEmpty();
        assertThat(ids(read(cursor, kept(4, 7)))).containsExactly(5L, 6L, 7L, 8L);
        assertThat(cursor.isReading()).isFalse();
    }

    @Test
    void fillsAGapByReading() {
        EventCursor<LobbyEvent> cursor = cursor(OptionalLong.of(0));
        read(cursor, kept(0, 1));
        assertThat(cursor.onLive(event(4))).isEmpty();
        assertThat(cursor.isReading()).isTrue();
        assertThat(cursor.afterEventId()).isEqualTo(1);
        assertThat(ids(read(cursor, kept(1, 4)))).containsExactly(2L, 3L, 4L);
    }

    @Test
    void skipsWhatTheLobbyNoLongerKeeps() {
        EventCursor<LobbyEvent> cursor = cursor(OptionalLong.of(1));
        assertThat(ids(read(cursor, new LobbyEventsReply(List.of(event(9)), 9))))
                .containsExactly(9L);
    }

    @Test
    void neverSendsAnEventTwice() {
        EventCursor<LobbyEvent> cursor = cursor(OptionalLong.of(0));
        cursor.onLive(event(2));
        assertThat(ids(read(cursor, kept(0, 2)))).containsExactly(1L, 2L);
        assertThat(cursor.onLive(event(2))).isEmpty();
        assertThat(cursor.onLive(event(1))).isEmpty();
        assertThat(cursor.isReading()).isFalse();
    }

    @Test
    void keepsItsPlaceWhenALaterReadIsOlderThanWhatItSent() {
        EventCursor<LobbyEvent> cursor = cursor(OptionalLong.of(0));
        read(cursor, kept(0, 5));
        cursor.onLive(event(7));
        assertThat(ids(read(cursor, kept(0, 4)))).containsExactly(7L);
        assertThat(cursor.onLive(event(5))).isEmpty();
    }

    @Test
    void doesNotWaitForIdsThatWereNeverGivenOut() {
        EventCursor<LobbyEvent> cursor = cursor(OptionalLong.of(1_000));
        assertThat(read(cursor, new LobbyEventsReply(List.of(), 3))).isEmpty();
        assertThat(ids(cursor.onLive(event(4)))).containsExactly(4L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void sendsEveryEventOnceInOrderWhateverTheBusDoes(long seed) {
        Random random = new Random(seed);
        EventCursor<LobbyEvent> cursor = cursor(OptionalLong.of(0));
        List<Long> sent = new ArrayList<>(ids(read(cursor, kept(0, 0))));
        long latest = 0;
        List<LobbyEvent> onTheWay = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            if (random.nextInt(3) == 0) {
                latest++;
                int copies = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(2);
                for (int copy = 0; copy < copies; copy++) {
                    onTheWay.add(event(latest));
                }
            }
            if (!onTheWay.isEmpty() && random.nextBoolean()) {
                int next = random.nextInt(Math.min(4, onTheWay.size()));
                sent.addAll(ids(cursor.onLive(onTheWay.remove(next))));
            }
            if (cursor.isReading() && random.nextInt(4) == 0) {
                sent.addAll(ids(read(cursor, kept(cursor.afterEventId(), latest))));
            }
        }
        assertThat(sent)
                .as("seed %d", seed)
                .hasSizeGreaterThan(1_000)
                .isEqualTo(LongStream.rangeClosed(1, sent.size()).boxed().toList());
    }
}
