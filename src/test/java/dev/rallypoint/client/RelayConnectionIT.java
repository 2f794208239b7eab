package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.client.RelayConnection.Status;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.relay.Forwarding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The SDK against the real netcode server core over loopback UDP. */
class RelayConnectionIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private TestRelay relay;
    private RelayLoop loop;

    @BeforeEach
    void start() throws Exception {
        relay = new TestRelay();
        loop = RelayLoop.start("test");
    }

    @AfterEach
    void stop() throws Exception {
        loop.close();
        relay.close();
    }

    private RelayConnection connect(int slot, Diary diary) {
        return RelayConnection.open(loop, () -> relay.connection(slot), Forwarding.FRAMED, diary);
    }

    private static void awaitLine(Diary diary, String line) {
        await().atMost(LIMIT).until(() -> diary.lines.contains(line));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void takesItsSlotAndReachesOthers() {
        Diary ada = new Diary();
        Diary bob = new Diary();
        Diary eve = new Diary();
        try (RelayConnection first = connect(0, ada);
                RelayConnection second = connect(3, bob);
                RelayConnection third = connect(5, eve)) {
            awaitLine(ada, "connected 0/8");
            awaitLine(bob, "connected 3/8");
            awaitLine(eve, "connected 5/8");

            first.sendState(bytes("at the start"));
            second.send(bytes("hello"));
            second.sendTo(0, bytes("only you"));
            awaitLine(bob, "state 0 at the start");
            awaitLine(ada, "message 3 hello");
            awaitLine(ada, "message 3 only you");
            awaitLine(eve, "message 3 hello");

            assertThat(eve.lines).doesNotContain("message 3 only you");
            assertThat(first.relay()).hasValue(relay.address());
            assertThat(third.status()).isEqualTo(Status.CONNECTED);
        }
        awaitLine(ada, "closed");
        await().atMost(LIMIT).until(() -> relay.players() == 0);
    }

    @Test
    void learnsTheRelaysClockAndItsOwnPing() {
        try (RelayConnection connection = connect(0, new Diary())) {
            await().atMost(LIMIT).until(() -> connection.relayTimeMicros().isPresent());
            await().atMost(LIMIT).until(() -> connection.statistics().pingMs() > 0);

            long error =
                    connection.relayTimeMicros().getAsLong() - System.currentTimeMillis() * 1_000;
            // The test relay's clock has milliseconds.
            assertThat(Math.abs(error)).isLessThan(20_000);
            assertThat(connection.statistics().pingMs()).isLessThan(500);
        }
    }

    @Test
    void takesTheSameSlotAgainAfterTheRelayEndedTheSession() {
        Diary diary = new Diary();
        try (RelayConnection connection = connect(2, diary)) {
            awaitLine(diary, "connected 2/8");
            relay.disconnect(2);
            awaitLine(diary, "resumed 2");

            assertThat(diary.lines).containsExactly("connected 2/8", "interrupted", "resumed 2");
            assertThat(connection.status()).isEqualTo(Status.CONNECTED);
            await().atMost(LIMIT).until(() -> connection.statistics().reconnects() == 1);
        }
    }

    /** The relay waits for a response from where the request came, which never comes. */
    @Test
    void aRouterThatRestartsDuringTheHandshakeCostsAnotherTokenAndNotTheTokensTimeout() {
        relay.restartRouterDuringHandshake();
        Diary diary = new Diary();
        long beganNanos = System.nanoTime();
        try (RelayConnection connection = connect(2, diary)) {
            await().atMost(LIMIT).until(() -> connection.status() == Status.CONNECTED);

            long tookMs = (System.nanoTime() - beganNanos) / 1_000_000;
            System.out.printf("connected in %d ms although the router restarted%n", tookMs);
            assertThat(tookMs).isLessThan(4_500);
        }
    }

    @Test
    void noticesASilentRelayBeforeTheTokensTimeoutAndComesBack() {
        Diary diary = new Diary();
        try (RelayConnection connection = connect(2, diary)) {
            awaitLine(diary, "connected 2/8");
            relay.setDeaf(true);
            await().atMost(Duration.ofMillis(4_500))
                    .until(() -> diary.lines.contains("interrupted"));
            assertThat(connection.status()).isEqualTo(Status.RECONNECTING);
            relay.setDeaf(false);
            awaitLine(diary, "resumed 2");
        }
    }

    @Test
    void statesGoOnCountingAfterAReconnectSoThatTheyStayNewer() {
        Diary ada = new Diary();
        Diary bob = new Diary();
        try (RelayConnection first = connect(0, ada);
                RelayConnection second = connect(1, bob)) {
            awaitLine(ada, "connected 0/8");
            awaitLine(bob, "connected 1/8");
            first.sendState(bytes("before"));
            awaitLine(bob, "state 0 before");
            first.reconnect();
            awaitLine(ada, "resumed 0");
            first.sendState(bytes("after"));
            awaitLine(bob, "state 0 after");
            assertThat(second.statistics().staleStates()).isZero();
        }
    }

    @Test
    void givesUpAtOnceWhenTheLobbySaysNo() {
        Diary diary = new Diary();
        RallypointException no =
                new RallypointException(
                        403, "not_member", "not_member", Optional.empty(), Optional.empty());
        RelayConnection connection =
                RelayConnection.open(
                        loop, () -> CompletableFuture.failedFuture(no), Forwarding.FRAMED, diary);

        awaitLine(diary, "failed not_member");
        assertThat(connection.status()).isEqualTo(Status.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"503, no_relay", "409, conflict"})
    void asksAgainWhenTheServerCannotAnswerNow(int status, String code) {
        Diary diary = new Diary();
        AtomicInteger asked = new AtomicInteger();
        RallypointException busy =
                new RallypointException(status, code, code, Optional.empty(), Optional.empty());
        try (RelayConnection connection =
                RelayConnection.open(
                        loop,
                        () ->
                                asked.incrementAndGet() < 3
                                        ? CompletableFuture.<Api.Connection>failedFuture(busy)
                                        : relay.connection(4),
                        Forwarding.FRAMED,
                        diary)) {
            awaitLine(diary, "connected 4/8");
            assertThat(asked).hasValue(3);
            assertThat(connection.status()).isEqualTo(Status.CONNECTED);
        }
    }

    @Test
    void oneThreadServesManyConnectionsWithoutLosingAState() {
        List<Diary> diaries = new ArrayList<>();
        List<RelayConnection> connections = new ArrayList<>();
        for (int slot = 0; slot < TestRelay.SLOTS; slot++) {
            diaries.add(new Diary());
            connections.add(connect(slot, diaries.get(slot)));
        }
        for (int slot = 0; slot < TestRelay.SLOTS; slot++) {
            awaitLine(diaries.get(slot), "connected " + slot + "/8");
        }
        int rounds = 100;
        for (int round = 0; round < rounds; round++) {
            for (RelayConnection connection : connections) {
                connection.send(bytes("round " + round));
            }
            int expected = 1 + (round + 1) * (TestRelay.SLOTS - 1);
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> diaries.stream().allMatch(d -> d.lines.size() == expected));
        }
        connections.forEach(RelayConnection::close);
    }

    @Test
    void refusesOnTheCallersThreadWhatDoesNotFit() {
        Diary diary = new Diary();
        try (RelayConnection connection = connect(0, diary)) {
            assertThatThrownBy(() -> connection.send(ByteBuffer.allocate(1_174)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1173");
            assertThatThrownBy(() -> connection.sendState(ByteBuffer.allocate(1_170)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1169");
            assertThatThrownBy(() -> connection.sendRaw(ByteBuffer.allocate(1_176)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1175");
            assertThatThrownBy(() -> connection.sendRaw(ByteBuffer.allocate(0)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> connection.sendTo(64, bytes("hello")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("64");
        }
    }

    @Test
    void saysGoodbyeEvenIfTheLoopIsClosedRightAfterTheConnection() {
        Diary diary = new Diary();
        RelayLoop ownLoop = RelayLoop.start("short-lived");
        RelayConnection connection =
                RelayConnection.open(ownLoop, () -> relay.connection(6), Forwarding.FRAMED, diary);
        awaitLine(diary, "connected 6/8");
        // The loop's thread is busy until both calls are made.
        CountDownLatch bothMade = new CountDownLatch(1);
        ownLoop.execute(() -> awaitUninterrupted(bothMade));
        connection.close();
        ownLoop.close();
        bothMade.countDown();

        awaitLine(diary, "closed");
        // Well before the five seconds after which a silent player is dropped.
        await().atMost(Duration.ofSeconds(3)).until(() -> relay.players() == 0);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aBugOfTheListenerDoesNotLeaveTheSeatUnwatched() {
        Diary diary =
                new Diary() {
                    @Override
                    public void onConnected(int slot, int slots) {
                        super.onConnected(slot, slots);
                        throw new IllegalStateException("a bug of the game");
                    }

                    @Override
                    public void onInterrupted(String cause) {
                        super.onInterrupted(cause);
                        throw new IllegalStateException("another bug of the game");
                    }
                };
        try (RelayConnection connection = connect(2, diary)) {
            awaitInSpiteOfBugs(() -> connection.relayTimeMicros().isPresent());
            connection.reconnect();
            awaitInSpiteOfBugs(() -> diary.lines.contains("resumed 2"));
        }
    }

    /** The loop hands a listener's bug to the thread's handler, which is where these belong. */
    private static void awaitInSpiteOfBugs(Callable<Boolean> condition) {
        await().dontCatchUncaughtExceptions().atMost(LIMIT).until(condition);
    }

    @Test
    void aSupplierOfTokensThatThrowsIsARefusalNotSilence() {
        AtomicInteger asked = new AtomicInteger();
        Diary diary = new Diary();
        try (RelayConnection connection =
                RelayConnection.open(
                        loop,
                        () -> {
                            if (asked.incrementAndGet() == 1) {
                                throw new IllegalStateException("not yet");
                            }
                            return relay.connection(1);
                        },
                        Forwarding.FRAMED,
                        diary)) {
            awaitLine(diary, "connected 1/8");
            assertThat(connection.status()).isEqualTo(Status.CONNECTED);
        }
    }
}
