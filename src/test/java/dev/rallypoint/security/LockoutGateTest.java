package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallypoint.contract.LockoutConfig;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.SecurityMessage.AdmitCall;
import dev.rallypoint.contract.SecurityMessage.CallVerdict;
import dev.rallypoint.contract.SecurityMessage.FailedAttempt;
import dev.rallypoint.contract.SecurityMessage.LimitedSource;
import dev.rallypoint.contract.SecurityMessage.LockedOut;
import dev.rallypoint.contract.SecurityMessage.Spent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LockoutGateTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final String HOST = "192.0.2.1";
    private static final String OPERATOR = "operator-token";
    private static final String PASSWORD = "lobby-password";

    private final List<LockedOut> told = new ArrayList<>();
    private final UntoldCounts untold = new UntoldCounts();

    /** 3 operator tokens, 4 passwords, 5 access tokens within 60 s lock out for 30 s. */
    private final LockoutGate gate =
            new LockoutGate(
                    new LockoutConfig(3, 4, 5, 60, 30),
                    List.of(CidrBlock.parse("198.51.100.0/24")),
                    told::add,
                    untold);

    private CallVerdict fail(String kind, String host, String player, long nowMs) {
        Optional<String> playerId = Optional.of(player).filter(id -> !id.isEmpty());
        return gate.onFailure(new FailedAttempt(kind, host, playerId), nowMs);
    }

    private int failures(int count, String kind, String host, String player, long nowMs) {
        int lockedOut = 0;
        for (int i = 0; i < count; i++) {
            lockedOut += fail(kind, host, player, nowMs).refused().isPresent() ? 1 : 0;
        }
        return lockedOut;
    }

    private boolean isRefused(String action, String host, String player, long nowMs) {
        Optional<String> playerId = Optional.of(player).filter(id -> !id.isEmpty());
        AdmitCall call = new AdmitCall(host, playerId, action);
        return gate.onCall(call, CidrBlock.addressOf(host), nowMs).isPresent();
    }

    @Test
    void theLastFailureThatIsAllowedLocksOutAndSaysWhichAndHowLong() {
        assertThat(failures(2, OPERATOR, HOST, "", NOW)).isZero();
        assertThat(isRefused("operator", HOST, "", NOW)).isFalse();
        CallVerdict verdict = fail(OPERATOR, HOST, "", NOW);
        assertThat(verdict.refused()).map(Rejection::code).contains(ProblemCode.LOCKED_OUT);
        assertThat(verdict.refused().orElseThrow().detail())
                .isEqualTo(
                        "Too many wrong operator tokens; wait 30 s (lockout.operatorTokenFailures).");
        assertThat(verdict.limit()).contains("operatorTokenFailures=3");
        assertThat(verdict.retryAfterSeconds()).isEqualTo(30);
        assertThat(told).containsExactly(new LockedOut(OPERATOR, HOST, 30));
        assertThat(isRefused("operator", HOST, "", NOW + 29_999)).isTrue();
        assertThat(isRefused("operator", HOST, "", NOW + 30_000)).isFalse();
        assertThat(isRefused("operator", "192.0.2.2", "", NOW)).isFalse();
        assertThat(isRefused("call", HOST, "", NOW)).isFalse();
    }

    @Test
    void failuresFarApartAreNoGuessing() {
        for (int i = 0; i < 20; i++) {
            assertThat(failures(2, OPERATOR, HOST, "", NOW + i * 60_000L)).isZero();
        }
    }

    @Test
    void whoGoesOnWaitsTwiceAsLongEachTimeUpToSixteenTimes() {
        long nowMs = NOW;
        List<Integer> seconds = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            failures(2, OPERATOR, HOST, "", nowMs);
            seconds.add(fail(OPERATOR, HOST, "", nowMs).retryAfterSeconds());
            nowMs += 500_000;
        }
        assertThat(seconds).containsExactly(30, 60, 120, 240, 480, 480);
    }

    @Test
    void aPlayerIsLockedOutWhereverHeCallsFrom() {
        failures(2, PASSWORD, HOST, "p1", NOW);
        failures(2, PASSWORD, "192.0.2.2", "p1", NOW);
        assertThat(isRefused("password", "192.0.2.3", "p1", NOW)).isTrue();
        assertThat(isRefused("password", HOST, "p2", NOW)).isFalse();
    }

    @Test
    void anAddressIsLockedOutWhenManyOfItsPlayersGuess() {
        for (int player = 0; player < 13; player++) {
            failures(3, PASSWORD, HOST, "p" + player, NOW);
        }
        assertThat(isRefused("password", HOST, "fresh", NOW)).isFalse();
        fail(PASSWORD, HOST, "one-more", NOW);
        assertThat(isRefused("password", HOST, "fresh", NOW)).isTrue();
    }

    @Test
    void anIpv6NetworkIsOneSource() {
        failures(2, OPERATOR, "2001:db8::1", "", NOW);
        assertThat(fail(OPERATOR, "2001:db8::ffff:2", "", NOW).refused()).isPresent();
        assertThat(isRefused("operator", "2001:db8::3", "", NOW)).isTrue();
        assertThat(isRefused("operator", "2001:db8:0:1::3", "", NOW)).isFalse();
    }

    @Test
    void exemptAddressesAreExemptOfAllButOperatorTokens() {
        assertThat(failures(50, PASSWORD, "198.51.100.7", "p1", NOW)).isZero();
        assertThat(failures(50, "access-token", "198.51.100.7", "", NOW)).isZero();
        assertThat(failures(5, OPERATOR, "198.51.100.7", "", NOW)).isPositive();
    }

    @Test
    void hearsOfLockoutsOfOtherNodesAndPassesOverThoseItDoesNotKnow() {
        gate.onLockedOut(new LockedOut(OPERATOR, HOST, 10), NOW);
        gate.onLockedOut(new LockedOut("something-newer", HOST, 10), NOW);
        assertThat(isRefused("operator", HOST, "", NOW + 9_000)).isTrue();
        assertThat(isRefused("operator", HOST, "", NOW + 10_000)).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void listsWhoIsLockedOut() {
        failures(3, OPERATOR, HOST, "", NOW);
        assertThat(gate.lockedOut(10, NOW + 1))
                .containsExactly(new LimitedSource(OPERATOR, HOST, 3, NOW, NOW + 30_000));
        assertThat(gate.lockedOut(10, NOW + 30_000)).isEmpty();
    }

    @Test
    void aMillionSourcesTakeBoundedMemory() {
        for (int i = 0; i < 1_000_000; i++) {
            fail(
                    OPERATOR,
                    "10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255),
                    "",
                    NOW);
        }
        assertThat(gate.lockedOut(Integer.MAX_VALUE, NOW).size()).isLessThanOrEqualTo(100_000);
        assertThat(failures(3, OPERATOR, HOST, "", NOW)).isPositive();
    }

    @Test
    void anUnknownKindIsABug() {
        assertThatIllegalArgumentException().isThrownBy(() -> fail("nonsense", HOST, "", NOW));
    }

    @Test
    void failuresOnSeveralNodesAreOneCount() {
        failures(1, OPERATOR, HOST, "", NOW);
        assertThat(untold.take(10)).containsExactly(new Spent("failed-operator-token", HOST, 1));
        gate.onFailedElsewhere(new Spent("failed-operator-token", HOST, 1), NOW);
        assertThat(told).isEmpty();
        assertThat(fail(OPERATOR, HOST, "", NOW).refused()).isPresent();
        assertThat(told).containsExactly(new LockedOut(OPERATOR, HOST, 30));
    }

    @Test
    void whatANewerNodeCountsIsPassedOver() {
        gate.onFailedElsewhere(new Spent("failed-riddle", HOST, 9), NOW);
        gate.onFailedElsewhere(new Spent("riddlesPerMinute", HOST, 9), NOW);
        assertThat(fail(OPERATOR, HOST, "", NOW).refused()).isEmpty();
    }

    @Test
    void aLockoutOnAnotherNodeMakesTheNextOneHereAsLong() {
        gate.onLockedOut(new LockedOut(OPERATOR, HOST, 60), NOW);
        failures(3, OPERATOR, HOST, "", NOW + 60_000);
        assertThat(told).containsExactly(new LockedOut(OPERATOR, HOST, 120));
    }
}
