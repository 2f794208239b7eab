package dev.rallypoint.security;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LockoutConfig;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.NodeMessage.GetNodes;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.SecurityConfig;
import dev.rallypoint.contract.SecurityMessage.AdmitCall;
import dev.rallypoint.contract.SecurityMessage.CallVerdict;
import dev.rallypoint.contract.SecurityMessage.CallsSpent;
import dev.rallypoint.contract.SecurityMessage.FailedAttempt;
import dev.rallypoint.contract.SecurityMessage.LockedOut;
import dev.rallypoint.contract.SecurityMessage.SecurityReport;
import dev.rallypoint.contract.SecurityMessage.Spent;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's policy on one node: answers {@link BusContract#ADMIT_CALL}, holds the bans that all
 * nodes share, locks out who fails too often, and reports.
 */
public final class SecurityVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SecurityVerticle.class);
    private static final int MOST_SHOWN = 100;

    /** Limits hold in the cluster but for what callers do in this time. */
    private static final long TELL_MS = 500;

    /** Some 60 KB; what is more waits for the next time. */
    private static final int MOST_TOLD = 1_000;

    private final HazelcastInstance hazelcast;
    private final Ground ground;
    private final VertxBus bus;
    private final EpochClock clock;
    private final LockoutGate lockouts;
    private final CallGate gate;
    private final SecurityLedger ledger = new SecurityLedger();
    private VertxBanKeeper bans;
    private volatile int bansInForce;

    /**
     * @throws IllegalArgumentException if {@code exemptRanges} names something else than CIDR
     *     blocks
     */
    public SecurityVerticle(
            SecurityConfig config,
            LockoutConfig lockout,
            HazelcastInstance hazelcast,
            Ground ground) {
        this.hazelcast = hazelcast;
        this.ground = ground;
        this.bus = ground.bus();
        this.clock = ground.clock();
        UntoldCounts untold = new UntoldCounts();
        this.lockouts =
                new LockoutGate(lockout, CallGate.exemptRanges(config), this::onNewLockout, untold);
        this.gate = new CallGate(config, lockouts, untold);
    }

    /** Nobody is let in before the bans are known. */
    @Override
    public Future<?> start() {
        bans = new VertxBanKeeper(new HazelcastBans(hazelcast), context, ground, gate);
        ground.metrics().gauge(Metric.BANS, () -> bansInForce);
        return bus.subscribe(
                        BusContract.BANS_CHANGED, changed -> bansInForce = changed.bans().size())
                .compose(subscribed -> bans.start())
                .compose(known -> VertxBus.all(registrations()))
                .compose(serving -> bus.request(BusContract.GET_NODES, new GetNodes()))
                .compose(this::serveNode);
    }

    private List<Future<Void>> registrations() {
        return List.of(
                bus.serve(BusContract.ADMIT_CALL, this::onAdmitCall),
                bus.serve(BusContract.FAILED_ATTEMPT, this::onFailedAttempt),
                bus.subscribe(
                        BusContract.LOCKED_OUT, news -> lockouts.onLockedOut(news, clock.nowMs())),
                bus.subscribe(BusContract.RELAY_LOAD, ledger::onRelayLoad),
                bus.subscribe(BusContract.SUSPICION_RAISED, ledger::onSuspicion),
                bus.subscribe(BusContract.ATTACK_STATE, ledger::onAttackState));
    }

    private Future<CallVerdict> onAdmitCall(AdmitCall call) {
        CallVerdict verdict = gate.onCall(call, clock.nowMs());
        ledger.onVerdict(call.action(), verdict);
        return Future.succeededFuture(verdict);
    }

    private Future<CallVerdict> onFailedAttempt(FailedAttempt attempt) {
        ledger.count("failedAttempts");
        return Future.succeededFuture(lockouts.onFailure(attempt, clock.nowMs()));
    }

    private void onNewLockout(LockedOut news) {
        LOG.warn(
                "locked out kind={} source={} seconds={}",
                news.kind(),
                news.source(),
                news.seconds());
        ground.metrics().increment(Metric.LOCKOUTS, news.kind());
        ledger.count("lockouts");
        bus.publish(BusContract.LOCKED_OUT, news);
    }

    private Future<Void> serveNode(Nodes nodes) {
        String self = nodes.selfNodeId();
        vertx.setPeriodic(TELL_MS, timer -> tellOthers(self));
        return bus.subscribe(BusContract.CALLS_SPENT, news -> onSpent(self, news))
                .compose(subscribed -> serveReport(self));
    }

    private void tellOthers(String self) {
        List<Spent> spent = gate.toTell(MOST_TOLD);
        if (!spent.isEmpty()) {
            bus.publish(BusContract.CALLS_SPENT, new CallsSpent(self, spent));
        }
    }

    private void onSpent(String self, CallsSpent news) {
        if (!news.nodeId().equals(self)) {
            news.spent().forEach(spent -> gate.onSpentElsewhere(spent, clock.nowMs()));
        }
    }

    private Future<Void> serveReport(String self) {
        return bus.serve(
                BusContract.SECURITY_REPORT.at(self),
                question -> Future.succeededFuture(report(self)));
    }

    private SecurityReport report(String nodeId) {
        Map<String, Long> counts = new HashMap<>(ledger.counts());
        long connectTokens =
                ground.metrics().counts(Metric.CONNECT_TOKENS, "flavour").values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
        counts.put("connectTokens", connectTokens);
        Map<String, Long> drops =
                new HashMap<>(ground.metrics().counts(Metric.RELAY_DATAGRAMS, "reason"));
        // Of what was received and sent.
        drops.remove("");
        long nowMs = clock.nowMs();
        return new SecurityReport(
                nodeId,
                ledger.sessions(),
                counts,
                drops,
                ledger.suspicions(),
                gate.limited(MOST_SHOWN, nowMs),
                lockouts.lockedOut(MOST_SHOWN, nowMs),
                ledger.attack());
    }

    @Override
    public Future<?> stop() {
        return bans.stop();
    }
}
