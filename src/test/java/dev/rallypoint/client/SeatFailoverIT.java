package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.client.RelayConnection.Status;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.relay.Forwarding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A seat whose match moves, between relays that speak only when they are told. */
class SeatFailoverIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int SLOT = 2;

    private final Diary diary = new Diary();
    private final AtomicInteger asked = new AtomicInteger();
    private TestRelay home;
    private TestRelay standby;
    private RelayLoop loop;

    @BeforeEach
    void start() throws Exception {
        home = new TestRelay();
        standby = new TestRelay();
        standby.setDeaf(true);
        loop = RelayLoop.start("test");
    }

    @AfterEach
    void stop() throws Exception {
        loop.close();
        home.close();
        standby.close();
    }

    /** The first question is answered with a token of both relays, the later ones as given. */
    private RelayConnection connected(Supplier<CompletableFuture<Api.Connection>> later) {
        RelayConnection seat =
                RelayConnection.open(
                        loop,
                        () ->
                                asked.incrementAndGet() == 1
                                        ? home.connection(SLOT, standby)
                                        : later.get(),
                        Forwarding.FRAMED,
                        diary);
        diary.await("connected 2/8");
        return seat;
    }

    private static CompletableFuture<Api.Connection> refused(int status, String code) {
        return CompletableFuture.failedFuture(
                new RallypointException(status, code, code, Optional.empty(), Optional.empty()));
    }

    @Test
    void theTokenInHandIsEnoughWhenTheMatchMovesAndNoApiAnswers() {
        try (RelayConnection seat = connected(CompletableFuture::new)) {
            home.setDeaf(true);
            diary.await("interrupted");
            assertThat(seat.status()).isEqualTo(Status.RECONNECTING);
            standby.setDeaf(false);
            diary.await("resumed 2");

            assertThat(diary.lines)
                    .containsExactly("connected 2/8", "interrupted", "moved", "resumed 2");
            assertThat(seat.relay()).hasValue(standby.address());
            await().atMost(LIMIT).until(() -> seat.statistics().reconnects() == 1);
        }
    }

    @Test
    void aPlannedMoveTakesTheSeatAlong() {
        try (RelayConnection seat = connected(CompletableFuture::new)) {
            standby.setDeaf(false);
            home.disconnect(SLOT);
            diary.await("resumed 2");

            assertThat(diary.lines)
                    .containsExactly("connected 2/8", "interrupted", "moved", "resumed 2");
            assertThat(seat.relay()).hasValue(standby.address());
            assertThat(standby.players()).isOne();
        }
    }

    @Test
    void aSpareTokenFromAfterTheFirstMoveIsEnoughForTheSecond() throws Exception {
        TestRelay elsewhere = new TestRelay();
        try (RelayConnection seat =
                connected(
                        () ->
                                asked.get() == 2
                                        ? standby.connection(SLOT, elsewhere)
                                        : new CompletableFuture<>())) {
            standby.setDeaf(false);
            home.disconnect(SLOT);
            diary.await("resumed 2");
            await().atMost(LIMIT).until(() -> asked.get() == 2);
            // The answer is taken in before what the loop does next.
            CompletableFuture<Void> taken = new CompletableFuture<>();
            loop.execute(() -> taken.complete(null));
            taken.join();
            diary.lines.clear();
            standby.disconnect(SLOT);
            diary.await("resumed 2");

            assertThat(diary.lines).containsExactly("interrupted", "moved", "resumed 2");
            assertThat(seat.relay()).hasValue(elsewhere.address());
        } finally {
            elsewhere.close();
        }
    }

    @Test
    void aFreshTokenHelpsWhenTheMatchIsWhereTheOldOneDoesNotReach() throws Exception {
        TestRelay elsewhere = new TestRelay();
        try (RelayConnection seat = connected(() -> elsewhere.connection(SLOT))) {
            home.setDeaf(true);
            diary.await("resumed 2");
            assertThat(diary.lines)
                    .containsExactly("connected 2/8", "interrupted", "moved", "resumed 2");
            assertThat(seat.relay()).hasValue(elsewhere.address());
        } finally {
            elsewhere.close();
        }
    }

    @Test
    void theOldRelayThatSpeaksAgainKeepsTheSeatAndALateTokenIsNotUsed() {
        CompletableFuture<Api.Connection> late = new CompletableFuture<>();
        try (RelayConnection seat = connected(() -> late)) {
            home.setDeaf(true);
            await().atMost(LIMIT).until(() -> asked.get() == 2);
            home.setDeaf(false);
            diary.await("resumed 2");
            standby.setDeaf(false);
            late.complete(standby.connection(SLOT).join());
            // What goes to the home and back takes longer than a wrong turn would.
            seat.send(ByteBuffer.wrap("here".getBytes(StandardCharsets.UTF_8)));
            await().atMost(LIMIT).until(() -> !home.messages().isEmpty());

            assertThat(diary.lines).containsExactly("connected 2/8", "interrupted", "resumed 2");
            assertThat(seat.relay()).hasValue(home.address());
            assertThat(seat.statistics().reconnects()).isZero();
            assertThat(standby.players()).isZero();
        }
    }

    @Test
    void whatIsSentWhileTheRelayIsNotHeardStillReachesIt() {
        try (RelayConnection seat = connected(CompletableFuture::new)) {
            home.setMute(true);
            diary.await("interrupted");
            seat.send(ByteBuffer.wrap("do you hear me".getBytes(StandardCharsets.UTF_8)));
            await().atMost(LIMIT)
                    .until(() -> home.messages().stream().anyMatch(m -> m.endsWith("hear me")));
            assertThat(seat.status()).isEqualTo(Status.RECONNECTING);
        }
    }

    @Test
    void anAccessTokenThatRanOutDoesNotEndTheSearchWithTheTokenInHand() {
        try (RelayConnection seat = connected(() -> refused(401, "token_expired"))) {
            home.setDeaf(true);
            await().atMost(LIMIT).until(() -> asked.get() == 2);
            standby.setDeaf(false);
            diary.await("resumed 2");
            assertThat(seat.status()).isEqualTo(Status.CONNECTED);
        }
    }

    @Test
    void whoIsNoLongerAMemberIsToldSoonAfterTheRelayEndedHisSession() {
        RelayConnection seat = connected(() -> refused(403, "not_member"));
        home.disconnect(SLOT);
        diary.await("failed not_member");
        assertThat(diary.lines)
                .containsExactly("connected 2/8", "interrupted", "failed not_member");
        assertThat(seat.status()).isEqualTo(Status.FAILED);
    }
}
