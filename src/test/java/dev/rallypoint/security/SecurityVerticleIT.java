package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LockoutConfig;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.NodeMessage.Nodes;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.RelayMessage.RelayLoad;
import dev.rallypoint.contract.SecurityConfig;
import dev.rallypoint.contract.SecurityMessage;
import dev.rallypoint.contract.SecurityMessage.AddBan;
import dev.rallypoint.contract.SecurityMessage.AdmitCall;
import dev.rallypoint.contract.SecurityMessage.AttackState;
import dev.rallypoint.contract.SecurityMessage.BansChanged;
import dev.rallypoint.contract.SecurityMessage.CallsSpent;
import dev.rallypoint.contract.SecurityMessage.FailedAttempt;
import dev.rallypoint.contract.SecurityMessage.GetBans;
import dev.rallypoint.contract.SecurityMessage.GetSecurityReport;
import dev.rallypoint.contract.SecurityMessage.RemoveBan;
import dev.rallypoint.contract.SecurityMessage.SecurityReport;
import dev.rallypoint.contract.SecurityMessage.Spent;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.DeviceReply;
import dev.rallypoint.contract.StoreMessage.SavedBan;
import dev.rallypoint.contract.StoreMessage.SavedBans;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real Hazelcast; the store and the cluster room are stood in for on the bus. */
class SecurityVerticleIT {
    private static final SecurityConfig CONFIG =
            new SecurityConfig(60, 3_600, 100, 100, 100, 100, 100, 100, List.of());
    private static final LockoutConfig LOCKOUT = new LockoutConfig(2, 2, 2, 60, 60);
    private static final String ADA = Ids.playerId(17);
    private static final String DEVICE = "d".repeat(64);
    private static HazelcastInstance hazelcast;

    private final Vertx vertx = Vertx.vertx();
    private final VertxBus bus = new VertxBus(vertx);
    private final MicrometerMetrics metrics = new MicrometerMetrics(new SimpleMeterRegistry());
    private final EpochClock clock = new EpochClock();

    /** What the database has, by subject and value. */
    private final Map<String, SavedBan> rows = new ConcurrentHashMap<>();

    private final List<SavedBan> kept = new CopyOnWriteArrayList<>();
    private final List<AuditEntry> audited = new CopyOnWriteArrayList<>();
    private final List<BansChanged> published = new CopyOnWriteArrayList<>();
    private volatile DeviceReply device = new DeviceReply(Optional.empty(), Optional.empty());
    private volatile boolean isStoreAway;

    @BeforeAll
    static void startHazelcast() {
        hazelcast = HazelcastInstances.standAlone();
    }

    @AfterAll
    static void stopHazelcast() {
        hazelcast.shutdown();
    }

    @BeforeEach
    void serve() {
        hazelcast.getMap(HazelcastBans.MAP).clear();
        get(
                VertxBus.all(
                        List.of(
                                bus.serve(
                                        BusContract.LOAD_BANS,
                                        ask -> stored(new SavedBans(List.copyOf(rows.values())))),
                                bus.serve(BusContract.FIND_DEVICE, ask -> stored(device)),
                                bus.serve(BusContract.SAVE_BAN_LATER, this::keep),
                                bus.serve(BusContract.AUDIT_LATER, this::audit),
                                bus.serve(
                                        BusContract.GET_NODES,
                                        ask -> Future.succeededFuture(new Nodes("n", List.of()))),
                                bus.subscribe(BusContract.BANS_CHANGED, published::add))));
    }

    private <A> Future<A> stored(A answer) {
        return isStoreAway
                ? Future.failedFuture(new RejectedException(ProblemCode.STORE_UNAVAILABLE))
                : Future.succeededFuture(answer);
    }

    private Future<Done> keep(SavedBan saved) {
        kept.add(saved);
        return Future.succeededFuture(new Done());
    }

    private Future<Done> audit(AuditEntry entry) {
        audited.add(entry);
        return Future.succeededFuture(new Done());
    }

    @AfterEach
    void stop() {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RejectedException refused) {
                throw refused;
            }
            throw new AssertionError(e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void start() {
        Ground ground = new Ground(bus, metrics, clock, new SecureEntropy());
        get(vertx.deployVerticle(new SecurityVerticle(CONFIG, LOCKOUT, hazelcast, ground)));
    }

    private <Q extends BusMessage, A extends BusMessage> A ask(Request<Q, A> request, Q question) {
        return get(bus.request(request, question));
    }

    private void row(Ban ban, long revision) {
        rows.put(BanRules.key(ban), new SavedBan(ban, revision, 0));
    }

    private Optional<ProblemCode> refusal(String host, Optional<String> player) {
        return ask(BusContract.ADMIT_CALL, new AdmitCall(host, player, "login"))
                .refused()
                .map(Rejection::code);
    }

    private boolean isBanned(String playerId) {
        return refusal("192.0.2.1", Optional.of(playerId)).equals(Optional.of(ProblemCode.BANNED));
    }

    private Ban ban(String subject, String value, long untilMs) {
        return ask(BusContract.ADD_BAN, new AddBan(subject, value, "Rude.", untilMs, "eve")).ban();
    }

    @Test
    void knowsTheBansOfTheDatabaseWhenItHasStarted() {
        row(new Ban(1, "cidr", "127.0.0.0/8", "test", 0), 1);
        start();
        assertThat(refusal("127.0.0.1", Optional.empty())).contains(ProblemCode.BANNED);
        assertThat(published).isNotEmpty();
    }

    @Test
    void startsWithoutTheDatabaseAndLoadsItsBansWhenItIsBack() {
        isStoreAway = true;
        row(new Ban(1, "player", ADA, "test", 0), 1);
        start();
        assertThat(isBanned(ADA)).isFalse();
        isStoreAway = false;
        await().until(() -> isBanned(ADA));
    }

    @Test
    void aBanHoldsAtOnceIsToldKeptAndNoted() {
        start();
        Ban ban = ban("player", ADA, 0);
        await().atMost(Duration.ofSeconds(1)).until(() -> isBanned(ADA));
        assertThat(ask(BusContract.GET_BANS, new GetBans()).bans()).containsExactly(ban);
        assertThat(published.get(published.size() - 1).bans()).containsExactly(ban);
        assertThat(kept).extracting(SavedBan::ban).containsExactly(ban);
        assertThat(audited)
                .extracting(line -> line.actor() + " " + line.action() + " " + line.subject())
                .containsExactly("eve ban.add player/" + ADA);
        assertThat(audited.get(0).detail()).contains("Rude.", "banId=" + ban.banId(), "for-ever");
    }

    @Test
    void aLiftedBanIsOverAtOnceAndDoesNotComeBackFromTheDatabase() {
        start();
        Ban ban = ban("player", ADA, 0);
        await().until(() -> isBanned(ADA));
        // The database has not heard of the lifting yet.
        row(ban, kept.get(0).revision());
        assertThat(ask(BusContract.REMOVE_BAN, new RemoveBan(ban.banId(), "bob")).bans())
                .containsExactly(ban);
        await().atMost(Duration.ofSeconds(1)).until(() -> !isBanned(ADA));
        assertThat(kept.get(1).liftedAtMs()).isPositive();
        assertThat(kept.get(1).revision()).isGreaterThan(kept.get(0).revision());
        assertThat(audited.get(1).action()).isEqualTo("ban.lift");

        start();
        assertThat(isBanned(ADA)).isFalse();
        assertThat(kept.get(2)).as("told once more").isEqualTo(kept.get(1));
        assertThatThrownBy(() -> ask(BusContract.REMOVE_BAN, new RemoveBan(ban.banId(), "bob")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("ban_not_found");
    }

    @Test
    void aBanEndsByItself() {
        start();
        ban("player", ADA, clock.nowMs() + 1_500);
        await().atMost(Duration.ofSeconds(1)).until(() -> isBanned(ADA));
        await().until(() -> !isBanned(ADA));
        await().until(() -> published.get(published.size() - 1).bans().isEmpty());
    }

    @Test
    void aPlayerIsBannedWithHisDeviceAndADeviceWithItsPlayerAsOneDecision() {
        start();
        device = new DeviceReply(Optional.of(ADA), Optional.of(DEVICE));
        Ban ofPlayer = ban("player", ADA, 0);
        await().untilAsserted(() -> assertThat(subjects()).containsExactly("device", "player"));
        assertThat(ask(BusContract.GET_BANS, new GetBans()).bans())
                .allMatch(ban -> ban.banId() == ofPlayer.banId());
        ask(BusContract.REMOVE_BAN, new RemoveBan(ofPlayer.banId(), "bob"));
        assertThat(subjects()).isEmpty();
        ban("device", DEVICE, 0);
        await().until(() -> isBanned(ADA));
    }

    private List<String> subjects() {
        return ask(BusContract.GET_BANS, new GetBans()).bans().stream()
                .map(Ban::subject)
                .sorted()
                .toList();
    }

    @Test
    void anotherNodeOfTheClusterHearsOfABanByTheMap() {
        start();
        SavedBan elsewhere = new SavedBan(new Ban(9, "player", ADA, "Rude.", 0), 5, 0);
        hazelcast.getMap(HazelcastBans.MAP).put("player/" + ADA, BanCodec.encode(elsewhere));
        await().atMost(Duration.ofSeconds(1)).until(() -> isBanned(ADA));
    }

    @Test
    void whatTheDatabaseLacksIsToldAgain() {
        SavedBan elsewhere = new SavedBan(new Ban(9, "player", ADA, "Rude.", 0), 5, 0);
        hazelcast.getMap(HazelcastBans.MAP).put("player/" + ADA, BanCodec.encode(elsewhere));
        start();
        await().untilAsserted(() -> assertThat(kept).containsExactly(elsewhere));
    }

    @Test
    void locksOutOnceAndTellsTheOtherNodes() {
        start();
        List<BusMessage> news = new CopyOnWriteArrayList<>();
        get(bus.subscribe(BusContract.LOCKED_OUT, news::add));
        FailedAttempt attempt = new FailedAttempt("operator-token", "192.0.2.7", Optional.empty());
        assertThat(ask(BusContract.FAILED_ATTEMPT, attempt).refused()).isEmpty();
        assertThat(ask(BusContract.FAILED_ATTEMPT, attempt).refused())
                .map(Rejection::code)
                .contains(ProblemCode.LOCKED_OUT);
        await().untilAsserted(() -> assertThat(news).hasSize(1));
        AdmitCall call = new AdmitCall("192.0.2.7", Optional.empty(), "operator");
        assertThat(ask(BusContract.ADMIT_CALL, call).retryAfterSeconds()).isBetween(50, 60);
        bus.publish(
                BusContract.LOCKED_OUT,
                new SecurityMessage.LockedOut("operator-token", "192.0.2.8", 100));
        AdmitCall other = new AdmitCall("192.0.2.8", Optional.empty(), "operator");
        await().until(() -> ask(BusContract.ADMIT_CALL, other).refused().isPresent());
    }

    @Test
    void limitsHoldInTheCluster() {
        start();
        List<CallsSpent> told = new CopyOnWriteArrayList<>();
        get(bus.subscribe(BusContract.CALLS_SPENT, told::add));
        AdmitCall call = new AdmitCall("192.0.2.9", Optional.empty(), "guest");
        for (int i = 0; i < 10; i++) {
            ask(BusContract.ADMIT_CALL, call);
        }
        await().untilAsserted(
                        () ->
                                assertThat(told.stream().flatMap(news -> news.spent().stream()))
                                        .extracting(Spent::limit, Spent::source)
                                        .contains(tuple("guestsPerAddressPerMinute", "192.0.2.9")));
        assertThat(told).allMatch(news -> news.nodeId().equals("n"));
        assertThat(ask(BusContract.ADMIT_CALL, call).refused()).as("its own count once").isEmpty();
        Spent elsewhere = new Spent("guestsPerAddressPerMinute", "192.0.2.9", 100);
        bus.publish(BusContract.CALLS_SPENT, new CallsSpent("m", List.of(elsewhere)));
        await().until(() -> ask(BusContract.ADMIT_CALL, call).refused().isPresent());
    }

    @Test
    void reportsWhatItKnows() {
        start();
        metrics.counter(Metric.RELAY_DATAGRAMS, () -> 7, "dropped", "bad_tag");
        metrics.counter(Metric.RELAY_DATAGRAMS, () -> 900, "received", "");
        metrics.increment(Metric.CONNECT_TOKENS, "renet");
        bus.publish(BusContract.RELAY_LOAD, new RelayLoad(0, 3, 1));
        bus.publish(BusContract.RELAY_LOAD, new RelayLoad(1, 4, 1));
        bus.publish(BusContract.ATTACK_STATE, new AttackState(true, "flood", 5));
        bus.publish(
                BusContract.SUSPICION_RAISED,
                new SecurityMessage.SuspicionRaised(ADA, "l", "speed", 90, 50, 3, "flag", 6));
        for (int i = 0; i < 101; i++) {
            ask(BusContract.ADMIT_CALL, new AdmitCall("192.0.2.9", Optional.empty(), "guest"));
        }
        await().untilAsserted(
                        () -> {
                            SecurityReport report =
                                    ask(
                                            BusContract.SECURITY_REPORT.at("n"),
                                            new GetSecurityReport());
                            assertThat(report.sessions()).isEqualTo(7);
                            assertThat(report.drops()).containsExactly(Map.entry("bad_tag", 7L));
                            assertThat(report.counts())
                                    .containsEntry("connectTokens", 1L)
                                    .containsEntry("callsBeyondLimits", 1L);
                            assertThat(report.attack()).isPresent();
                            assertThat(report.suspicions()).hasSize(1);
                            assertThat(report.limited())
                                    .extracting(source -> source.limit() + " " + source.source())
                                    .containsExactly("guestsPerAddressPerMinute 192.0.2.9");
                        });
    }
}
