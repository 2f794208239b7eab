package dev.rallypoint.security;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.AddBan;
import dev.rallypoint.contract.SecurityMessage.BanReply;
import dev.rallypoint.contract.SecurityMessage.Bans;
import dev.rallypoint.contract.SecurityMessage.RemoveBan;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.DeviceReply;
import dev.rallypoint.contract.StoreMessage.FindDevice;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bans and lifts bans for whoever asks on this node: in the cluster, for the database, in the audit
 * trail. Belongs to one loop.
 */
final class VertxBanDesk {
    private static final Logger LOG = LoggerFactory.getLogger(VertxBanDesk.class);
    private static final int MAX_DECISIONS = 100_000;

    private final HazelcastBans cluster;
    private final WorkerExecutor workers;
    private final Ground ground;
    private final BanBook book;
    private final Consumer<SavedBan> decided;
    private final VertxBus bus;
    private final EpochClock clock;

    /**
     * @param decided hears of every decision made here, on the loop
     */
    VertxBanDesk(
            HazelcastBans cluster,
            WorkerExecutor workers,
            Ground ground,
            BanBook book,
            Consumer<SavedBan> decided) {
        this.cluster = cluster;
        this.workers = workers;
        this.ground = ground;
        this.book = book;
        this.decided = decided;
        this.bus = ground.bus();
        this.clock = ground.clock();
    }

    List<Future<Void>> serve() {
        return List.of(
                bus.serve(BusContract.ADD_BAN, this::add),
                bus.serve(BusContract.REMOVE_BAN, this::remove));
    }

    private Future<BanReply> add(AddBan wish) {
        long nowMs = clock.nowMs();
        Ban ban = BanRules.banOf(wish, newBanId(), nowMs);
        if (book.size() >= MAX_DECISIONS) {
            throw new RejectedException(
                    ProblemCode.CONFLICT, "there are " + MAX_DECISIONS + " bans already");
        }
        return decide(ban)
                .onSuccess(saved -> banCounterpart(ban, saved))
                .map(saved -> new BanReply(saved.ban()));
    }

    /** Positive, and exact in every JSON reader. */
    private long newBanId() {
        return ground.entropy().nextLong() >>> 12 | 1;
    }

    private Future<SavedBan> decide(Ban ban) {
        long nowMs = clock.nowMs();
        return change(ban, before -> Optional.of(BanRules.decide(before, ban, nowMs)))
                .compose(saved -> keep(saved).compose(kept -> noteAdded(ban, saved)).map(saved));
    }

    /** Whether the wish was followed, or a longer ban holds already. */
    private static boolean isOf(Ban wish, SavedBan saved) {
        return wish.banId() == saved.ban().banId();
    }

    private Future<Void> noteAdded(Ban wish, SavedBan saved) {
        Ban ban = saved.ban();
        String until =
                ban.untilMs() == 0 ? "for-ever" : Instant.ofEpochMilli(ban.untilMs()).toString();
        return note(
                wish.actor(),
                isOf(wish, saved) ? "ban.add" : "ban.keep",
                BanRules.key(ban),
                "banId=" + ban.banId() + " until=" + until + " reason=" + wish.reason());
    }

    /**
     * A player is his device, as long as the database remembers him: the one who is banned is
     * banned as the other, too, under the same id.
     */
    private void banCounterpart(Ban ban, SavedBan saved) {
        if (ban.subject().equals(Ban.CIDR) || !isOf(ban, saved)) {
            return;
        }
        boolean isPlayer = ban.subject().equals(Ban.PLAYER);
        Optional<String> value = Optional.of(ban.value());
        FindDevice question =
                isPlayer
                        ? new FindDevice(value, Optional.empty())
                        : new FindDevice(Optional.empty(), value);
        bus.request(BusContract.FIND_DEVICE, question)
                .map(isPlayer ? DeviceReply::deviceHash : DeviceReply::playerId)
                .compose(other -> banAs(ban, isPlayer ? Ban.DEVICE : Ban.PLAYER, other))
                .onFailure(
                        failure ->
                                LOG.warn(
                                        "banned alone, its {} is not known banId={}: {}",
                                        isPlayer ? "device" : "player",
                                        ban.banId(),
                                        failure.toString()));
    }

    private Future<Void> banAs(Ban ban, String subject, Optional<String> value) {
        return value.map(
                        other ->
                                decide(
                                                new Ban(
                                                        ban.banId(),
                                                        subject,
                                                        other,
                                                        ban.reason(),
                                                        ban.untilMs(),
                                                        ban.actor(),
                                                        ban.createdAtMs()))
                                        .<Void>mapEmpty())
                .orElseGet(Future::succeededFuture);
    }

    private Future<SavedBan> change(Ban ban, UnaryOperator<Optional<SavedBan>> rule) {
        return workers.executeBlocking(() -> cluster.change(BanRules.key(ban), rule), false)
                .onSuccess(decided::accept);
    }

    private Future<Bans> remove(RemoveBan wish) {
        List<Ban> covered = book.covered(wish.banId(), clock.nowMs());
        if (covered.isEmpty()) {
            return Future.failedFuture(new RejectedException(ProblemCode.BAN_NOT_FOUND));
        }
        List<Future<SavedBan>> lifted = new ArrayList<>();
        covered.forEach(ban -> lifted.add(lift(ban, wish.actor())));
        return Future.join(lifted).map(done -> new Bans(covered));
    }

    private Future<SavedBan> lift(Ban ban, String actor) {
        long nowMs = clock.nowMs();
        return change(ban, before -> before.map(saved -> BanRules.lift(saved, nowMs)))
                .compose(
                        saved ->
                                keep(saved)
                                        .compose(
                                                kept ->
                                                        note(
                                                                actor,
                                                                "ban.lift",
                                                                BanRules.key(ban),
                                                                "banId=" + ban.banId()))
                                        .map(saved));
    }

    /** Sure to be written from then on; a decision that is made is not refused any more. */
    Future<Done> keep(SavedBan saved) {
        return bus.request(BusContract.SAVE_BAN_LATER, saved)
                .onFailure(failure -> LOG.error("ban not kept {}", saved, failure))
                .otherwise(new Done());
    }

    /** Also in the log: a database that is away must not hide what was done. */
    private Future<Void> note(String actor, String action, String subject, String detail) {
        LOG.info("{} subject={} actor={} {}", action, subject, actor, detail);
        return bus.request(
                        BusContract.AUDIT_LATER,
                        new AuditEntry(clock.nowMs(), actor, action, subject, detail))
                .onFailure(failure -> LOG.error("not in the audit trail: {}", action, failure))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }
}
