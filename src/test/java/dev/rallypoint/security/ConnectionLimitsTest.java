package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.security.ConnectionLimits.Admission;
import dev.rallypoint.security.ConnectionLimits.Seat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
    private static final PeerAddress ADA = CidrBlock.addressOf("192.0.2.1");
    private static final PeerAddress BO = CidrBlock.addressOf("192.0.2.2");

    private static ConnectionLimits limits(int most, int mostOfAddress, String... more) {
        List<String> assignments = new ArrayList<>(List.of(more));
        assignments.add("http.connections=" + most);
        assignments.add("http.connectionsPerAddress=" + mostOfAddress);
        return new ConnectionLimits(
                new ConfigLoader().assignments(assignments).load().http(),
                List.of(CidrBlock.parse("203.0.113.0/24")),
                42);
    }

    private static List<Seat> fill(ConnectionLimits limits, PeerAddress source, int count) {
        List<Seat> seats = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Admission admission = limits.admit(source, 0);
            assertThat(admission.refused()).as("connection %d", i).isEmpty();
            seats.add(admission.seat().orElseThrow());
        }
        return seats;
    }

    @Test
    void tellsTheFirstPastAnAddressLimitAndRefusesTheRest() {
        ConnectionLimits limits = limits(100, 8);
        assertThat(fill(limits, ADA, 8)).noneMatch(Seat::isOverLimit);
        assertThat(fill(limits, ADA, 4)).allMatch(Seat::isOverLimit);
        assertThat(limits.admit(ADA, 0).refused()).contains(CutReason.CONNECTIONS_PER_ADDRESS);
        assertThat(fill(limits, BO, 1)).noneMatch(Seat::isOverLimit);
        assertThat(limits.open()).isEqualTo(13);
    }

    @Test
    void hasRoomAgainForWhatWasClosedAndForgetsTheAddress() {
        ConnectionLimits limits = limits(100, 2);
        List<Seat> seats = fill(limits, ADA, 2);
        seats.forEach(Seat::release);
        seats.forEach(Seat::release);
        assertThat(limits.open()).isZero();
        assertThat(limits.addresses()).isZero();
        assertThat(fill(limits, ADA, 2)).noneMatch(Seat::isOverLimit);
    }

    @Test
    void aRefusedConnectionTakesNothing() {
        ConnectionLimits limits = limits(100, 1);
        List<Seat> seats = fill(limits, ADA, 5);
        assertThat(limits.admit(ADA, 0).refused()).isPresent();
        seats.forEach(Seat::release);
        assertThat(limits.open()).isZero();
        assertThat(limits.addresses()).isZero();
    }

    @Test
    void refusesEverybodyWhenThePortIsFull() {
        ConnectionLimits limits = limits(16, 16);
        fill(limits, ADA, 16);
        assertThat(limits.admit(BO, 0).refused()).contains(CutReason.CONNECTIONS);
        assertThat(limits.admitUnnamed().refused()).contains(CutReason.CONNECTIONS);
    }

    @Test
    void slowsDownAnAddressThatConnectsAgainAndAgain() {
        ConnectionLimits limits = limits(100, 50, "http.connectsPerAddress=10");
        for (int i = 0; i < 10; i++) {
            limits.admit(ADA, 1_000).seat().orElseThrow().release();
        }
        assertThat(limits.admit(ADA, 1_000).refused()).contains(CutReason.CONNECTS_PER_ADDRESS);
        assertThat(limits.admit(BO, 1_000).refused()).isEmpty();
        assertThat(limits.admit(ADA, 1_100).refused()).isEmpty();
    }

    @Test
    void anExemptAddressHasNoLimitOfItsOwn() {
        ConnectionLimits limits = limits(100, 1, "http.connectsPerAddress=1");
        PeerAddress own = CidrBlock.addressOf("203.0.113.9");
        assertThat(fill(limits, own, 100)).noneMatch(Seat::isOverLimit);
        assertThat(limits.admit(own, 0).refused()).contains(CutReason.CONNECTIONS);
    }

    @Test
    void anIpv6AddressSharesWithItsPrefix() {
        ConnectionLimits limits = limits(100, 1);
        fill(limits, CidrBlock.addressOf("2001:db8::1"), 1);
        PeerAddress neighbour = CidrBlock.addressOf("2001:db8::ffff:2");
        assertThat(fill(limits, neighbour, 1)).allMatch(Seat::isOverLimit);
        PeerAddress other = CidrBlock.addressOf("2001:db8:0:1::1");
        assertThat(fill(limits, other, 1)).noneMatch(Seat::isOverLimit);
    }

    @Test
    void aProxysConnectionCountsForTheClientItNames() {
        ConnectionLimits limits = limits(100, 1);
        Seat first = limits.admitUnnamed().seat().orElseThrow();
        Seat second = limits.admitUnnamed().seat().orElseThrow();
        assertThat(first.claim(ADA)).isEmpty();
        assertThat(second.claim(ADA)).isEmpty();
        assertThat(first.isOverLimit()).isFalse();
        assertThat(second.isOverLimit()).isTrue();
    }
}
