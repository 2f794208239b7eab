package dev.rallypoint.rating;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.LobbyMessage.LeaveLobby;
import dev.rallypoint.contract.LobbyMessage.Seats;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RatingMessage.ForgetPlayer;
import dev.rallypoint.contract.RatingMessage.PlayerErased;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.ErasedPlayer;
import dev.rallypoint.contract.TicketMessage.ForgottenTickets;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rooms are ours: a player with a seat in the lobbies "a" (which his match gave him) and "b",
 * and each step can fail once.
 */
class ErasureStepsIT {
    private static final String PLAYER = "p1";

    private final Vertx vertx = Vertx.vertx();
    private final VertxBus bus = new VertxBus(vertx);
    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final Set<String> toFail = Collections.synchronizedSet(new HashSet<>());
    private final Set<String> seats = Collections.synchronizedSet(new HashSet<>(Set.of("a", "b")));
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final Queue<PlayerErased> news = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() {
        Ground ground = new Ground(bus, registry.metrics(), new EpochClock(), new SecureEntropy());
        await(vertx.deployVerticle(new RatingVerticle(new ConfigLoader().load().rating(), ground)));
        await(bus.subscribe(BusContract.PLAYER_ERASED, news::add));
        step(BusContract.FORGET_TICKETS, order -> new ForgottenTickets(List.of("a", "closed")));
        // The lobby of his match is so new that not every node has heard of it.
        step(BusContract.FIND_SEATS, order -> new Seats(Map.of(PLAYER, List.of("b"))));
        step(BusContract.LEAVE_LOBBY, this::leave);
        step(BusContract.FORGET_LOGINS, order -> new Done());
        step(BusContract.ERASE_PLAYER, order -> new ErasedPlayer(true));
        step(BusContract.REVOKE_TOKENS, order -> new Done());
    }

    @AfterEach
    void close() {
        await(vertx.close());
        registry.close();
    }

    private <Q extends BusMessage, A extends BusMessage> void step(
            Request<Q, A> request, Function<Q, A> work) {
        await(
                bus.serve(
                        request,
                        question -> {
                            if (toFail.remove(request.address())) {
                                throw new RejectedException(ProblemCode.STORE_UNAVAILABLE);
                            }
                            A answer = work.apply(question);
                            done.add(request.address());
                            return Future.succeededFuture(answer);
                        }));
    }

    private Done leave(LeaveLobby order) {
        if (order.lobbyId().equals("closed")) {
            throw new RejectedException(ProblemCode.LOBBY_NOT_FOUND);
        }
        if (!seats.remove(order.lobbyId())) {
            throw new RejectedException(ProblemCode.NOT_MEMBER);
        }
        return new Done();
    }

    private ErasedPlayer erase() {
        return await(bus.request(BusContract.FORGET_PLAYER, new ForgetPlayer(PLAYER)));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void ticketsEndBeforeLobbiesAreLeftAndTokensAreValidUntilTheEnd() {
        assertThat(erase().wasKnown()).isTrue();
        assertThat(seats).isEmpty();
        assertThat(done)
                .containsExactly(
                        "tickets.forget",
                        "lobby.seats",
                        "lobby.leave",
                        "lobby.leave",
                        "login.forget",
                        "store.erase-player",
                        "login.revoke-tokens",
                        "store.erase-player",
                        "login.forget");
        Awaitility.await().until(() -> news.contains(new PlayerErased(PLAYER)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tickets.forget",
                "lobby.seats",
                "lobby.leave",
                "login.forget",
                "store.erase-player",
                "login.revoke-tokens"
            })
    void whereverItFailsItCanBeAskedAgain(String step) {
        toFail.add(step);
        try {
            throw new AssertionError("it did not fail but said " + erase());
        } catch (CompletionException refused) {
            assertThat(((RejectedException) refused.getCause()).rejection().code())
                    .isEqualTo(ProblemCode.STORE_UNAVAILABLE);
        }
        assertThat(done).doesNotContain("login.revoke-tokens");
        assertThat(news).isEmpty();

        assertThat(erase().wasKnown()).isTrue();
        assertThat(seats).isEmpty();
        assertThat(done)
                .endsWith(
                        "store.erase-player",
                        "login.revoke-tokens",
                        "store.erase-player",
                        "login.forget");
    }
}
