package dev.rallypoint.relay;

import static dev.rallypoint.relay.RelayRig.LOBBY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.netcode.NetcodeClient;
import dev.rallypoint.protocol.netcode.NetcodeServer.End;
import dev.rallypoint.protocol.netcode.NetcodeVersion;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.relay.RelayRig.Player;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Seats, sessions, commands and limits; the forwarding modes have their own tests. */
class RelayTest {
    private final RelayRig rig = new RelayRig(20_261_122);
    private final RelayCounters counters = rig.relay.counters();

    @ParameterizedTest
    @EnumSource(NetcodeVersion.class)
    void seatsAPlayerWhereHisTicketSays(NetcodeVersion version) {
        Player player = rig.join(version, 107, rig.ticket(Forwarding.RAW, 7));

        assertThat(player.client.clientIndex()).isEqualTo(7);
        assertThat(player.client.maxClients()).isEqualTo(8);
        assertThat(rig.sessions).containsExactly("opened 107 in 7");
        assertThat(counters.get(Total.SESSIONS)).isEqualTo(1);
        assertThat(counters.get(Total.MATCHES)).isEqualTo(1);
        assertThat(counters.get(Total.HANDSHAKES)).isEqualTo(1);
    }

    @Test
    void tellsTheLargestNumberOfSlotsThatATicketOfTheMatchNamed() {
        rig.join(Forwarding.RAW, 0);
        MatchTicket smaller = new MatchTicket(LOBBY, Forwarding.RAW, false, 1, 4, rig.nowMs);
        MatchTicket larger = new MatchTicket(LOBBY, Forwarding.RAW, false, 12, 16, rig.nowMs);

        assertThat(rig.join(NetcodeVersion.V1_02, 1, smaller).client.maxClients()).isEqualTo(8);
        assertThat(rig.join(NetcodeVersion.V1_02, 2, larger).client.maxClients()).isEqualTo(16);
    }

    @Test
    void neverPutsTwoPlayersInOneSlot() {
        rig.join(Forwarding.RAW, 3);
        Player second =
                rig.start(999, rig.token(NetcodeVersion.V1_02, 999, rig.ticket(Forwarding.RAW, 3)));

        rig.run(1_000);

        assertThat(second.client.state()).isEqualTo(NetcodeClient.State.DENIED);
        assertThat(counters.dropped(DropReason.MATCH_FULL)).isPositive();
        assertThat(rig.sessions).containsExactly("opened 103 in 3");
    }

    @Test
    void ofTwoHandshakesForOneSlotOnlyOneEndsInASession() {
        byte[] first = rig.token(NetcodeVersion.V1_02, 1, rig.ticket(Forwarding.RAW, 3));
        byte[] second = rig.token(NetcodeVersion.V1_02, 2, rig.ticket(Forwarding.RAW, 3));
        Player one = rig.start(1, first);
        Player two = rig.start(2, second);

        rig.run(2_000);

        assertThat(one.isConnected()).isNotEqualTo(two.isConnected());
        assertThat(rig.sessions).hasSize(1);
    }

    @Test
    void aFullMatchDoesNotFillAnother() {
        for (int slot = 0; slot < 8; slot++) {
            rig.join(Forwarding.RAW, slot);
        }
        MatchTicket other = new MatchTicket(new UUID(1, 1), Forwarding.RAW, false, 0, 8, rig.nowMs);

        Player elsewhere = rig.join(NetcodeVersion.V1_02, 555, other);

        assertThat(elsewhere.isConnected()).isTrue();
        assertThat(counters.get(Total.SESSIONS)).isEqualTo(9);
        assertThat(counters.get(Total.MATCHES)).isEqualTo(2);
    }

    @Test
    void aTokenWhoseUserDataIsNoTicketIsDropped() {
        byte[] foreign = rig.ticket(Forwarding.RAW, 0).encode();
        foreign[0] = 9;

        Player player = rig.startWithUserData(1, foreign);
        rig.run(500);

        assertThat(player.isConnected()).isFalse();
        assertThat(counters.dropped(DropReason.MALFORMED_TOKEN)).isPositive();
    }

    @Test
    void aNewerTokenOfTheSamePlayerTakesTheSlotOverAtOnce() {
        Player before = rig.join(Forwarding.RAW, 2);
        rig.run(50);
        Player after = rig.join(Forwarding.RAW, 2);
        rig.run(100);

        assertThat(after.isConnected()).isTrue();
        assertThat(before.isConnected()).isFalse();
        assertThat(rig.sessions)
                .containsExactly("opened 102 in 2", "closed 102 in 2 REPLACED", "opened 102 in 2");
        assertThat(counters.get(Total.SESSIONS)).isEqualTo(1);
        assertThat(counters.ended(End.REPLACED)).isEqualTo(1);
    }

    @Test
    void anOlderTokenOfTheSamePlayerChangesNothing() {
        byte[] older = rig.token(NetcodeVersion.V1_02, 102, rig.ticket(Forwarding.RAW, 2));
        rig.run(50);
        Player current = rig.join(Forwarding.RAW, 2);
        Player late = rig.start(102, older);

        rig.run(1_000);

        assertThat(current.isConnected()).isTrue();
        assertThat(late.isConnected()).isFalse();
        assertThat(rig.sessions).containsExactly("opened 102 in 2");
    }

    @Test
    void anotherTokenOfTheSameGenerationChangesNothing() {
        MatchTicket ticket = rig.ticket(Forwarding.RAW, 2);
        Player current = rig.join(NetcodeVersion.V1_02, 102, ticket);
        Player twin = rig.start(102, rig.token(NetcodeVersion.V1_02, 102, ticket));

        rig.run(1_000);

        assertThat(current.isConnected()).isTrue();
        assertThat(twin.isConnected()).isFalse();
    }

    @Test
    void aPlayerWhoLeavesIsGoneAtOnceAndHisMatchWithHim() {
        Player player = rig.join(Forwarding.RAW, 0);

        player.client.disconnect(rig.nowMs);
        rig.settle();

        assertThat(rig.sessions).contains("closed 100 in 0 LEFT");
        assertThat(counters.get(Total.SESSIONS)).isZero();
        assertThat(counters.get(Total.MATCHES)).isZero();
        assertThat(counters.ended(End.LEFT)).isEqualTo(1);
    }

    @Test
    void silenceEndsASessionAfterTheTimeoutOfItsToken() {
        Player silent = rig.join(Forwarding.RAW, 0);
        Player present = rig.join(Forwarding.RAW, 1);
        rig.unplug(silent);

        rig.run(4_000);
        assertThat(rig.sessions).hasSize(2);
        rig.run(2_000);

        assertThat(rig.sessions).contains("closed 100 in 0 TIMED_OUT").hasSize(3);
        assertThat(present.isConnected()).isTrue();
        assertThat(counters.get(Total.SESSIONS)).isEqualTo(1);
    }

    @Test
    void aKickedPlayerIsDisconnectedAndHisUnusedTokensAreWorthNothing() {
        Player kicked = rig.join(Forwarding.RAW, 1);
        byte[] fetchedAhead = rig.token(NetcodeVersion.V1_02, 101, rig.ticket(Forwarding.RAW, 1));
        rig.run(50);

        rig.relay.disconnectMember(LOBBY, 101, rig.nowMs, rig.nowMs);
        rig.settle();
        assertThat(kicked.isConnected()).isFalse();
        assertThat(rig.sessions).contains("closed 101 in 1 CLOSED");

        Player again = rig.start(101, fetchedAhead);
        rig.run(500);
        assertThat(again.client.state()).isEqualTo(NetcodeClient.State.DENIED);

        assertThat(rig.join(Forwarding.RAW, 1).isConnected()).isTrue();
    }

    @Test
    void theBannedAreDisconnectedFromAllTheirMatchesAndNobodyElseIs() {
        Player banned = rig.join(Forwarding.FRAMED, 1);
        Player other = rig.join(Forwarding.FRAMED, 2);
        MatchTicket elsewhere =
                new MatchTicket(new UUID(1, 1), Forwarding.RAW, false, 0, 8, rig.nowMs);
        Player also = rig.join(NetcodeVersion.V1_02, 555, elsewhere);

        rig.relay.banned(Set.of(101L, 555L, 9_999L), rig.nowMs);
        rig.settle();

        assertThat(banned.isConnected()).isFalse();
        assertThat(also.isConnected()).isFalse();
        assertThat(other.isConnected()).isTrue();
        assertThat(rig.sessions).contains("closed 101 in 1 CLOSED");
        assertThat(counters.get(Total.SESSIONS)).isEqualTo(1);
    }

    @Test
    void aClosedMatchDisconnectsAllItsPlayersAndNobodyElse() {
        Player one = rig.join(Forwarding.RAW, 0);
        Player two = rig.join(Forwarding.FRAMED, 1);
        MatchTicket other = new MatchTicket(new UUID(1, 1), Forwarding.RAW, false, 0, 8, rig.nowMs);
        Player elsewhere = rig.join(NetcodeVersion.V1_02, 555, other);

        rig.relay.closeMatch(LOBBY, rig.nowMs, rig.nowMs);
        rig.settle();

        assertThat(one.isConnected()).isFalse();
        assertThat(two.isConnected()).isFalse();
        assertThat(elsewhere.isConnected()).isTrue();
        assertThat(counters.ended(End.CLOSED)).isEqualTo(2);
        assertThat(counters.get(Total.MATCHES)).isEqualTo(1);
    }

    @Test
    void commandsForMatchesThatRaceElsewhereDoNothing() {
        Player player = rig.join(Forwarding.RAW, 0);
        UUID elsewhere = new UUID(9, 9);

        rig.relay.disconnectMember(elsewhere, 100, rig.nowMs, rig.nowMs);
        rig.relay.closeMatch(elsewhere, rig.nowMs, rig.nowMs);
        rig.relay.setHost(elsewhere, 3, rig.nowMs, rig.nowMs);
        rig.relay.disconnectMember(LOBBY, 12_345, rig.nowMs, rig.nowMs);
        rig.run(200);

        assertThat(player.isConnected()).isTrue();
        assertThat(rig.sessions).hasSize(1);
    }

    @Test
    void closingTheRelayTellsEverybody() {
        Player one = rig.join(Forwarding.FRAMED, 0);
        Player two = rig.join(Forwarding.FRAMED, 1);

        rig.relay.close(rig.nowMs);
        rig.settle();

        assertThat(one.isConnected()).isFalse();
        assertThat(two.isConnected()).isFalse();
        assertThat(counters.ended(End.CLOSED)).isEqualTo(2);
        assertThat(counters.get(Total.SESSIONS)).isZero();
    }

    @Test
    void aFloodOfStrangersTakesNothingFromPlayers() {
        Player one = rig.join(Forwarding.RAW, 0);
        Player two = rig.join(Forwarding.RAW, 1);

        // From the players' own address, so that they share the source's bucket.
        byte[] wellFormed = new byte[100];
        wellFormed[0] = 0x15;
        for (int i = 0; i < 100_000; i++) {
            rig.relay.onDatagram(
                    one.address.withPort(1 + i % 10_000), ByteBuffer.wrap(wellFormed), rig.nowMs);
            if (i % 1_000 == 0) {
                one.send("aa");
            }
        }

        assertThat(two.take()).hasSize(100);
        assertThat(counters.dropped(DropReason.SOURCE_LIMIT)).isGreaterThan(79_000);
    }

    @Test
    void everyDatagramOfGarbageIsCountedOnce() {
        rig.join(Forwarding.RAW, 0);
        long received = counters.get(Total.DATAGRAMS_RECEIVED);
        long dropped = counters.dropped();

        for (int size = 0; size < 1_400; size++) {
            rig.relay.onDatagram(rig.freshAddress(), ByteBuffer.allocate(size), rig.nowMs);
        }

        assertThat(counters.get(Total.DATAGRAMS_RECEIVED) - received).isEqualTo(1_400);
        assertThat(counters.dropped() - dropped).isEqualTo(1_400);
        assertThat(counters.dropped(DropReason.EMPTY)).isEqualTo(1);
    }
}
