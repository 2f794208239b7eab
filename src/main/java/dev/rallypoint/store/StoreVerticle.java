package dev.rallypoint.store;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.RatingConfig;
import dev.rallypoint.contract.ResultMessage.FindMatch;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.rating.RatedRaces;
import dev.rallypoint.rating.RatingTerms;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the {@code store.} addresses of {@link BusContract} from the SQLite file or PostgreSQL. A
 * PostgreSQL that is away at start does not keep the node from starting: calls are refused until it
 * is there.
 */
public final class StoreVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(StoreVerticle.class);
    private static final String ADDRESS_PREFIX = "store.";
    private static final long LOOK_MS = 1_000;
    private static final long FORGET_MS = 3_600_000;

    /**
     * @param dataDirectory where {@code store.file()} is
     */
    public record Settings(StoreConfig store, RatingConfig rating, Path dataDirectory) {}

    private final JdbcDatabase.Door door;
    private final RatingConfig rating;
    private final VertxBus bus;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private final OutageReport outage = new OutageReport();
    private JdbcStorePool pool;
    private VertxMatchEnds ends;
    private VertxResults results;
    private VertxVoids voids;
    private VertxResultWatch watch;
    private boolean isLooking;
    private boolean isJudging;

    /**
     * @throws dev.rallypoint.runtime.ConfigException if a URL is none
     */
    public StoreVerticle(
            Settings settings, VertxBus bus, MicrometerMetrics metrics, EpochClock clock) {
        StoreConfig store = settings.store();
        this.door =
                store.url().isBlank()
                        ? JdbcSqlite.at(
                                settings.dataDirectory().resolve(store.file()),
                                store.readConnections())
                        : JdbcPostgres.at(store);
        this.rating = settings.rating();
        this.bus = bus;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Fails with {@link dev.rallypoint.runtime.ConfigException} if the database cannot be used. */
    @Override
    public Future<?> start() {
        pool = new JdbcStorePool(vertx, clock);
        ResultParts parts = ResultParts.of(rating, clock);
        VertxMatchGate gate = new VertxMatchGate(pool, parts.terms(), metrics, clock);
        ends = new VertxMatchEnds(new VertxMatches(pool), gate, parts.terms());
        results = new VertxResults(gate, parts, metrics, clock);
        voids = new VertxVoids(gate, parts.withdrawal());
        watch = new VertxResultWatch(pool, gate, results, parts.ledger(), clock);
        return context.executeBlocking(door::open)
                .compose(this::goOn)
                .recover(this::startWithout)
                .compose(opened -> serveAll())
                .onSuccess(served -> vertx.setPeriodic(LOOK_MS, timer -> look()))
                .onSuccess(served -> vertx.setPeriodic(LOOK_MS, timer -> judge()))
                .onSuccess(served -> vertx.setPeriodic(FORGET_MS, timer -> forget()))
                .recover(
                        failure ->
                                pool.close()
                                        .transform(closed -> Future.<Void>failedFuture(failure)));
    }

    /** Only what may come back by itself is no reason not to start. */
    private Future<Void> startWithout(Throwable failure) {
        if (!(failure instanceof SQLException)) {
            return Future.failedFuture(failure);
        }
        LOG.warn(
                "the database is away; races and lobbies go on without it, calls that need it are"
                        + " refused, and it is tried again every second. Is it running, and reachable"
                        + " from here? {} reason={}",
                door,
                failure.toString());
        return Future.succeededFuture();
    }

    private Future<Void> goOn(JdbcDatabase database) {
        pool.use(database).onFailure(failure -> LOG.warn("old database not closed", failure));
        LOG.info("database open {}", door);
        return forget();
    }

    private Future<Void> forget() {
        return new VertxLobbies(pool)
                .forgetRemoved(clock.nowMs())
                .compose(done -> new VertxLoginRows(pool).forgetExpired(clock.nowMs()))
                .compose(done -> new VertxErasures(pool).forgetOld(clock.nowMs()));
    }

    private void look() {
        if (isLooking) {
            return;
        }
        isLooking = true;
        (pool.isOpen() ? lookAtIt() : reopen()).onComplete(looked -> isLooking = false);
    }

    /** Results that nobody else is waited for, and ratings that are behind. */
    private void judge() {
        if (isJudging || !pool.isOpen()) {
            return;
        }
        isJudging = true;
        watch.look()
                .onFailure(failure -> LOG.debug("results wait reason={}", failure.toString()))
                .onComplete(judged -> isJudging = false);
    }

    private Future<?> lookAtIt() {
        return context.executeBlocking(pool::isInPlace).compose(this::onLooked);
    }

    private Future<Void> onLooked(boolean isInPlace) {
        if (isInPlace) {
            return Future.succeededFuture();
        }
        LOG.error(
                "database file is gone or replaced, calls are refused until there is one to open"
                        + " {}",
                door);
        return pool.close();
    }

    private Future<?> reopen() {
        return context.executeBlocking(
                        () ->
                                door.isThere()
                                        ? Optional.of(door.open())
                                        : Optional.<JdbcDatabase>empty())
                .compose(found -> found.map(this::goOn).orElseGet(Future::succeededFuture))
                .onFailure(failure -> report("open", failure));
    }

    private Future<Void> serveAll() {
        RatingTerms terms = RatingTerms.of(rating);
        VertxLobbies lobbies = new VertxLobbies(pool);
        VertxPlayers players = new VertxPlayers(pool, terms);
        VertxMatches matches = new VertxMatches(pool);
        VertxBans bans = new VertxBans(pool);
        VertxLoginRows logins = new VertxLoginRows(pool);
        VertxAudit audit = new VertxAudit(pool);
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
                        serve(BusContract.MATCH_ENDED, ends::end),
                        serve(BusContract.LOAD_BANS, all -> bans.load(clock.nowMs())),
                        serve(BusContract.SAVE_BAN, bans::save),
                        serve(BusContract.FIND_DEVICE, players::findDevice),
                        serve(BusContract.LIST_PLAYERS, players::list),
                        serve(BusContract.AUDIT, audit::write),
                        serve(BusContract.READ_AUDIT, audit::read),
                        serve(BusContract.SAVE_LOGIN, logins::save),
                        serve(BusContract.FIND_LOGIN, logins::find),
                        serve(BusContract.SAVE_REVOCATION, logins::revoke),
                        serve(BusContract.LOAD_REVOCATIONS, logins::revocations),
                        serveRaces(terms),
                        servePlayers()));
    }

    private Future<Void> serveRaces(RatingTerms terms) {
        VertxRatings ratings = new VertxRatings(pool);
        VertxMatchViews views = new VertxMatchViews(pool, RatedRaces.of(rating), terms);
        VertxBoards boards = new VertxBoards(pool, terms.provisionalMatches());
        VertxMatches matches = new VertxMatches(pool);
        return VertxBus.all(
                List.of(
                        serve(BusContract.LOAD_RATINGS, ratings::load),
                        serve(BusContract.MATCH_CHANGED, matches::change),
                        serve(
                                BusContract.REPORT_RESULT,
                                report ->
                                        results.report(report)
                                                .compose(
                                                        done ->
                                                                views.find(
                                                                        new FindMatch(
                                                                                report
                                                                                        .matchId())))),
                        serve(BusContract.TAKE_LATE_RESULT, results::takeLate),
                        serve(
                                BusContract.VOID_MATCH,
                                order ->
                                        voids.voidMatch(order)
                                                .compose(
                                                        done ->
                                                                views.find(
                                                                        new FindMatch(
                                                                                order.matchId())))),
                        serve(BusContract.FIND_MATCH, views::find),
                        serve(BusContract.LIST_MATCHES, views::history),
                        serve(BusContract.LIST_MATCHES_OF_ANYBODY, views::historyOfAnybody),
                        serve(BusContract.LIST_RESULTS, views::inState),
                        serve(BusContract.READ_LEADERBOARD, boards::read)));
    }

    private Future<Void> servePlayers() {
        VertxPlayerData data = new VertxPlayerData(pool);
        return VertxBus.all(
                List.of(
                        serve(BusContract.SET_BLOCK, data::setBlock),
                        serve(BusContract.LIST_BLOCKS, data::blocks),
                        serve(BusContract.LIST_RECENT_PLAYERS, data::recent),
                        serve(BusContract.EXPORT_PLAYER, data::export),
                        serve(BusContract.ERASE_PLAYER, new VertxErasures(pool)::erase)));
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
            report(call, failure);
        }
        return Future.failedFuture(JdbcFailures.toRejection(failure));
    }

    private void report(String call, Throwable failure) {
        outage.onFailure(clock.nowMs())
                .ifPresent(
                        failures ->
                                LOG.error(
                                        "database unavailable call={} failures={} {} reason={}",
                                        call,
                                        failures,
                                        door,
                                        failure.toString()));
    }

    @Override
    public Future<?> stop() {
        return pool.close();
    }
}
