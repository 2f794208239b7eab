package dev.rallypoint.turn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.AddressErrorCode;
import dev.rallypoint.protocol.stun.AlternateServer;
import dev.rallypoint.protocol.stun.AttributeType;
import dev.rallypoint.protocol.stun.DontFragment;
import dev.rallypoint.protocol.stun.EvenPort;
import dev.rallypoint.protocol.stun.IpFamily;
import dev.rallypoint.protocol.stun.Lifetime;
import dev.rallypoint.protocol.stun.MessageIntegrity;
import dev.rallypoint.protocol.stun.RequestedFamily;
import dev.rallypoint.protocol.stun.RequestedTransport;
import dev.rallypoint.protocol.stun.ReservationToken;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.TransactionId;
import dev.rallypoint.protocol.stun.UnknownAttributes;
import dev.rallypoint.protocol.stun.XorMappedAddress;
import dev.rallypoint.protocol.stun.XorRelayedAddress;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8656 §7.2, step by step. */
class AllocateMethodTest {
    private static final int REQUESTED = AttributeType.REQUESTED_ADDRESS_FAMILY;
    private static final int ADDITIONAL = AttributeType.ADDITIONAL_ADDRESS_FAMILY;

    private final TurnWorld world = new TurnWorld();
    private final TurnPlayer player = world.player("192.0.2.9:4000");

    @Test
    void theAnswerHasRelayedAddressLifetimeAndMappedAddressAndIsSigned() {
        StunMessage answer = player.allocateWith(nothing -> {});

        List<PeerAddress> relayed = XorRelayedAddress.all(answer);
        assertThat(relayed).hasSize(1);
        assertThat(relayed.get(0).withPort(0)).isEqualTo(TurnWorld.OWN);
        assertThat(relayed.get(0).port()).isBetween(49_152, 65_535);
        assertThat(world.ports.open).containsOnlyKeys(relayed.get(0).port());
        assertThat(Lifetime.find(answer)).hasValue(600);
        assertThat(XorMappedAddress.find(answer)).contains(player.address);
        assertThat(MessageIntegrity.isValid(answer, player.key())).isTrue();
    }

    @Test
    void a5TupleInUseIs437() {
        player.allocate();

        assertThat(TurnPlayer.code(player.allocateWith(nothing -> {}))).isEqualTo(437);
        assertThat(world.allocations()).isEqualTo(1);
    }

    @Test
    void aRequestThatWasSentAgainIsAnsweredAgain() {
        player.learnNonce();
        TransactionId id = player.nextId();
        Consumer<StunWriter> udp = writer -> RequestedTransport.append(writer, 17);
        player.send(player.signed(StunMessage.ALLOCATE, id, udp));
        PeerAddress relayed = XorRelayedAddress.all(player.last()).get(0);

        player.send(player.signed(StunMessage.ALLOCATE, id, udp));

        assertThat(XorRelayedAddress.all(player.last())).containsExactly(relayed);
        assertThat(world.allocations()).isEqualTo(1);
    }

    @Test
    void withoutRequestedTransportItIs400() {
        assertThat(TurnPlayer.code(player.ask(StunMessage.ALLOCATE, nothing -> {}))).isEqualTo(400);
    }

    @Test
    void aMalformedRequestedTransportIs400() {
        StunMessage answer =
                player.ask(
                        StunMessage.ALLOCATE,
                        writer ->
                                writer.attribute(
                                        AttributeType.REQUESTED_TRANSPORT, new byte[] {17}));

        assertThat(TurnPlayer.code(answer)).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"6", "0", "132", "255"})
    void anotherTransportThanUdpIs442(int protocol) {
        StunMessage answer =
                player.ask(
                        StunMessage.ALLOCATE,
                        writer -> RequestedTransport.append(writer, protocol));

        assertThat(TurnPlayer.code(answer)).isEqualTo(442);
    }

    @Test
    void dontFragmentIsUnknownWhereItCannotBeHad() {
        TurnPlayer elsewhere = TurnWorld.withFragments().player("192.0.2.9:4000");

        StunMessage answer = elsewhere.allocateWith(DontFragment::append);

        assertThat(TurnPlayer.code(answer)).isEqualTo(420);
        assertThat(UnknownAttributes.find(answer)).contains(List.of(AttributeType.DONT_FRAGMENT));
    }

    @Test
    void dontFragmentIsTakenWhereItCanBeHad() {
        assertThat(TurnPlayer.code(player.allocateWith(DontFragment::append))).isZero();
    }

    @Test
    void aReservationTokenWithAFamilyOrAnEvenPortIs400() {
        List<Consumer<StunWriter>> others =
                List.of(
                        writer -> EvenPort.append(writer, EvenPort.ALONE),
                        writer -> RequestedFamily.append(writer, REQUESTED, IpFamily.IPV4),
                        writer -> RequestedFamily.append(writer, ADDITIONAL, IpFamily.IPV6));
        for (Consumer<StunWriter> other : others) {
            StunMessage answer =
                    player.allocateWith(
                            writer -> {
                                ReservationToken.append(writer, 7);
                                other.accept(writer);
                            });

            assertThat(TurnPlayer.code(answer)).isEqualTo(400);
        }
    }

    @Test
    void aTokenThatNobodyGaveIs508() {
        StunMessage answer = player.allocateWith(writer -> ReservationToken.append(writer, 7));

        assertThat(TurnPlayer.code(answer)).isEqualTo(508);
    }

    @Test
    void bothFamilyAttributesAre400() {
        StunMessage answer =
                player.allocateWith(
                        writer -> {
                            RequestedFamily.append(writer, REQUESTED, IpFamily.IPV4);
                            RequestedFamily.append(writer, ADDITIONAL, IpFamily.IPV6);
                        });

        assertThat(TurnPlayer.code(answer)).isEqualTo(400);
    }

    @Test
    void aFamilyThatIsNotServedIs440() {
        TurnPlayer onlyIpv4 = new TurnWorld(List.of(TurnWorld.OWN)).player("192.0.2.9:4000");

        StunMessage answer =
                onlyIpv4.allocateWith(
                        writer -> RequestedFamily.append(writer, REQUESTED, IpFamily.IPV6));

        assertThat(TurnPlayer.code(answer)).isEqualTo(440);
    }

    @Test
    void aFamilyThatNobodyKnowsIs440() {
        StunMessage answer =
                player.allocateWith(writer -> writer.attribute(REQUESTED, new byte[] {3, 0, 0, 0}));

        assertThat(TurnPlayer.code(answer)).isEqualTo(440);
    }

    @Test
    void withoutAFamilyItIsIpv4AndIs440WhereThatIsNotServed() {
        TurnPlayer onlyIpv6 = new TurnWorld(List.of(TurnWorld.OWN6)).player("192.0.2.9:4000");

        assertThat(TurnPlayer.code(onlyIpv6.allocateWith(nothing -> {}))).isEqualTo(440);
    }

    @Test
    void ipv6IsServedOnRequest() {
        StunMessage answer =
                player.allocateWith(
                        writer -> RequestedFamily.append(writer, REQUESTED, IpFamily.IPV6));

        assertThat(XorRelayedAddress.all(answer).get(0).withPort(0)).isEqualTo(TurnWorld.OWN6);
    }

    @Test
    void anEvenPortIsEven() {
        for (int i = 0; i < 8; i++) {
            TurnPlayer another = world.player("192.0.2.9:" + (5_000 + i));
            StunMessage answer =
                    another.allocateWith(writer -> EvenPort.append(writer, EvenPort.ALONE));

            assertThat(XorRelayedAddress.all(answer).get(0).port() % 2).isZero();
            assertThat(ReservationToken.isPresent(answer)).isFalse();
        }
    }

    @Test
    void anEvenPortWithTheNextOneReservesItForHalfAMinute() {
        StunMessage answer =
                player.allocateWith(writer -> EvenPort.append(writer, EvenPort.WITH_NEXT));
        int even = XorRelayedAddress.all(answer).get(0).port();
        long token = ReservationToken.find(answer).orElseThrow();
        assertThat(even % 2).isZero();
        assertThat(world.ports.open).containsOnlyKeys(even, even + 1);

        world.nowMs += 29_999;
        world.server.onTimer(world.nowMs);
        TurnPlayer second = world.player("198.51.100.2:900");
        StunMessage next = second.allocateWith(writer -> ReservationToken.append(writer, token));

        assertThat(XorRelayedAddress.all(next).get(0).port()).isEqualTo(even + 1);
        assertThat(
                        TurnPlayer.code(
                                world.player("198.51.100.3:900")
                                        .allocateWith(
                                                writer -> ReservationToken.append(writer, token))))
                .isEqualTo(508);
    }

    /** Else a player who lets go of allocations, but not of what they reserved, has all ports. */
    @Test
    void whatIsReservedCountsAgainstTheQuotas() {
        TurnWorld small = new TurnWorld("turn.allocationsPerPlayer=8");
        for (int i = 0; i < 1_000; i++) {
            TurnPlayer flooder = small.player("192.0.2.66:" + (2_000 + i));
            flooder.allocateWith(writer -> EvenPort.append(writer, EvenPort.WITH_NEXT));
            flooder.refresh(0);
        }

        assertThat(small.ports.open).hasSizeLessThanOrEqualTo(8);
        TurnPlayer other = small.player("192.0.2.67:9");
        other.credentials = other.credentials("fedcba9876543210");
        other.allocate();
    }

    @Test
    void anAllocationThatHasExpiredIsInNobodysWay() {
        player.allocate();
        world.nowMs += 600_000;
        player.nonce = "";
        player.credentials = player.credentials("0123456789abcdef");

        player.allocate();

        world.server.onTimer(world.nowMs);
        assertThat(world.allocations()).isEqualTo(1);
        assertThat(player.refresh(600)).isZero();
    }

    @Test
    void theLastFreePortOfTheRangeIsFound() {
        TurnWorld small = new TurnWorld("turn.minPort=50001", "turn.maxPort=51000");
        for (int i = 0; i < 1_000; i++) {
            TurnPlayer next = small.player("192.0.2.9:" + (4_000 + i));
            next.credentials = next.credentials("player" + i / 10);
            next.allocate();
        }

        assertThat(small.ports.open).hasSize(1_000);
    }

    @Test
    void aReservationThatNobodyComesForEnds() {
        StunMessage answer =
                player.allocateWith(writer -> EvenPort.append(writer, EvenPort.WITH_NEXT));
        int even = XorRelayedAddress.all(answer).get(0).port();

        world.nowMs += RelayedAddresses.RESERVATION_MS;
        world.server.onTimer(world.nowMs);

        assertThat(world.ports.open).containsOnlyKeys(even);
    }

    @Test
    void aPairWithAnAdditionalFamilyIs400() {
        StunMessage answer =
                player.allocateWith(
                        writer -> {
                            EvenPort.append(writer, EvenPort.WITH_NEXT);
                            RequestedFamily.append(writer, ADDITIONAL, IpFamily.IPV6);
                        });

        assertThat(TurnPlayer.code(answer)).isEqualTo(400);
    }

    @Test
    void anAdditionalFamilyOfIpv4Is400() {
        StunMessage answer =
                player.allocateWith(
                        writer -> RequestedFamily.append(writer, ADDITIONAL, IpFamily.IPV4));

        assertThat(TurnPlayer.code(answer)).isEqualTo(400);
    }

    @Test
    void anAdditionalFamilyGivesBoth() {
        StunMessage answer =
                player.allocateWith(
                        writer -> RequestedFamily.append(writer, ADDITIONAL, IpFamily.IPV6));

        assertThat(XorRelayedAddress.all(answer).stream().map(IpFamily::of))
                .containsExactly(IpFamily.IPV4, IpFamily.IPV6);
        assertThat(AddressErrorCode.find(answer)).isEmpty();
    }

    @Test
    void oneFamilyOfTwoComesWithTheReason() {
        TurnPlayer onlyIpv4 = new TurnWorld(List.of(TurnWorld.OWN)).player("192.0.2.9:4000");

        StunMessage answer =
                onlyIpv4.allocateWith(
                        writer -> RequestedFamily.append(writer, ADDITIONAL, IpFamily.IPV6));

        assertThat(XorRelayedAddress.all(answer)).hasSize(1);
        assertThat(AddressErrorCode.find(answer)).hasValue(440);
    }

    @Test
    void aPlayerOverTheQuotaGets486AndOthersDoNot() {
        TurnWorld small = new TurnWorld("turn.allocationsPerPlayer=2");
        for (int i = 0; i < 2; i++) {
            small.player("192.0.2.9:" + (4_000 + i)).allocate();
        }

        TurnPlayer third = small.player("198.51.100.1:9");
        assertThat(TurnPlayer.code(third.allocateWith(nothing -> {}))).isEqualTo(486);
        TurnPlayer other = small.player("192.0.2.9:4002");
        other.credentials = other.credentials("fedcba9876543210");
        other.allocate();
    }

    @Test
    void aFullNodeAnswers508() {
        TurnWorld small = new TurnWorld("turn.maxAllocations=1");
        small.player("192.0.2.9:4000").allocate();
        TurnPlayer second = small.player("192.0.2.9:4001");
        second.credentials = second.credentials("fedcba9876543210");

        assertThat(TurnPlayer.code(second.allocateWith(nothing -> {}))).isEqualTo(508);
    }

    @Test
    void aRangeWithoutAFreePortIs508() {
        TurnWorld small = new TurnWorld("turn.minPort=50000", "turn.maxPort=50000");
        small.player("192.0.2.9:4000").allocate();

        assertThat(TurnPlayer.code(small.player("192.0.2.9:4001").allocateWith(nothing -> {})))
                .isEqualTo(508);
    }

    @ParameterizedTest
    @CsvSource({"0, 600", "1, 600", "600, 600", "900, 900", "3600, 3600", "4294967295, 3600"})
    void theLifetimeIsTheProposedOneBetweenDefaultAndMaximum(long proposed, long given) {
        StunMessage answer = player.allocateWith(writer -> Lifetime.append(writer, proposed));

        assertThat(Lifetime.find(answer)).hasValue(given);
    }

    @Test
    void anAllocationEndsWithItsLifetime() {
        PeerAddress relayed = player.allocate();

        world.nowMs += 600_000;
        world.server.onTimer(world.nowMs);

        assertThat(world.allocations()).isZero();
        assertThat(world.ports.open).doesNotContainKey(relayed.port());
    }

    @Test
    void aDrainedServerSendsNewAllocationsOnAndKeepsThoseItHas() {
        player.allocate();
        PeerAddress other = PeerAddress.parse("203.0.113.2:3478");
        world.server.setAlternates(List.of(PeerAddress.parse("[2001:db8::2]:3478"), other));

        StunMessage answer = world.player("192.0.2.10:4000").allocateWith(nothing -> {});
        assertThat(TurnPlayer.code(answer)).isEqualTo(300);
        assertThat(AlternateServer.find(answer)).contains(other);
        assertThat(player.refresh(600)).isZero();

        world.server.setAlternates(List.of());
        world.player("192.0.2.10:4000").allocate();
    }

    @Test
    void portsAreChosenAtRandom() {
        long distinctSteps =
                java.util.stream.IntStream.range(0, 8)
                        .map(i -> world.player("192.0.2.9:" + (4_100 + i)).allocate().port())
                        .distinct()
                        .count();

        assertThat(distinctSteps).isEqualTo(8);
    }
}
