package dev.rallypoint.store;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.StoreConfig;
import dev.rallypoint.contract.StoreMessage.FindPlayer;
import dev.rallypoint.contract.StoreMessage.PlayerReply;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.runtime.VertxWriteBehind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the {@code outbox.} addresses of {@link BusContract} on every node: keeps in the cluster
 * what must be written and cannot be told from any lobby, and hands what this node holds to the
 * store, whichever node has it, until it is written.
 */
public final class OutboxVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxVerticle.class);
    private static final int WORKERS = 8;
    private static final long SWEEP_MS = 2_000;
    private static final long FLUSH_MS = 5_000;

    /** Within the patience of who asks. */
    private static final long KEEP_MS = 1_500;

    /** Refusals that do not last. */
    private static final Set<ProblemCode> AWAY =
            Set.of(ProblemCode.TIMEOUT, ProblemCode.STORE_UNAVAILABLE, ProblemCode.SHUTTING_DOWN);

    private final OutboxBound bound;
    private final HazelcastOutbox outbox;
    private final Ground ground;
    private final VertxBus bus;

    /** What the cluster has not taken yet, oldest first. */
    private final Map<String, String> homeless = new LinkedHashMap<>();

    private WorkerExecutor workers;
    private VertxWriteBehind writing;
    private UUID listener;
    private boolean isSweeping;
    private volatile int waiting;

    public OutboxVerticle(StoreConfig config, HazelcastInstance hazelcast, Ground ground) {
        this.bound = new OutboxBound(config.outboxCapacity());
        this.outbox = new HazelcastOutbox(hazelcast);
        this.ground = ground;
        this.bus = ground.bus();
    }

    @Override
    public Future<?> start() {
        workers = vertx.createSharedWorkerExecutor("rallypoint-outbox", WORKERS);
        writing = new VertxWriteBehind(vertx, "outbox", this::write);
        ground.metrics().gauge(Metric.OUTBOX_WAITING, () -> waiting);
        Context loop = context;
        return onWorker(() -> outbox.listen(key -> loop.runOnContext(go -> writing.add(key))))
                .onSuccess(registered -> listener = registered)
                .compose(listening -> VertxBus.all(registrations()))
                .onSuccess(serving -> vertx.setPeriodic(SWEEP_MS, timer -> sweep()));
    }

    private List<Future<Void>> registrations() {
        return List.of(
                bus.serve(BusContract.REGISTER_GUEST_LATER, this::register),
                bus.serve(
                        BusContract.MATCH_STARTED_LATER,
                        match -> keep(OutboxKind.MATCH_STARTED, match)),
                bus.serve(
                        BusContract.MATCH_CHANGED_LATER,
                        match -> keep(OutboxKind.MATCH_CHANGED, match)),
                bus.serve(
                        BusContract.REPORT_RESULT_LATER, result -> keep(OutboxKind.RESULT, result)),
                bus.serve(
                        BusContract.MATCH_ENDED_LATER,
                        match -> keep(OutboxKind.MATCH_ENDED, match)),
                bus.serve(BusContract.AUDIT_LATER, line -> keep(OutboxKind.AUDIT, line)),
                bus.serve(BusContract.SAVE_LOGIN_LATER, login -> keep(OutboxKind.LOGIN, login)),
                bus.serve(
                        BusContract.SAVE_REVOCATION_LATER,
                        revocation -> keep(OutboxKind.REVOCATION, revocation)),
                bus.serve(BusContract.SAVE_BAN_LATER, ban -> keep(OutboxKind.BAN, ban)),
                bus.serve(BusContract.FIND_WAITING_PLAYER, this::find));
    }

    private Future<PlayerReply> register(RegisterGuest guest) {
        return guest.deviceHash().isPresent()
                ? Future.failedFuture(new RejectedException(ProblemCode.STORE_UNAVAILABLE))
                : keep(OutboxKind.PLAYER, guest).map(kept -> playerOf(guest));
    }

    private static PlayerReply playerOf(RegisterGuest guest) {
        return new PlayerReply(
                new Api.Player(
                        guest.newPlayerId(),
                        guest.displayName(),
                        Instant.ofEpochMilli(guest.nowMs()).toString(),
                        Optional.empty(),
                        List.of()));
    }

    /** Fails with PLAYER_NOT_FOUND. */
    private Future<PlayerReply> find(FindPlayer wanted) {
        return read(OutboxKind.playerKey(wanted.playerId()))
                .map(
                        text ->
                                text.flatMap(OutboxRecord::of)
                                        .map(OutboxRecord::message)
                                        .filter(RegisterGuest.class::isInstance)
                                        .map(RegisterGuest.class::cast)
                                        .map(OutboxVerticle::playerOf)
                                        .orElseThrow(
                                                () ->
                                                        new RejectedException(
                                                                ProblemCode.PLAYER_NOT_FOUND)));
    }

    private <Q extends BusMessage> Future<Done> keep(OutboxKind<Q> kind, Q message) {
        OutboxRecord<Q> record = new OutboxRecord<>(kind, message, ground.clock().nowMs());
        String key = record.key();
        String text = record.text();
        homeless.put(key, text);
        return house(key, text, kind.isFirstHeld() ? outbox::putIfAbsent : outbox::put)
                .timeout(KEEP_MS, TimeUnit.MILLISECONDS)
                .onFailure(failure -> onHomeless(key, failure))
                .otherwiseEmpty()
                .map(new Done());
    }

    private Future<Void> house(String key, String text, BiConsumer<String, String> put) {
        return onWorker(
                        () -> {
                            put.accept(key, text);
                            return text;
                        })
                .onSuccess(housed -> homeless.remove(key, text))
                .mapEmpty();
    }

    /** Better kept here alone than refused: what it is about has already happened. */
    private void onHomeless(String key, Throwable failure) {
        LOG.warn("kept on this node alone for now key={} reason={}", key, failure.toString());
        writing.add(key);
    }

    private Future<Optional<String>> read(String key) {
        String here = homeless.get(key);
        return here == null
                ? onWorker(() -> outbox.find(key))
                : Future.succeededFuture(Optional.of(here));
    }

    private Future<Boolean> write(String key) {
        return read(key)
                .compose(
                        text ->
                                text.flatMap(OutboxRecord::of)
                                        .map(record -> write(key, text.get(), record).map(true))
                                        .orElseGet(() -> Future.succeededFuture(false)));
    }

    private <Q extends BusMessage> Future<Void> write(
            String key, String text, OutboxRecord<Q> record) {
        return bus.request(record.kind().request(), record.message())
                .onSuccess(
                        written ->
                                ground.metrics()
                                        .increment(Metric.OUTBOX_WRITTEN, record.kind().call()))
                .<Void>mapEmpty()
                .recover(failure -> giveUp(key, failure))
                .onSuccess(settled -> homeless.remove(key, text))
                .compose(settled -> onWorker(() -> remove(key, text)));
    }

    private Void remove(String key, String text) {
        outbox.remove(key, text);
        return null;
    }

    private Future<Void> giveUp(String key, Throwable failure) {
        if (failure instanceof RejectedException refused
                && AWAY.contains(refused.rejection().code())) {
            return Future.failedFuture(failure);
        }
        LOG.error("the store refused for ever key={}", key, failure);
        ground.metrics().increment(Metric.OUTBOX_DROPPED, "refused");
        return Future.succeededFuture();
    }

    /** Finds what came to this node with the death of another, and what is too much. */
    private void sweep() {
        if (isSweeping) {
            return;
        }
        isSweeping = true;
        dropHomeless();
        // One that is housed at once is removed while this goes on.
        Map.copyOf(homeless).forEach((key, text) -> house(key, text, outbox::putIfAbsent));
        onWorker(() -> outbox.dropBeyond(bound))
                .onSuccess(this::onDropped)
                .compose(dropped -> onWorker(outbox::heldHere))
                .onSuccess(this::onSwept)
                .onFailure(failure -> LOG.warn("outbox not swept: {}", failure.toString()))
                .onComplete(swept -> isSweeping = false);
    }

    private void dropHomeless() {
        int excess = homeless.size() - bound.capacity();
        List.copyOf(homeless.keySet()).stream()
                .limit(Math.max(0, excess))
                .forEach(homeless::remove);
        onDropped(excess);
    }

    private void onDropped(int count) {
        if (count > 0) {
            LOG.error(
                    "the outbox is full, the oldest records are lost store.outboxCapacity={}"
                            + " dropped={}",
                    bound.capacity(),
                    count);
        }
        for (int dropped = 0; dropped < count; dropped++) {
            ground.metrics().increment(Metric.OUTBOX_DROPPED, "capacity");
        }
    }

    private void onSwept(Set<String> heldHere) {
        waiting = heldHere.size() + homeless.size();
        heldHere.forEach(writing::add);
        homeless.keySet().forEach(writing::add);
    }

    private <T> Future<T> onWorker(Callable<T> work) {
        return workers.executeBlocking(work, false);
    }

    /** In a cluster the others go on with what is left; alone it is lost. */
    @Override
    public Future<?> stop() {
        return onWorker(outbox::isAlone)
                .compose(
                        alone ->
                                alone || !homeless.isEmpty()
                                        ? writing.flush(FLUSH_MS)
                                        : Future.succeededFuture())
                .compose(flushed -> onWorker(this::stopListening))
                .eventually(() -> workers.close());
    }

    private Void stopListening() {
        outbox.stopListening(listener);
        return null;
    }
}
