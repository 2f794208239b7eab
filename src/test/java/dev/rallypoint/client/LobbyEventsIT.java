package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.client.FakeApi.Answer;
import dev.rallypoint.client.LobbyEvents.LobbyEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LobbyEventsIT {
    private final List<LobbyEvent> events = new CopyOnWriteArrayList<>();
    private final List<RallypointException> refusals = new CopyOnWriteArrayList<>();
    private final LobbyEvents.Listener listener =
            new LobbyEvents.Listener() {
                @Override
                public void onEvent(LobbyEvent event) {
                    events.add(event);
                }

                @Override
                public void onRefused(RallypointException reason) {
                    refusals.add(reason);
                }
            };

    /** Each stream brings one event and breaks off. */
    private static Answer nextEvent(FakeApi.Seen request) {
        String last = request.header("Last-event-id");
        int id = last.isEmpty() ? 1 : Integer.parseInt(last) + 1;
        return Answer.events(
                "retry: 20\n\nid: " + id + "\nevent: message\ndata: {\"n\":" + id + "}\n\n");
    }

    @Test
    void resumesAfterTheLastEventWithoutGapOrRepetition() throws IOException {
        try (FakeApi api = new FakeApi(LobbyEventsIT::nextEvent)) {
            LobbyEvents stream = new RallypointClient(api.url()).events("l1", listener);
            await().atMost(Duration.ofSeconds(10)).until(() -> events.size() >= 5);
            stream.close();

            assertThat(events.subList(0, 5))
                    .extracting(event -> event.data().get("n").intValue())
                    .containsExactly(1, 2, 3, 4, 5);
            assertThat(events.get(0).type()).isEqualTo("message");
            assertThat(api.seen.get(0).target()).isEqualTo("/v1/lobbies/l1/events");
            assertThat(api.seen.get(0).header("Accept")).isEqualTo("text/event-stream");
        }
    }

    @Test
    void endsForGoodWhenTheServerSaysNo() throws IOException {
        Answer no = Answer.problem(403, "{\"code\":\"not_member\"}", Map.of());
        try (FakeApi api = new FakeApi(request -> no)) {
            new RallypointClient(api.url()).events("l1", listener);
            await().atMost(Duration.ofSeconds(10)).until(() -> !refusals.isEmpty());

            assertThat(refusals.get(0).code()).isEqualTo("not_member");
            assertThat(api.seen).hasSize(1);
        }
    }

    @Test
    void waitsAsLongAsALimitAsks() throws IOException {
        Answer limited =
                Answer.problem(429, "{\"code\":\"rate_limited\"}", Map.of("Retry-After", "0"));
        List<FakeApi.Seen> asked = new CopyOnWriteArrayList<>();
        try (FakeApi api =
                new FakeApi(
                        request -> {
                            asked.add(request);
                            return asked.size() == 1 ? limited : nextEvent(request);
                        })) {
            LobbyEvents stream = new RallypointClient(api.url()).events("l1", listener);
            await().atMost(Duration.ofSeconds(10)).until(() -> !events.isEmpty());
            stream.close();

            assertThat(refusals).isEmpty();
        }
    }

    @Test
    void comesBackAfterUnreadableData() throws IOException {
        List<FakeApi.Seen> asked = new CopyOnWriteArrayList<>();
        try (FakeApi api =
                new FakeApi(
                        request -> {
                            asked.add(request);
                            return asked.size() == 1
                                    ? Answer.events("retry: 20\n\nid: 1\ndata: {oops\n\n")
                                    : Answer.events("retry: 20\n\nid: 2\ndata: {}\n\n");
                        })) {
            LobbyEvents stream = new RallypointClient(api.url()).events("l1", listener);
            await().atMost(Duration.ofSeconds(10)).until(() -> !events.isEmpty());
            stream.close();

            assertThat(events.get(0).id()).isEqualTo("2");
        }
    }

    @Test
    void leavesAStreamThatHasFallenSilent() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        List<FakeApi.Seen> asked = new CopyOnWriteArrayList<>();
        try (FakeApi api =
                new FakeApi(
                        request -> {
                            asked.add(request);
                            return asked.size() == 1 ? silence(end) : nextEvent(request);
                        })) {
            LobbyEvents stream =
                    new RallypointClient(api.url()).events("l1", listener, Duration.ofMillis(200));
            await().atMost(Duration.ofSeconds(10)).until(() -> !events.isEmpty());
            stream.close();
            end.countDown();

            assertThat(refusals).isEmpty();
        }
    }

    private static Answer silence(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Answer.events("");
    }

    @Test
    void asksAServerInTroubleLessAndLessOften() throws IOException {
        Answer trouble = Answer.problem(503, "{\"code\":\"shutting_down\"}", Map.of());
        List<Long> askedNanos = new CopyOnWriteArrayList<>();
        try (FakeApi api =
                new FakeApi(
                        request -> {
                            askedNanos.add(System.nanoTime());
                            return trouble;
                        })) {
            LobbyEvents stream = new RallypointClient(api.url()).events("l1", listener);
            await().atMost(Duration.ofSeconds(20)).until(() -> askedNanos.size() >= 3);
            stream.close();

            // 1 s and 2 s, each a quarter more or less.
            assertThat(askedNanos.get(1) - askedNanos.get(0)).isGreaterThan(700_000_000L);
            assertThat(askedNanos.get(2) - askedNanos.get(1)).isGreaterThan(1_450_000_000L);
        }
    }
}
