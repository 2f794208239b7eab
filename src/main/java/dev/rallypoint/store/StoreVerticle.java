package dev.rallypoint.store;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the {@code store.} addresses of {@link BusContract} from the SQLite file. */
public final class StoreVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(StoreVerticle.class);
    private static final String ADDRESS_PREFIX = "store.";

    private final Config.Store config;
    private final Path file;
    private final VertxBus bus;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private final OutageReport outage = new OutageReport();
    private JdbcStorePool pool;

    /**
     * @param dataDirectory where {@code config.file()} is
     */
    public StoreVerticle(
            Config.Store config,
            Path dataDirectory,
            VertxBus bus,
            MicrometerMetrics metrics,
            EpochClock clock) {
        this.config = config;
        this.file = dataDirectory.resolve(config.file());
        this.bus = bus;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Fails with {@link dev.rallypoint.runtime.ConfigException} if the database cannot be used. */
    @Override
    public Future<?> start() {
        return context.executeBlocking(() -> JdbcSqlite.open(file))
                .compose(this::serveFrom)
                .onSuccess(served -> LOG.info("database open file={}", file.toAbsolutePath()));
    }

    private Future<Void> serveFrom(JdbcSqlite sqlite) {
        pool = new JdbcStorePool(vertx, sqlite, config.readConnections());
        VertxLobbies lobbies = new VertxLobbies(pool);
        return lobbies.forgetRemoved(clock.nowMs())
                .compose(forgotten -> serveAll(lobbies))
                .recover(
                        failure ->
                                pool.close()
                                        .transform(closed -> Future.<Void>failedFuture(failure)));
    }

    private Future<Void> serveAll(VertxLobbies lobbies) {
        VertxPlayers players = new VertxPlayers(pool);
        VertxMatches matches = new VertxMatches(pool);
        VertxBans bans = new VertxBans(pool);
        return VertxBus.all(
                List.of(
                        serve(BusContract.REGISTER_GUEST, players::register),
                        serve(BusContract.FIND_PLAYER, players::find),
                        serve(BusContract.SAVE_LOBBY, lobbies::save),
                        serve(
                                BusContract.DELETE_LOBBY,
                                lobby -> lobbies.delete(lobby, clock.nowMs())),
                        serve(BusContract.LOAD_LOBBIES, all -> lobbies.load()),
                        serve(BusContract.MATCH_STARTED, matches::start),
                        serve(BusContract.MATCH_ENDED, matches::end),
                        serve(BusContract.LOAD_BANS, all -> bans.load(clock.nowMs())),
                        serve(BusContract.AUDIT, bans::audit)));
    }

    private <Q extends BusMessage, A extends BusMessage> Future<Void> serve(
            Request<Q, A> request, Function<Q, Future<A>> call) {
        String name = request.address().substring(ADDRESS_PREFIX.length());
        return bus.serve(
                request,
                question -> {
                    long beganNanos = System.nanoTime();
                    return call.apply(question)
                            .onSuccess(answer -> count(name, CallOutcome.OK, beganNanos))
                            .recover(failure -> refuse(name, beganNanos, failure));
                });
    }

    private void count(String call, CallOutcome outcome, long beganNanos) {
        metrics.record(Metric.STORE_CALLS, System.nanoTime() - beganNanos, call, outcome.label());
    }

    private <A> Future<A> refuse(String call, long beganNanos, Throwable failure) {
        CallOutcome outcome = JdbcFailures.outcomeOf(failure);
        count(call, outcome, beganNanos);
        if (outcome == CallOutcome.UNAVAILABLE) {
            outage.onFailure(clock.nowMs())
                    .ifPresent(
                            failures ->
                                    LOG.error(
                                            "database unavailable call={} failures={} file={}"
                                                    + " reason={}",
                                            call,
                                            failures,
                                            file.toAbsolutePath(),
                                            failure.toString()));
        }
        return Future.failedFuture(JdbcFailures.toRejection(failure));
    }

    @Override
    public Future<?> stop() {
        return pool.close();
    }
}
