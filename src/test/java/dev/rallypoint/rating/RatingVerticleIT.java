package dev.rallypoint.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RatingConfig;
import dev.rallypoint.contract.RatingMessage.Block;
import dev.rallypoint.contract.RatingMessage.GetRatings;
import dev.rallypoint.contract.RatingMessage.PlayerRating;
import dev.rallypoint.contract.RatingMessage.Ratings;
import dev.rallypoint.contract.RatingMessage.SavedRating;
import dev.rallypoint.contract.RatingMessage.SavedRatings;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a bus of its own, with a store that comes and goes. */
class RatingVerticleIT {
    private static final RatingConfig CONFIG =
            new RatingConfig(
                    List.of(), 10, 730, List.of(), 60, 3_600, 500, List.of(), "matched", false,
                    List.of(), 10);

    private final Vertx vertx = Vertx.vertx();
    private final VertxBus bus = new VertxBus(vertx);
    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final EpochClock clock = new EpochClock();
    private final AtomicBoolean isAway = new AtomicBoolean();

    @BeforeEach
    void open() {
        Ground ground = new Ground(bus, registry.metrics(), clock, new SecureEntropy());
        await(vertx.deployVerticle(new RatingVerticle(CONFIG, ground)));
    }

    @AfterEach
    void close() {
        await(vertx.close());
        registry.close();
    }

    @Test
    void everybodyIsANewcomerWithoutAStoreAndTheAnswerSaysSo() {
        Ratings answer = ask("p1", "p2");
        assertThat(answer.fromStore()).isFalse();
        assertThat(answer.ratings())
                .containsExactly(
                        new PlayerRating("p1", 25, 25.0 / 3, 0, true, List.of()),
                        new PlayerRating("p2", 25, 25.0 / 3, 0, true, List.of()));
    }

    @Test
    void whoWasKnownStaysKnownWhileTheStoreIsAway() {
        serveOne();
        Ratings first = ask("p1", "p2");
        assertThat(first.fromStore()).isTrue();
        isAway.set(true);
        Ratings second = ask("p1", "p2", "p3");

        assertThat(second.fromStore()).isFalse();
        for (Ratings answer : List.of(first, second)) {
            PlayerRating known = answer.ratings().get(0);
            assertThat(known.mu()).isEqualTo(31);
            assertThat(known.sigma()).isCloseTo(2, within(0.001));
            assertThat(known.provisional()).isFalse();
            assertThat(known.blocked()).containsExactly("p9");
            assertThat(answer.ratings().get(1).matches()).isZero();
        }
        assertThat(second.ratings().get(2).sigma()).isEqualTo(25.0 / 3);
    }

    /** Player p1 with twelve matches, the last one just now. */
    private void serveOne() {
        SavedRating one = new SavedRating("p1", "race", 31, 2, 12, clock.nowMs());
        SavedRatings saved = new SavedRatings(List.of(one), List.of(new Block("p1", "p9")));
        await(
                bus.serve(
                        BusContract.LOAD_RATINGS,
                        wanted ->
                                isAway.get()
                                        ? Future.failedFuture(
                                                new RejectedException(
                                                        ProblemCode.STORE_UNAVAILABLE))
                                        : Future.succeededFuture(saved)));
    }

    private Ratings ask(String... playerIds) {
        return await(
                bus.request(BusContract.GET_RATINGS, new GetRatings(List.of(playerIds), "race")));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
