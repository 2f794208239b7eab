package dev.rallypoint.store;

import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RatingConfig;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerRegistry;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.support.PostgresServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A Vert.x with nothing but the store; fails on close if an event loop was blocked. */
final class StoreNode implements AutoCloseable {
    static final StoreConfig SQLITE =
            new StoreConfig(true, "", "", "", 8, "", "rallypoint.db", 4, 1_000);

    /** Operators decide in "league", the owner in "host"; "fun" is not rated. */
    static final RatingConfig RATING =
            new RatingConfig(
                    List.of("fun"),
                    2,
                    730,
                    List.of("league=operator", "host=host"),
                    1,
                    30,
                    500,
                    List.of("winter=2025-12-01", "spring=2026-03-01"),
                    "matched",
                    false,
                    List.of("race/hill=1000"),
                    3);

    /** The database behind this URL, as the role of tests. */
    static StoreConfig postgres(String url) {
        return postgres(url, "");
    }

    static StoreConfig postgres(String url, String readUrl) {
        return new StoreConfig(
                true,
                url,
                PostgresServer.ROLE,
                PostgresServer.PASSWORD,
                8,
                readUrl,
                "rallypoint.db",
                4,
                1_000);
    }

    private static final int WAIT_SECONDS = 20;

    private final Vertx vertx;
    private final VertxBus bus;
    private final MicrometerRegistry registry = new MicrometerRegistry();
    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

    private StoreNode() {
        vertx =
                Vertx.builder()
                        .with(
                                new VertxOptions()
                                        .setMetricsOptions(registry.vertxOptions())
                                        .setBlockedThreadCheckInterval(50)
                                        .setMaxEventLoopExecuteTime(
                                                TimeUnit.MILLISECONDS.toNanos(500)))
                        .withMetrics(registry.vertxFactory())
                        .build();
        vertx.exceptionHandler(uncaught::add);
        bus = new VertxBus(vertx);
    }

    static StoreNode open(Path dataDirectory) {
        return open(SQLITE, dataDirectory);
    }

    static StoreNode open(StoreConfig config, Path dataDirectory) {
        StoreNode node = new StoreNode();
        try {
            node.await(
                    node.vertx.deployVerticle(
                            new StoreVerticle(
                                    new StoreVerticle.Settings(config, RATING, dataDirectory),
                                    node.bus,
                                    node.registry.metrics(),
                                    new EpochClock())));
            return node;
        } catch (CompletionException e) {
            node.close();
            throw e;
        }
    }

    <Q extends BusMessage, A extends BusMessage> Future<A> send(Request<Q, A> request, Q question) {
        return bus.request(request, question);
    }

    <Q extends BusMessage, A extends BusMessage> A ask(Request<Q, A> request, Q question) {
        return await(send(request, question));
    }

    <Q extends BusMessage, A extends BusMessage> ProblemCode refusal(
            Request<Q, A> request, Q question) {
        try {
            throw new AssertionError("not refused but answered: " + ask(request, question));
        } catch (CompletionException e) {
            return ((RejectedException) e.getCause()).rejection().code();
        }
    }

    String scrape() {
        return registry.scrape();
    }

    /** Must not be called on an event loop. */
    <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        await(vertx.close());
        registry.close();
        if (!uncaught.isEmpty()) {
            throw new AssertionError("uncaught in the store", uncaught.peek());
        }
    }
}
