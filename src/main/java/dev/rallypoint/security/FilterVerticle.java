package dev.rallypoint.security;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.FilterConfig;
import dev.rallypoint.contract.FilterMessage.ChangeFilter;
import dev.rallypoint.contract.FilterMessage.FilterChanged;
import dev.rallypoint.contract.FilterMessage.FilterChanges;
import dev.rallypoint.contract.FilterMessage.FilterReply;
import dev.rallypoint.contract.FilterMessage.FilterVersion;
import dev.rallypoint.contract.FilterMessage.GetFilterChanges;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.AttackState;
import dev.rallypoint.contract.SecurityMessage.BansChanged;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packet filter of a node: what was configured, what operators of any node changed since, bans
 * of CIDR blocks, and what an attack takes away. Builds the rules beside the event loops; the
 * relays fetch them with {@link #rules} when they hear {@link BusContract#FILTER_CHANGED}.
 *
 * <p>Changes are the cluster's: every node keeps the newest ones and tells how new they are; who
 * knows older ones asks for them. So a node that joins, or comes back from a split, follows, and
 * each side of a split can defend itself. When the last node stops, what was configured holds
 * again.
 */
public final class FilterVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(FilterVerticle.class);
    private static final int SECOND_MS = 1_000;
    private static final int TELL_VERSION_MS = 5_000;
    private static final String NOBODY = "";

    private final FilterConfig configured;
    private final String nodeId;
    private final VertxBus bus;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private final AttackDetector detector;
    private FilterChanges changes = new FilterChanges(Map.of(), 0, NOBODY);
    private List<Ban> bans = List.of();
    private boolean areBansWaiting;
    private LoadedFilter loaded;
    private Future<?> lastTurn = Future.succeededFuture();
    private volatile FilterRules rules;

    /**
     * Reads the lists and builds the firewall; blocks.
     *
     * @throws ConfigException if a list or the order is wrong
     */
    public FilterVerticle(FilterConfig configured, String nodeId, Ground ground) {
        this.configured = configured;
        this.nodeId = nodeId;
        bus = ground.bus();
        metrics = ground.metrics();
        clock = ground.clock();
        loaded = LoadedFilter.load(configured, Map.of(), List.of());
        rules = loaded.rules();
        detector =
                new AttackDetector(
                        configured.attackDrops(), configured.attackCalmSeconds(), clock.nowMs());
    }

    /** What is in force on this node now; for any thread. */
    public FilterRules rules() {
        return rules;
    }

    @Override
    public Future<?> start() {
        metrics.gauge(Metric.FILTER_BLOCKS, () -> rules.firewall().allowBlocks(), "allow");
        metrics.gauge(Metric.FILTER_BLOCKS, () -> rules.firewall().denyBlocks(), "deny");
        metrics.gauge(Metric.FILTER_UNDER_ATTACK, () -> detector.isUnderAttack() ? 1 : 0);
        vertx.setPeriodic(SECOND_MS, second -> onSecond());
        vertx.setPeriodic(TELL_VERSION_MS, due -> tellVersion());
        return VertxBus.all(
                        List.of(
                                bus.serve(
                                        BusContract.GET_FILTER,
                                        question -> Future.succeededFuture(reply())),
                                bus.serve(BusContract.CHANGE_FILTER, this::onChange),
                                bus.serve(
                                        BusContract.GET_FILTER_CHANGES.at(nodeId),
                                        question -> Future.succeededFuture(changes)),
                                bus.subscribe(BusContract.FILTER_VERSION, this::onVersion),
                                bus.subscribe(BusContract.BANS_CHANGED, this::onBans),
                                bus.subscribe(
                                        BusContract.RELAY_DROPS,
                                        relay -> detector.onDrops(relay.loop(), relay.drops()))))
                .onSuccess(following -> tellVersion());
    }

    private Future<FilterReply> onChange(ChangeFilter wish) {
        return inTurn(() -> change(wish))
                .map(done -> reply())
                .onSuccess(
                        done ->
                                LOG.info(
                                        "packet filter changed by={} keys={} reset={}",
                                        wish.actor(),
                                        wish.values().keySet(),
                                        wish.reset()));
    }

    private Future<Void> change(ChangeFilter wish) {
        Map<String, String> values = new HashMap<>(changes.values());
        wish.reset().forEach(values::remove);
        values.putAll(wish.values());
        long atMs = Math.max(clock.nowMs(), changes.changedAtMs() + 1);
        return adopt(new FilterChanges(values, atMs, wish.actor())).onSuccess(in -> tellVersion());
    }

    /** If they cannot be loaded, everything stays as it was. */
    private Future<Void> adopt(FilterChanges newer) {
        return load(newer)
                .onSuccess(
                        done -> {
                            changes = newer;
                            loaded = done;
                            apply();
                        })
                .mapEmpty();
    }

    private Future<LoadedFilter> load(FilterChanges with) {
        List<Ban> current = bans;
        return vertx.executeBlocking(() -> LoadedFilter.load(configured, with.values(), current))
                .recover(FilterVerticle::refused);
    }

    private static Future<LoadedFilter> refused(Throwable failure) {
        return Future.failedFuture(
                failure instanceof ConfigException wrong
                        ? new RejectedException(ProblemCode.INVALID_BODY, wrong.getMessage())
                        : failure);
    }

    /** Each after the other: whoever builds knows what those before him changed. */
    private <T> Future<T> inTurn(Supplier<Future<T>> work) {
        Future<T> mine = lastTurn.transform(before -> work.get());
        lastTurn = mine;
        return mine;
    }

    private void apply() {
        FilterConfig config = loaded.config();
        detector.setRules(config.attackDrops(), config.attackCalmSeconds());
        rules =
                detector.isUnderAttack()
                        ? loaded.rules().tightened(config.attackPercent())
                        : loaded.rules();
        bus.publish(BusContract.FILTER_CHANGED, new FilterChanged());
    }

    /** Many may come at once, and again every half minute: only other blocks are work. */
    private void onBans(BansChanged news) {
        List<Ban> blocks =
                news.bans().stream().filter(ban -> ban.subject().equals(Ban.CIDR)).toList();
        if (blocks.equals(bans)) {
            return;
        }
        bans = blocks;
        if (areBansWaiting) {
            return;
        }
        areBansWaiting = true;
        inTurn(this::adoptBans)
                .onFailure(failure -> LOG.error("bans are not in the firewall", failure));
    }

    private Future<Void> adoptBans() {
        areBansWaiting = false;
        List<Ban> current = bans;
        LoadedFilter before = loaded;
        return vertx.executeBlocking(() -> before.withBans(current))
                .onSuccess(
                        done -> {
                            loaded = done;
                            apply();
                        })
                .mapEmpty();
    }

    private void tellVersion() {
        bus.publish(BusContract.FILTER_VERSION, new FilterVersion(nodeId, changes.changedAtMs()));
    }

    private void onVersion(FilterVersion other) {
        if (other.changedAtMs() < changes.changedAtMs()) {
            tellVersion();
        } else if (other.changedAtMs() > changes.changedAtMs()) {
            inTurn(() -> follow(other))
                    .onFailure(
                            failure ->
                                    LOG.warn(
                                            "changes of the packet filter are not in force here"
                                                    + " nodeId={}: {}",
                                            other.nodeId(),
                                            failure.toString()));
        }
    }

    private Future<Void> follow(FilterVersion other) {
        if (other.changedAtMs() <= changes.changedAtMs()) {
            return Future.succeededFuture();
        }
        return bus.request(
                        BusContract.GET_FILTER_CHANGES.at(other.nodeId()), new GetFilterChanges())
                .compose(this::adoptIfNewer);
    }

    private Future<Void> adoptIfNewer(FilterChanges others) {
        return others.changedAtMs() > changes.changedAtMs()
                ? adopt(others)
                        .onSuccess(
                                done ->
                                        LOG.info(
                                                "packet filter follows the cluster by={} keys={}",
                                                others.changedBy(),
                                                others.values().keySet()))
                : Future.succeededFuture();
    }

    private void onSecond() {
        long nowMs = clock.nowMs();
        if (detector.onSecond(nowMs)) {
            AttackState state = attack();
            if (state.underAttack()) {
                LOG.warn(
                        "under attack, packet filters are tightened percent={} why=\"{}\"",
                        loaded.config().attackPercent(),
                        state.why());
            } else {
                LOG.warn("the attack is over, packet filters are as before");
            }
            bus.publish(BusContract.ATTACK_STATE, state);
            apply();
        }
        boolean hasEnded = bans.stream().anyMatch(ban -> hasEnded(ban, nowMs));
        if (hasEnded) {
            onBans(new BansChanged(bans.stream().filter(ban -> !hasEnded(ban, nowMs)).toList()));
        }
    }

    private static boolean hasEnded(Ban ban, long nowMs) {
        return ban.untilMs() != 0 && ban.untilMs() <= nowMs;
    }

    private AttackState attack() {
        return new AttackState(detector.isUnderAttack(), detector.why(), detector.sinceMs());
    }

    private FilterReply reply() {
        Firewall firewall = rules.firewall();
        return new FilterReply(
                loaded.config(),
                changes.values().keySet().stream().sorted().toList(),
                changes.changedAtMs(),
                changes.changedBy(),
                firewall.allowBlocks(),
                firewall.denyBlocks(),
                attack());
    }
}
