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
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the {@code store.} addresses of {@link BusContract} from the SQLite file. */
public final class StoreVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(StoreVerticle.class);
    private static final String ADDRESS_PREFIX = "store.";
    private static final long LOOK_MS = 2_000;

    private final Config.Store config;
    private final Path file;
    private final VertxBus bus;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private final OutageReport outage = new OutageReport();
    private JdbcStorePool pool;
    private boolean isGone;

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
                .onSuccess(served -> vertx.setPeriodic(LOOK_MS, timer -> look()))
                .onSuccess(served -> LOG.info("database open file={}", file.toAbsolutePath()));
    }

    private void look() {
        if (isGone) {
            reopen();
            return;
        }
        context.executeBlocking(pool::isInPlace).onSuccess(this::onLooked);
    }

    private void onLooked(boolean isInPlace) {
        isGone = !isInPlace;
        if (isGone) {
            LOG.error(
                    "database file is gone or replaced, calls are refused until there is one to"
                            + " open file={}",
                    file.toAbsolutePath());
        }
    }

    /** Only what somebody put there: an empty database in place of a lost one helps nobody. */
    private void reopen() {
        context.executeBlocking(
                        () ->
                                Files.exists(file)
                                        ? Optional.of(JdbcSqlite.open(file))
                                        : Optional.<JdbcSqlite>empty())
                .onSuccess(found -> found.ifPresent(this::goOn))
                .onFailure(failure -> LOG.error("database not opened: {}", failure.getMessage()));
    }

    private void goOn(JdbcSqlite sqlite) {
        pool.renew(sqlite).onFailure(failure -> LOG.warn("old database not closed", failure));
        isGone = false;
        LOG.info("database open file={}", file.toAbsolutePath());
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
                    return unlessGone(call, question)
                            .onSuccess(answer -> count(name, CallOutcome.OK, beganNanos))
                            .recover(failure -> refuse(name, beganNanos, failure));
                });
    }

    private <Q, A> Future<A> unlessGone(Function<Q, Future<A>> call, Q question) {
        return isGone
                ? Future.failedFuture(new SQLException("the database file is gone"))
                : call.apply(question);
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
