package dev.rallypoint.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import dev.rallypoint.cluster.HazelcastInstances;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusContract.Request;
import dev.rallypoint.contract.BusMessage;
import dev.rallypoint.contract.BusMessage.Done;
import dev.rallypoint.contract.LoginMessage.AuditEntry;
import dev.rallypoint.contract.LoginMessage.EndLogin;
import dev.rallypoint.contract.LoginMessage.ForgetLogins;
import dev.rallypoint.contract.LoginMessage.GetLogin;
import dev.rallypoint.contract.LoginMessage.GetRevocations;
import dev.rallypoint.contract.LoginMessage.LoginReply;
import dev.rallypoint.contract.LoginMessage.OpenLogin;
import dev.rallypoint.contract.LoginMessage.RenewLogin;
import dev.rallypoint.contract.LoginMessage.Revocation;
import dev.rallypoint.contract.LoginMessage.Revocations;
import dev.rallypoint.contract.LoginMessage.RevokeTokens;
import dev.rallypoint.contract.LoginMessage.SavedLogin;
import dev.rallypoint.contract.LoginMessage.SavedLogins;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.BansChanged;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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

/** The login room over a real Hazelcast member, with a database that can be away. */
class LoginVerticleIT {
    private static HazelcastInstance hazelcast;

    private final Map<String, SavedLogin> saved = new ConcurrentHashMap<>();
    private final Map<String, Revocation> savedRevocations = new ConcurrentHashMap<>();
    private final List<AuditEntry> audit = new CopyOnWriteArrayList<>();
    private final List<Revocation> told = new CopyOnWriteArrayList<>();
    private volatile boolean isStoreAway;
    private Vertx vertx;
    private VertxBus bus;

    @BeforeAll
    static void join() {
        hazelcast = HazelcastInstances.standAlone();
    }

    @AfterAll
    static void leave() {
        hazelcast.shutdown();
    }

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        bus = new VertxBus(vertx);
        result(bus.serve(BusContract.FIND_LOGIN, question -> find(question.loginId())));
        result(bus.serve(BusContract.LOAD_REVOCATIONS, question -> loadRevocations()));
        result(
                bus.serve(
                        BusContract.SAVE_LOGIN_LATER,
                        login -> {
                            saved.put(login.loginId(), login);
                            return Future.succeededFuture(new Done());
                        }));
        result(
                bus.serve(
                        BusContract.SAVE_REVOCATION_LATER,
                        revocation -> {
                            savedRevocations.put(revocation.subject(), revocation);
                            return Future.succeededFuture(new Done());
                        }));
        result(
                bus.serve(
                        BusContract.AUDIT_LATER,
                        line -> {
                            audit.add(line);
                            return Future.succeededFuture(new Done());
                        }));
        result(bus.subscribe(BusContract.TOKENS_REVOKED, told::add));
        startRoom();
    }

    private void startRoom() throws Exception {
        Ground ground =
                new Ground(
                        bus,
                        new MicrometerMetrics(new SimpleMeterRegistry()),
                        new EpochClock(),
                        new SecureEntropy());
        result(
                vertx.deployVerticle(
                        new LoginVerticle(
                                new ConfigLoader().load().security(), hazelcast, ground)));
    }

    @AfterEach
    void stop() throws Exception {
        result(vertx.close());
        hazelcast.getMap(HazelcastLogins.MAP).clear();
        hazelcast.getMap(HazelcastRevocations.MAP).clear();
    }

    private Future<SavedLogins> find(String loginId) {
        return isStoreAway
                ? Future.failedFuture(new RejectedException(ProblemCode.STORE_UNAVAILABLE))
                : Future.succeededFuture(
                        new SavedLogins(Optional.ofNullable(saved.get(loginId)).stream().toList()));
    }

    private Future<Revocations> loadRevocations() {
        return isStoreAway
                ? Future.failedFuture(new RejectedException(ProblemCode.STORE_UNAVAILABLE))
                : Future.succeededFuture(new Revocations(List.copyOf(savedRevocations.values())));
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private <Q extends BusMessage, A extends BusMessage> A ask(Request<Q, A> request, Q question)
            throws Exception {
        return result(bus.request(request, question));
    }

    private LoginReply open() throws Exception {
        return ask(BusContract.OPEN_LOGIN, new OpenLogin("p0000000000001", "Ada"));
    }

    private LoginReply renew(LoginReply login) throws Exception {
        return ask(BusContract.RENEW_LOGIN, new RenewLogin(login.refreshToken()));
    }

    private void assertRefused(LoginReply login, ProblemCode code) {
        assertThatThrownBy(() -> renew(login))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        refused -> assertThat(refused.rejection().code()).isEqualTo(code));
    }

    private long accessUntilMs(LoginReply login) throws Exception {
        return ask(BusContract.GET_LOGIN, new GetLogin(login.loginId())).accessUntilMs();
    }

    @Test
    void aLoginIsRenewedAgainAndAgain() throws Exception {
        LoginReply first = open();
        LoginReply second = renew(first);
        LoginReply third = renew(second);
        assertThat(third.loginId()).isEqualTo(first.loginId());
        assertThat(third.playerId() + third.displayName()).isEqualTo("p0000000000001Ada");
        assertThat(third.refreshToken()).isNotEqualTo(second.refreshToken());
        assertThat(accessUntilMs(third)).isGreaterThan(System.currentTimeMillis());
        assertThat(saved.get(first.loginId()).version()).isEqualTo(3);
        assertThat(saved.toString() + hazelcast.getMap(HazelcastLogins.MAP).values())
                .doesNotContain(third.refreshToken());
    }

    @Test
    void aTokenThatComesBackEndsTheLoginForEverybody() throws Exception {
        LoginReply first = open();
        LoginReply second = renew(first);
        LoginReply third = renew(second);
        assertRefused(first, ProblemCode.INVALID_REFRESH_TOKEN);
        assertRefused(third, ProblemCode.INVALID_REFRESH_TOKEN);
        assertThat(accessUntilMs(first)).isZero();
        await().untilAsserted(
                        () ->
                                assertThat(told)
                                        .extracting(Revocation::subject)
                                        .contains(first.loginId()));
        assertThat(audit).extracting(AuditEntry::action).containsExactly("refresh-token.reused");
    }

    @Test
    void aBannedPlayerStillHasHisTokenWhenTheBanIsOver() throws Exception {
        LoginReply login = open();
        Ban ban = new Ban(1, Ban.PLAYER, login.playerId(), "", 0);
        bus.publish(BusContract.BANS_CHANGED, new BansChanged(List.of(ban)));
        await().until(() -> renew(login).refreshToken().equals(login.refreshToken()));
        bus.publish(BusContract.BANS_CHANGED, new BansChanged(List.of()));
        await().until(() -> !renew(login).refreshToken().equals(login.refreshToken()));
        assertThat(audit).isEmpty();
    }

    @Test
    void aLoginOutlivesTheClusterWithTheDatabase() throws Exception {
        LoginReply second = renew(open());
        hazelcast.getMap(HazelcastLogins.MAP).clear();
        isStoreAway = true;
        assertRefused(second, ProblemCode.STORE_UNAVAILABLE);
        isStoreAway = false;
        assertThat(renew(second).playerId()).isEqualTo(second.playerId());
    }

    @Test
    void aLoginIsRenewedWhileTheDatabaseIsAway() throws Exception {
        isStoreAway = true;
        assertThat(renew(renew(open())).playerId()).isEqualTo("p0000000000001");
    }

    @Test
    void whoLogsOutIsOut() throws Exception {
        LoginReply login = open();
        ask(BusContract.END_LOGIN, new EndLogin(login.refreshToken()));
        assertRefused(login, ProblemCode.INVALID_REFRESH_TOKEN);
        await().untilAsserted(() -> assertThat(told).isNotEmpty());
        ask(BusContract.END_LOGIN, new EndLogin(login.refreshToken()));
        ask(BusContract.END_LOGIN, new EndLogin("rprt_no-such-token"));
    }

    @Test
    void revokedTokensAreVoidAndNewOnesAreNot() throws Exception {
        LoginReply before = open();
        LoginReply other = open();
        ask(BusContract.REVOKE_TOKENS, new RevokeTokens("p0000000000001"));
        assertRefused(before, ProblemCode.INVALID_REFRESH_TOKEN);
        assertRefused(other, ProblemCode.INVALID_REFRESH_TOKEN);
        LoginReply after = open();
        assertThat(after.revocation()).isGreaterThan(before.revocation());
        assertThat(renew(after).revocation()).isEqualTo(after.revocation());
        await().untilAsserted(
                        () ->
                                assertThat(told)
                                        .containsExactly(
                                                new Revocation(
                                                        "p0000000000001", after.revocation())));
    }

    @Test
    void thePlayersNameGoesWithHisLoginsAndAHalfErasedPlayerStillHasThem() throws Exception {
        LoginReply login = open();
        ask(BusContract.OPEN_LOGIN, new OpenLogin("p0000000000002", "Bo"));
        ask(BusContract.FORGET_LOGINS, new ForgetLogins("p0000000000001"));
        assertThat(hazelcast.<String, String>getMap(HazelcastLogins.MAP).values())
                .hasSize(1)
                .allMatch(document -> document.contains("Bo"));
        assertThat(renew(login).playerId()).isEqualTo("p0000000000001");
    }

    @Test
    void aLoginThatTheDatabaseDoesNotHaveYetGoesWithThePlayersName() throws Exception {
        ask(BusContract.OPEN_LOGIN, new OpenLogin("p0000000000001", "Al \"p0000000000002\""));
        ask(
                BusContract.OPEN_LOGIN,
                new OpenLogin("p0000000000002", "\"playerId\":\"p0000000000001\""));
        saved.clear();
        isStoreAway = true;
        ask(BusContract.FORGET_LOGINS, new ForgetLogins("p0000000000001"));
        assertThat(hazelcast.<String, String>getMap(HazelcastLogins.MAP).values())
                .singleElement()
                .extracting(document -> LoginCodec.decode(document).playerId())
                .isEqualTo("p0000000000002");
    }

    @Test
    void aRevocationOutlivesTheCluster() throws Exception {
        LoginReply before = open();
        ask(BusContract.REVOKE_TOKENS, new RevokeTokens("p0000000000001"));
        stop();
        start();
        assertRefused(before, ProblemCode.INVALID_REFRESH_TOKEN);
        await().untilAsserted(
                        () ->
                                assertThat(
                                                ask(
                                                                BusContract.GET_REVOCATIONS,
                                                                new GetRevocations())
                                                        .revocations())
                                        .containsAll(savedRevocations.values()));
    }

    @Test
    void twoRevocationsOfOneMomentAreTwo() throws Exception {
        ask(BusContract.REVOKE_TOKENS, new RevokeTokens("p0000000000001"));
        LoginReply between = open();
        ask(BusContract.REVOKE_TOKENS, new RevokeTokens("p0000000000001"));
        assertRefused(between, ProblemCode.INVALID_REFRESH_TOKEN);
    }
}
