package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallypoint.contract.LockoutConfig;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.SecurityConfig;
import dev.rallypoint.contract.SecurityMessage.AdmitCall;
import dev.rallypoint.contract.SecurityMessage.CallVerdict;
import dev.rallypoint.contract.SecurityMessage.Spent;
import dev.rallypoint.contract.StoreMessage.Ban;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallGateTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final String HOST = "192.0.2.1";

    /**
     * Limits in the order of the record: 6 calls, 5 guests, 4 calls, 3 lobbies, 2 lines, 1 join.
     */
    private static SecurityConfig limits(String... exempt) {
        return new SecurityConfig(3_600, 3_600, 6, 5, 4, 3, 2, 1, List.of(exempt));
    }

    private final CallGate gate = gate(limits("198.51.100.0/24"));

    private static CallGate gate(SecurityConfig config) {
        UntoldCounts untold = new UntoldCounts();
        LockoutGate lockouts =
                new LockoutGate(
                        new LockoutConfig(2, 2, 2, 60, 60),
                        CallGate.exemptRanges(config),
                        news -> {},
                        untold);
        return new CallGate(config, lockouts, untold);
    }

    private CallVerdict call(String host, String player, String action, long nowMs) {
        Optional<String> playerId = Optional.of(player).filter(id -> !id.isEmpty());
        return gate.onCall(new AdmitCall(host, playerId, action), nowMs);
    }

    private int admittedOf(int calls, String host, String player, String action, long nowMs) {
        int admitted = 0;
        for (int i = 0; i < calls; i++) {
            admitted += call(host, player, action, nowMs).refused().isEmpty() ? 1 : 0;
        }
        return admitted;
    }

    @ParameterizedTest
    @CsvSource({
        "call, '', 6, callsPerAddressPerMinute=6",
        "guest, '', 5, guestsPerAddressPerMinute=5",
        "guest, p1, 5, guestsPerAddressPerMinute=5",
        "call, p1, 4, callsPerPlayerPerMinute=4",
        "create-lobby, p1, 3, lobbiesPerPlayerPerMinute=3",
        "chat, p1, 2, messagesPerPlayerPerMinute=2",
        "join, p1, 1, joinsPerPlayerPerMinute=1",
    })
    void admitsAMinutesWorthAndNamesTheLimit(
            String action, String player, int perMinute, String limit) {
        assertThat(admittedOf(perMinute + 3, HOST, player, action, NOW)).isEqualTo(perMinute);
        CallVerdict refused = call(HOST, player, action, NOW);
        assertThat(refused.limit()).contains(limit);
        assertThat(refused.refused()).map(Rejection::code).contains(ProblemCode.RATE_LIMITED);
        assertThat(refused.refused().orElseThrow().detail()).contains("security.");
        assertThat(refused.retryAfterSeconds()).isBetween(60 / perMinute, 60 / perMinute + 1);
    }

    @Test
    void admitsAgainAfterTheTimeItNamed() {
        admittedOf(9, HOST, "p1", "chat", NOW);
        int waitMs = call(HOST, "p1", "chat", NOW).retryAfterSeconds() * 1_000;
        assertThat(call(HOST, "p1", "chat", NOW + waitMs - 2_000).refused()).isPresent();
        assertThat(call(HOST, "p1", "chat", NOW + waitMs).refused()).isEmpty();
        assertThat(admittedOf(9, HOST, "p1", "chat", NOW + 600_000)).isEqualTo(2);
    }

    @Test
    void countsPlayersBehindOneAddressEachForThemselves() {
        assertThat(admittedOf(9, HOST, "p1", "call", NOW)).isEqualTo(4);
        assertThat(admittedOf(9, HOST, "p2", "call", NOW)).isEqualTo(4);
        assertThat(admittedOf(9, HOST, "", "call", NOW)).isEqualTo(6);
    }

    @Test
    void countsAPlayerAcrossAddresses() {
        assertThat(admittedOf(2, HOST, "p1", "call", NOW)).isEqualTo(2);
        assertThat(admittedOf(9, "192.0.2.2", "p1", "call", NOW)).isEqualTo(2);
    }

    @Test
    void countsAnIpv6NetworkAsOneSource() {
        assertThat(admittedOf(4, "2001:db8::1", "", "call", NOW)).isEqualTo(4);
        assertThat(admittedOf(9, "2001:db8::ffff:1", "", "call", NOW)).isEqualTo(2);
        assertThat(admittedOf(9, "2001:db8:0:1::1", "", "call", NOW)).isEqualTo(6);
    }

    @Test
    void neverLimitsExemptAddressesButBansThem() {
        assertThat(admittedOf(100, "198.51.100.9", "", "guest", NOW)).isEqualTo(100);
        assertThat(admittedOf(100, "198.51.100.9", "p1", "join", NOW)).isEqualTo(100);
        gate.onBans(List.of(new Ban(1, "cidr", "198.51.100.9", "spam", 0)));
        assertThat(call("198.51.100.9", "", "call", NOW).refused())
                .map(Rejection::code)
                .contains(ProblemCode.BANNED);
    }

    @Test
    void refusesTheBannedWithTheReasonAndTheEnd() {
        gate.onBans(List.of(new Ban(1, "player", "p1", "Speed hack.", NOW + 60_000)));
        CallVerdict verdict = call(HOST, "p1", "call", NOW);
        assertThat(verdict.refused())
                .contains(
                        new Rejection(
                                ProblemCode.BANNED, "Speed hack. Until 2023-11-14T22:14:20Z"));
        assertThat(verdict.limit()).isEmpty();
        assertThat(call(HOST, "p2", "call", NOW).refused()).isEmpty();
        assertThat(call(HOST, "p1", "call", NOW + 60_000).refused()).isEmpty();
    }

    @Test
    void takesTheNewBansInsteadOfTheOldOnes() {
        gate.onBans(List.of(new Ban(1, "player", "p1", "", 0)));
        gate.onBans(List.of());
        assertThat(call(HOST, "p1", "call", NOW).refused()).isEmpty();
    }

    @Test
    void refusesAnExemptRangeThatIsNoBlockByItsKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gate(limits("10.0.0.0/40")))
                .withMessageContaining("security.exemptRanges")
                .withMessageContaining("10.0.0.0/40");
    }

    @Test
    void refusesAnActionThatNobodyDefined() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call(HOST, "p1", "fly", NOW))
                .withMessageContaining("fly");
    }

    @Test
    void refusesABannedDevice() {
        gate.onBans(List.of(new Ban(1, "device", "d1", "Rude.", 0)));
        AdmitCall login = new AdmitCall(HOST, Optional.empty(), "device", Optional.of("d1"));
        assertThat(gate.onCall(login, NOW).refused()).isPresent();
        assertThat(call(HOST, "", "device", NOW).refused()).isEmpty();
    }

    @Test
    void anOperatorCanTakeTheBanOfHisOwnNetworkBack() {
        gate.onBans(List.of(new Ban(1, "cidr", HOST, "oops", 0)));
        assertThat(call(HOST, "", "operator", NOW).refused()).isEmpty();
        assertThat(call(HOST, "", "call", NOW).refused()).isPresent();
    }

    @Test
    void saysWhoHitWhichLimitTheMostRefusedFirst() {
        admittedOf(9, HOST, "p1", "chat", NOW);
        admittedOf(9, HOST, "", "call", NOW);
        assertThat(gate.limited(5, NOW))
                .extracting(source -> source.limit() + " " + source.source())
                .containsExactly(
                        "messagesPerPlayerPerMinute p1", "callsPerAddressPerMinute " + HOST);
        assertThat(gate.limited(1, NOW)).hasSize(1);
        assertThat(gate.limited(5, NOW + 3_600_000)).isEmpty();
    }

    @Test
    void callsToAnotherNodeCountHereToo() {
        CallGate other = gate(limits());
        assertThat(admittedOf(2, HOST, "p1", "call", NOW)).isEqualTo(2);
        gate.toTell(10).forEach(spent -> other.onSpentElsewhere(spent, NOW));
        assertThat(gate.toTell(10)).as("told once").isEmpty();
        AdmitCall call = new AdmitCall(HOST, Optional.of("p1"), "call");
        assertThat(other.onCall(call, NOW).refused()).isEmpty();
        assertThat(other.onCall(call, NOW).refused()).isEmpty();
        assertThat(other.onCall(call, NOW).refused()).isPresent();
    }

    @Test
    void whatWasTakenOnSeveralNodesAtOnceIsOwed() {
        assertThat(admittedOf(4, HOST, "p1", "call", NOW)).isEqualTo(4);
        gate.onSpentElsewhere(new Spent("callsPerPlayerPerMinute", "p1", 4), NOW);
        assertThat(call(HOST, "p1", "call", NOW + 60_000).refused()).isPresent();
        assertThat(call(HOST, "p1", "call", NOW + 75_000).refused()).isEmpty();
    }

    @Test
    void tellsATwentiethOfAMinutesWorthAtATimeAndNoMoreThanFits() {
        CallGate busy = gate(new SecurityConfig(3_600, 3_600, 100, 5, 4, 3, 2, 1, List.of()));
        AdmitCall call = new AdmitCall(HOST, Optional.empty(), "call");
        for (int i = 0; i < 9; i++) {
            busy.onCall(call, NOW);
        }
        assertThat(busy.toTell(10)).containsExactly(new Spent("callsPerAddressPerMinute", HOST, 5));
        for (int source = 0; source < 8; source++) {
            busy.onCall(new AdmitCall("192.0.2." + source, Optional.empty(), "guest"), NOW);
        }
        assertThat(busy.toTell(5)).hasSize(5);
        assertThat(busy.toTell(5)).hasSize(3);
    }
}
