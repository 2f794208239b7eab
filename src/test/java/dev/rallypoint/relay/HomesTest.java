package dev.rallypoint.relay;

import static dev.rallypoint.protocol.netcode.Admission.Seat.EXPIRED;
import static dev.rallypoint.protocol.netcode.Admission.Seat.MOVED;
import static dev.rallypoint.protocol.netcode.Admission.Seat.NOT_HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.netcode.Admission.Claim;
import dev.rallypoint.protocol.netcode.Admission.Seat;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HomesTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final UUID LOBBY = new UUID(1, 2);
    private static final long ANN = 70;
    private static final long BOB = 71;
    private static final Map<Long, Integer> BOTH = Map.of(ANN, 0, BOB, 1);

    /** So that tokens of {@link #MOVE} may have been used in this life of the relay. */
    private static final long STARTED = 61_000;

    /** Of the newest token from before the move. */
    private static final long MOVE = 1_000;

    private final Homes homes = new Homes(45, STARTED);

    private static MatchTicket ticket(int slot, long generation) {
        return new MatchTicket(LOBBY, Forwarding.FRAMED, false, slot, 8, generation);
    }

    private Optional<Seat> atHome(long player, int slot, long generation) {
        return ask(new Claim(player, new byte[0], true, false), slot, generation, NOW);
    }

    private Optional<Seat> atStandby(long player, int slot, long generation) {
        return ask(new Claim(player, new byte[0], false, false), slot, generation, NOW);
    }

    private Optional<Seat> late(long player, int slot, long generation, long nowMs) {
        return ask(new Claim(player, new byte[0], false, true), slot, generation, nowMs);
    }

    private Optional<Seat> ask(Claim claim, int slot, long generation, long nowMs) {
        return homes.refusal(ticket(slot, generation), claim, nowMs);
    }

    @Test
    void aTokenThatNamesThisRelayFirstIsGood() {
        assertThat(atHome(ANN, 0, MOVE)).isEmpty();
        assertThat(homes.expectsUntilMs()).isZero();
    }

    @Test
    void oneThatNamesItFurtherBehindIsGoodOnlyOnceTheMatchIsHere() {
        assertThat(atStandby(ANN, 0, MOVE)).contains(NOT_HOME);
        homes.arrived(LOBBY, MOVE, BOTH, NOW);
        assertThat(atStandby(ANN, 0, MOVE)).isEmpty();
        assertThat(atStandby(BOB, 1, MOVE - 500)).isEmpty();
    }

    @Test
    void onlyMembersAreExpectedAndOnlyInTheirSlots() {
        homes.arrived(LOBBY, MOVE, BOTH, NOW);
        assertThat(atStandby(72, 2, MOVE)).contains(NOT_HOME);
        assertThat(atStandby(72, 0, MOVE)).contains(NOT_HOME);
        assertThat(atStandby(ANN, 1, MOVE)).contains(NOT_HOME);
        assertThat(atStandby(ANN, 0, MOVE + 1)).contains(NOT_HOME);
    }

    @Test
    void anExpiredTokenIsGoodForAMinuteAfterItsMatchCame() {
        assertThat(late(ANN, 0, MOVE, NOW)).contains(EXPIRED);
        homes.arrived(LOBBY, MOVE, BOTH, NOW);
        assertThat(homes.expectsUntilMs()).isEqualTo(NOW + 60_000);
        assertThat(late(ANN, 0, MOVE, NOW + 59_999)).isEmpty();
        assertThat(late(ANN, 0, MOVE, NOW + 60_000)).contains(EXPIRED);
        assertThat(late(72, 2, MOVE, NOW)).contains(EXPIRED);
    }

    @Test
    void anExpiredTokenThatNamesThisRelayFirstIsGoodOnlyIfItIsFromBeforeItsStart() {
        homes.arrived(LOBBY, MOVE, BOTH, NOW);
        Claim claim = new Claim(ANN, new byte[0], true, true);
        assertThat(ask(claim, 0, MOVE, NOW)).contains(EXPIRED);
        assertThat(ask(claim, 0, MOVE - 1, NOW)).isEmpty();
    }

    @Test
    void anExpiredTokenThatBroughtItsPlayerBackAfterARestartIsGoodOnce() {
        homes.arrived(LOBBY, MOVE, BOTH, NOW);
        Claim claim = new Claim(ANN, new byte[0], true, true);
        homes.seated(ticket(0, MOVE - 1), ANN);
        assertThat(ask(claim, 0, MOVE - 1, NOW)).contains(EXPIRED);
    }

    @Test
    void whereTokensLiveLongerSoDoesTheExpectation() {
        Homes patient = new Homes(300, STARTED);
        patient.arrived(LOBBY, MOVE, BOTH, NOW);
        assertThat(patient.expectsUntilMs()).isEqualTo(NOW + 300_000);
    }

    @Test
    void aMatchThatLeftDeniesTheTokensFromBeforeAndNoOthers() {
        assertThat(homes.left(LOBBY, MOVE, NOW)).isTrue();
        assertThat(atHome(ANN, 0, MOVE)).contains(MOVED);
        assertThat(atHome(ANN, 0, MOVE - 1)).contains(MOVED);
        assertThat(atStandby(ANN, 0, MOVE)).contains(MOVED);
        assertThat(late(ANN, 0, MOVE, NOW)).contains(EXPIRED);
        assertThat(atHome(ANN, 0, MOVE + 1)).isEmpty();
    }

    @Test
    void leavingEndsTheExpectationAndComingBackEndsTheDenial() {
        homes.arrived(LOBBY, MOVE, BOTH, NOW);
        homes.left(LOBBY, MOVE + 1, NOW);
        assertThat(atStandby(ANN, 0, MOVE)).contains(MOVED);
        assertThat(homes.expectsUntilMs()).isZero();
        homes.arrived(LOBBY, MOVE + 2, BOTH, NOW);
        assertThat(atStandby(ANN, 0, MOVE)).isEmpty();
        assertThat(atHome(ANN, 0, MOVE)).isEmpty();
    }

    @Test
    void newsThatIsOlderThanWhatIsKnownChangesNothing() {
        homes.arrived(LOBBY, MOVE + 2, BOTH, NOW);
        assertThat(homes.left(LOBBY, MOVE + 1, NOW)).isFalse();
        assertThat(atStandby(ANN, 0, MOVE)).isEmpty();

        homes.left(LOBBY, MOVE + 4, NOW);
        assertThat(homes.arrived(LOBBY, MOVE + 3, BOTH, NOW)).isFalse();
        assertThat(atStandby(ANN, 0, MOVE)).contains(MOVED);
    }

    @Test
    void atEqualGenerationsTheLastWordCounts() {
        homes.arrived(LOBBY, MOVE, BOTH, NOW);
        homes.left(LOBBY, MOVE, NOW);
        assertThat(atStandby(ANN, 0, MOVE)).contains(MOVED);
        homes.arrived(LOBBY, MOVE, BOTH, NOW);
        assertThat(atStandby(ANN, 0, MOVE)).isEmpty();
    }

    @Test
    void repeatedNewsRenewsTheExpectationWithTheMembersOfNow() {
        homes.arrived(LOBBY, MOVE, BOTH, NOW);
        homes.arrived(LOBBY, MOVE, Map.of(ANN, 0), NOW + 30_000);
        assertThat(late(ANN, 0, MOVE, NOW + 80_000)).isEmpty();
        assertThat(late(BOB, 1, MOVE, NOW + 30_000)).contains(EXPIRED);
        assertThat(homes.arrivalCount()).isOne();
    }

    @Test
    void whoLeavesTheLobbyIsNotExpectedAnyMore() {
        homes.arrived(LOBBY, MOVE, BOTH, NOW);
        homes.memberLeft(LOBBY, ANN, MOVE + 5);
        assertThat(late(ANN, 0, MOVE, NOW)).contains(EXPIRED);
        assertThat(late(BOB, 1, MOVE, NOW)).isEmpty();
        homes.lobbyClosed(LOBBY);
        assertThat(late(BOB, 1, MOVE, NOW)).contains(EXPIRED);
    }

    @Test
    void newsOfALeaveFromBeforeTheMoveChangesNothing() {
        homes.arrived(LOBBY, MOVE, BOTH, NOW);
        homes.memberLeft(LOBBY, ANN, MOVE - 1);
        assertThat(late(ANN, 0, MOVE, NOW)).isEmpty();
    }

    @Test
    void aTicketSeatsItsPlayerOnceHoweverOftenItsMatchComesBack() {
        homes.arrived(LOBBY, MOVE, BOTH, NOW);
        homes.seated(ticket(0, MOVE - 10), ANN);
        assertThat(late(ANN, 0, MOVE - 10, NOW)).contains(EXPIRED);
        assertThat(late(ANN, 0, MOVE - 11, NOW)).contains(EXPIRED);
        assertThat(late(ANN, 0, MOVE - 9, NOW)).isEmpty();
        assertThat(late(BOB, 1, MOVE - 11, NOW)).isEmpty();

        homes.left(LOBBY, MOVE + 1, NOW + 3_600_000);
        homes.arrived(LOBBY, MOVE + 2, BOTH, NOW + 7_200_000);
        assertThat(late(ANN, 0, MOVE - 10, NOW + 7_200_000)).contains(EXPIRED);
        assertThat(late(ANN, 0, MOVE + 2, NOW + 7_200_000)).isEmpty();
    }

    @Test
    void tooManyMatchesAtOnceMakeItForgetTheOldestAndCount() {
        for (int i = 0; i <= Homes.MAX_ARRIVALS; i++) {
            homes.arrived(new UUID(7, i), MOVE, BOTH, NOW);
        }
        assertThat(homes.arrivalCount()).isEqualTo(Homes.MAX_ARRIVALS);
        assertThat(homes.forgotten()).isOne();

        homes.arrived(LOBBY, MOVE, BOTH, NOW + 60_000);
        assertThat(homes.arrivalCount()).isOne();
        assertThat(homes.forgotten()).isOne();
    }

    @Test
    void tooManyUsedTicketsMakeAllOfTheirAgeUseless() {
        UsedTickets used = new UsedTickets();
        for (int i = 0; i <= UsedTickets.MAX_PLAYERS; i++) {
            used.add(i, ticket(0, MOVE + i));
        }
        assertThat(used.size()).isEqualTo(UsedTickets.MAX_PLAYERS);
        assertThat(used.isNew(0, ticket(0, MOVE))).isFalse();
        assertThat(used.isNew(-1, ticket(0, MOVE))).isFalse();
        assertThat(used.isNew(-1, ticket(0, MOVE + 1))).isTrue();
        assertThat(used.isNew(5, ticket(0, MOVE + 5))).isFalse();
    }
}
