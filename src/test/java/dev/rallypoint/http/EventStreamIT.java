package dev.rallypoint.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.LobbyMessage.ReadLobbyEvents;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamIT {
    private static final String EVENTS = "/v1/lobbies/" + FakeRooms.LOBBY_ID + "/events";
    private static final int BATCH = 100;
    private HttpNode node;
    private JsonObject session;
    private String token;

    @BeforeEach
    void start() {
        node = new HttpNode(HttpNode.HTTP, HttpNode.UNLIMITED);
        session = node.login("Ada");
        token = session.getString("accessToken");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private EventStreamReader open(HttpRequest.Builder request) {
        return new EventStreamReader(node, request);
    }

    private EventStreamReader openNow() {
        return open(node.request("GET", EVENTS, token, ""));
    }

    private EventStreamReader openAfter(String lastEventId) {
        return open(node.request("GET", EVENTS, token, "").header("Last-Event-ID", lastEventId));
    }

    private double openStreams() {
        return node.registry.get(Metric.EVENT_STREAMS.metricName()).gauge().value();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void beginsWithACommentAndThenTheNextEvents() {
        node.rooms.say("before");
        try (EventStreamReader reader = openNow()) {
            assertThat(reader.answer.headers().firstValue("Content-Type"))
                    .contains("text/event-stream");
            await().until(() -> reader.comments() > 0);
            assertThat(node.rooms.lastAsked(ReadLobbyEvents.class).playerId())
                    .isEqualTo(session.getString("playerId"));
            node.rooms.say("first line\nsecond");
            await().until(() -> reader.events.size() == 1);
            assertThat(reader.lines).contains("id: 2", "event: message");
            assertThat(reader.events.get(0).getString("text")).isEqualTo("first line\nsecond");
            assertThat(reader.events.get(0).fieldNames())
                    .doesNotContain("slot", "ready", "reason", "displayName");
        }
    }

    @Test
    void theStreamsOfABannedPlayerEndAndNoOthersAndHeOpensNone() {
        String other = node.token("Bo");
        try (EventStreamReader his = openNow();
                EventStreamReader others = open(node.request("GET", EVENTS, other, ""))) {
            await().until(() -> his.comments() > 0 && others.comments() > 0);
            node.rooms.ban("player", session.getString("playerId"));
            await().atMost(Duration.ofSeconds(1)).until(his::hasEnded);
            assertThat(others.hasEnded()).isFalse();
            assertThat(node.send("GET", EVENTS, token, "").statusCode()).isEqualTo(403);
            node.rooms.ban("cidr", "127.0.0.0/24");
            await().atMost(Duration.ofSeconds(1)).until(others::hasEnded);
        }
    }

    @Test
    void resumesAfterTheLastEventIdOfHeaderOrQuery() {
        for (int i = 0; i < 6; i++) {
            node.rooms.say("line " + i);
        }
        try (EventStreamReader byHeader = openAfter("4");
                EventStreamReader byQuery =
                        open(
                                node.request(
                                        "GET",
                                        EVENTS + "?lastEventId=2&accessToken=" + token,
                                        "",
                                        ""))) {
            await().until(() -> byHeader.ids().equals(range(5, 6)));
            await().until(() -> byQuery.ids().equals(range(3, 6)));
            node.rooms.say("live");
            await().until(() -> byHeader.ids().equals(range(5, 7)));
            await().until(() -> byQuery.ids().equals(range(3, 7)));
        }
    }

    @Test
    void fillsGapsAndDropsDuplicatesOfTheBus() {
        try (EventStreamReader reader = openAfter("0")) {
            await().until(() -> reader.comments() > 0);
            LobbyEvent first = node.rooms.keep(LobbyEvent.MESSAGE, Optional.empty(), "1");
            LobbyEvent second = node.rooms.keep(LobbyEvent.MESSAGE, Optional.empty(), "2");
            LobbyEvent third = node.rooms.keep(LobbyEvent.MESSAGE, Optional.empty(), "3");
            node.rooms.publish(third);
            node.rooms.publish(first);
            node.rooms.publish(second);
            node.rooms.publish(third);
            node.rooms.say("4");
            await().until(() -> reader.ids().size() >= 4);
            assertThat(reader.ids()).isEqualTo(range(1, 4));
        }
    }

    @Test
    void keepsAnIdleStreamAliveWithComments() {
        try (EventStreamReader reader = openNow()) {
            await().until(() -> reader.comments() >= 4);
            assertThat(reader.events).isEmpty();
        }
    }

    @Test
    void endsAfterTheLobbyClosed() {
        try (EventStreamReader reader = openNow()) {
            await().until(() -> reader.comments() > 0);
            node.rooms.publish(node.rooms.keep(LobbyEvent.CLOSED, Optional.empty(), ""));
            await().until(reader::hasEnded);
            assertThat(reader.events).hasSize(1);
            assertThat(reader.lines).doesNotContain("cut off");
        }
        await().until(() -> openStreams() == 0);
    }

    @Test
    void endsWhenTheReaderLeavesButNotWhenOthersDo() {
        try (EventStreamReader reader = openNow()) {
            await().until(() -> reader.comments() > 0);
            node.rooms.publish(
                    node.rooms.keep(LobbyEvent.MEMBER_LEFT, Optional.of("p0000000000009"), ""));
            node.rooms.publish(
                    node.rooms.keep(
                            LobbyEvent.MEMBER_LEFT,
                            Optional.of(session.getString("playerId")),
                            ""));
            await().until(reader::hasEnded);
            assertThat(reader.ids()).isEqualTo(range(1, 2));
        }
    }

    @Test
    void refusesOthersThanMembersWithAProblem() {
        node.rooms.refusals.add(new RejectedException(ProblemCode.NOT_MEMBER));
        HttpResponse<String> answer = node.send("GET", EVENTS, token, "");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("not_member");
        assertThat(openStreams()).isZero();
    }

    @Test
    void limitsTheOpenStreamsOfAPlayerAndForgetsClosedOnes() {
        try (EventStreamReader one = openNow();
                EventStreamReader two = openNow()) {
            assertThat(one.answer.statusCode()).isEqualTo(200);
            assertThat(two.answer.statusCode()).isEqualTo(200);
            HttpResponse<String> third = node.send("GET", EVENTS, token, "");
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(new JsonObject(third.body()).getString("limit"))
                    .isEqualTo("eventStreamsPerPlayer=2");
            assertThat(third.headers().firstValue("Retry-After")).isPresent();
            try (EventStreamReader otherPlayer =
                    open(node.request("GET", EVENTS, node.token("Bo"), ""))) {
                assertThat(otherPlayer.answer.statusCode()).isEqualTo(200);
            }
        }
        await().until(() -> openStreams() == 0);
        try (EventStreamReader again = openNow()) {
            assertThat(again.answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void endsWhenTheTokenExpires() {
        SecurityConfig shortLived =
                new SecurityConfig(2, 3_600, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, List.of());
        try (HttpNode brief = new HttpNode(HttpNode.HTTP, shortLived);
                EventStreamReader reader =
                        new EventStreamReader(
                                brief, brief.request("GET", EVENTS, brief.token("Ada"), ""))) {
            assertThat(reader.answer.statusCode()).isEqualTo(200);
            await().until(reader::hasEnded);
            assertThat(reader.lines).doesNotContain("cut off");
        }
    }

    @Test
    void endsCleanlyWhenTheNodeStops() {
        EventStreamReader reader = openNow();
        await().until(() -> reader.comments() > 0);
        node.close();
        await().until(reader::hasEnded);
    }

    @Test
    void cutsOffAReaderThatDoesNotRead() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), node.http.port()));
            String request =
                    "GET " + EVENTS + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token;
            socket.getOutputStream()
                    .write((request + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            try (EventStreamReader reader = openNow()) {
                await().until(() -> openStreams() == 2);
                await().until(() -> reader.comments() > 0);
                String text = "x".repeat(10_000);
                for (int batch = 1; batch <= 80 && openStreams() == 2; batch++) {
                    int events = batch * BATCH;
                    for (int i = 0; i < BATCH; i++) {
                        node.rooms.say(text);
                    }
                    await().pollInterval(Duration.ofMillis(5))
                            .until(() -> reader.events.size() >= events);
                }
                assertThat(openStreams()).isEqualTo(1);
                assertThat(reader.ids()).isEqualTo(range(1, reader.events.size()));
            }
        }
    }
}
