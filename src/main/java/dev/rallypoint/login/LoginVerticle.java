package dev.rallypoint.login;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LoginMessage.LoadRevocations;
import dev.rallypoint.contract.LoginMessage.Revocation;
import dev.rallypoint.contract.LoginMessage.Revocations;
import dev.rallypoint.contract.SecurityConfig;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the login addresses of {@link BusContract}, and follows the cluster's revocations. */
public final class LoginVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LoginVerticle.class);
    private static final int WORKERS = 8;

    /** News get lost while a cluster is split. */
    private static final long RELOAD_MS = 30_000;

    private static final long STORE_RETRY_MS = 5_000;

    private final SecurityConfig config;
    private final HazelcastInstance hazelcast;
    private final Ground ground;
    private final VertxBus bus;
    private final KnownRevocations known = new KnownRevocations();
    private HazelcastRevocations revocations;
    private WorkerExecutor workers;
    private VertxLogins logins;
    private boolean isReading;
    private boolean isWaitingForStore;

    public LoginVerticle(SecurityConfig config, HazelcastInstance hazelcast, Ground ground) {
        this.config = config;
        this.hazelcast = hazelcast;
        this.ground = ground;
        this.bus = ground.bus();
    }

    @Override
    public Future<?> start() {
        workers = vertx.createSharedWorkerExecutor("rallypoint-logins", WORKERS);
        Context loop = context;
        return onWorker(() -> furnish(loop))
                .compose(done -> reload())
                .compose(done -> VertxBus.all(registrations()))
                .compose(done -> restore())
                .onSuccess(done -> vertx.setPeriodic(RELOAD_MS, timer -> reload()));
    }

    private Void furnish(Context loop) {
        revocations = new HazelcastRevocations(hazelcast);
        logins =
                new VertxLogins(
                        config, new HazelcastLogins(hazelcast), revocations, workers, ground);
        revocations.listen(revocation -> loop.runOnContext(go -> onRevocation(revocation)));
        return null;
    }

    private List<Future<Void>> registrations() {
        List<Future<Void>> all = new ArrayList<>(logins.serve());
        all.add(
                bus.serve(
                        BusContract.GET_REVOCATIONS,
                        question -> Future.succeededFuture(new Revocations(known.all()))));
        return all;
    }

    private Future<Void> reload() {
        if (isReading) {
            return Future.succeededFuture();
        }
        isReading = true;
        known.beginReading();
        return onWorker(revocations::all)
                .onComplete(read -> isReading = false)
                .onSuccess(this::onAll)
                .mapEmpty();
    }

    private void onAll(Map<String, Long> all) {
        known.forgetAllBut(all.keySet());
        all.forEach((subject, stamp) -> onRevocation(new Revocation(subject, stamp)));
    }

    private void onRevocation(Revocation revocation) {
        if (known.hear(revocation)) {
            bus.publish(BusContract.TOKENS_REVOKED, revocation);
        }
    }

    /**
     * What the cluster has forgotten with its last node. Without a database access tokens that were
     * revoked are good again for the rest of their short life; refresh tokens are not, for they are
     * in the same database.
     */
    private Future<Void> restore() {
        long since = ground.clock().nowMs() - logins.playerRevocationMs();
        return bus.request(BusContract.LOAD_REVOCATIONS, new LoadRevocations(since))
                .compose(saved -> onWorker(() -> bringBack(saved)))
                .recover(this::restoreLater);
    }

    private Void bringBack(Revocations saved) {
        saved.revocations()
                .forEach(
                        revocation -> revocations.restore(revocation, logins.playerRevocationMs()));
        return null;
    }

    private Future<Void> restoreLater(Throwable failure) {
        if (!isWaitingForStore) {
            isWaitingForStore = true;
            LOG.warn("saved revocations come when the database does: {}", failure.getMessage());
        }
        vertx.setTimer(STORE_RETRY_MS, timer -> restore());
        return Future.succeededFuture();
    }

    private <T> Future<T> onWorker(Callable<T> work) {
        return workers.executeBlocking(work, false);
    }

    @Override
    public Future<?> stop() {
        return onWorker(this::stopListening).eventually(() -> workers.close());
    }

    private Void stopListening() {
        revocations.stopListening();
        return null;
    }
}
