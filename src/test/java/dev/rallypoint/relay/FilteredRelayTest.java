package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.NetcodeServer.End;
import dev.rallypoint.protocol.netcode.NetcodeVersion;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.relay.RelayRig.Player;
import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.security.FilterRules;
import dev.rallypoint.security.FilterRules.OfPayloads;
import dev.rallypoint.security.FilterRules.Order;
import dev.rallypoint.security.Firewall;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that change while players race. */
class FilteredRelayTest {
    private final RelayRig rig = new RelayRig(20_261_122);
    private final RelayCounters counters = rig.relay.counters();
    private final Player one = rig.join(Forwarding.FRAMED, 0);
    private final Player two = rig.join(Forwarding.FRAMED, 1);
    private final Player three = rig.join(Forwarding.FRAMED, 2);

    private static FilterRules denying(String... blocks) {
        return new FilterRules(
                Order.ALL,
                RelayRig.limits(1_000).rates(),
                Firewall.of(List.of(), Stream.of(blocks).map(CidrBlock::parse).toList()));
    }

    private Player knock(long clientId, int slot) {
        Player player =
                rig.start(
                        clientId,
                        rig.token(
                                NetcodeVersion.V1_02,
                                clientId,
                                rig.ticket(Forwarding.FRAMED, slot)));
        player.client.onTimer(rig.nowMs);
        return player;
    }

    @Test
    void otherRatesAndOrderCostNobodyHisSession() {
        rig.relay.setFilter(
                new FilterRules(
                        new Order(List.of(), List.of(), List.of(OfPayloads.FRAME)),
                        RelayRig.rules(1, 1, 1).rates(),
                        Firewall.OPEN),
                rig.nowMs);
        one.take();
        for (int i = 0; i < 100; i++) {
            two.send("0000aa");
        }

        assertThat(one.takeMessages()).hasSize(100);
        assertThat(rig.sessions).noneMatch(line -> line.startsWith("closed"));
    }

    @Test
    void tighterSharesHoldForThoseWhoRaceAlready() {
        one.take();
        rig.relay.setFilter(RelayRig.rules(1_000, 10, 1_000_000), rig.nowMs);
        for (int i = 0; i < 100; i++) {
            two.send("0000aa");
        }

        assertThat(one.takeMessages()).hasSize(5);
        assertThat(counters.dropped(DropReason.SESSION_DATAGRAM_LIMIT)).isEqualTo(95);
    }

    @Test
    void whoComesFromADeniedBlockIsOutAtOnceAndTheOthersRaceOn() {
        rig.relay.setFilter(denying("127.0.0.1", "10.0.0.0/8"), rig.nowMs);
        assertThat(rig.sessions)
                .contains("closed 100 in 0 BANNED", "closed 101 in 1 BANNED")
                .hasSize(6);
        rig.run(100);
        assertThat(one.isConnected()).isFalse();
        assertThat(counters.ended(End.BANNED)).isEqualTo(3);

        Player again = knock(100, 0);
        rig.run(300);
        assertThat(again.isConnected()).isFalse();
        assertThat(counters.dropped(DropReason.FIREWALL_DENIED)).isPositive();

        rig.relay.setFilter(denying(), rig.nowMs);
        rig.run(300);
        assertThat(again.isConnected()).isTrue();
    }

    @Test
    void aBlockElsewhereEndsNobodysSession() {
        rig.relay.setFilter(denying("127.0.0.2", "::/1", "128.0.0.0/1"), rig.nowMs);

        assertThat(rig.sessions).hasSize(3);
    }

    /** He was answered before his block was denied. */
    @Test
    void aHandshakeUnderWayDoesNotSlipThrough() {
        rig.mute();
        rig.record();
        Player late = knock(300, 3);
        byte[] request = rig.toRelay.get(rig.toRelay.size() - 1).bytes();
        rig.unmute();
        rig.relay.onDatagram(late.address, ByteBuffer.wrap(request), rig.nowMs);
        rig.relay.setFilter(denying("127.0.0.1"), rig.nowMs);
        rig.run(300);

        assertThat(late.isConnected()).isFalse();
        assertThat(counters.dropped(DropReason.FIREWALL_DENIED)).isPositive();
    }

    @Test
    void aBannedPlayerIsOutAndCannotComeBackWithAnyToken() {
        rig.relay.setBanned(
                BannedPlayers.untilMs(
                        List.of(
                                new Ban(1, "player", Ids.playerId(101), "cheat", 0),
                                new Ban(2, "player", "nonsense", "", 0),
                                new Ban(3, "cidr", "0.0.0.0/0", "", 0))),
                rig.nowMs);
        rig.run(100);
        assertThat(rig.sessions).contains("closed 101 in 1 BANNED").hasSize(4);
        assertThat(two.isConnected()).isFalse();

        rig.nowMs += 1_000;
        Player again = knock(101, 1);
        rig.run(300);
        assertThat(again.isConnected()).isFalse();
        assertThat(again.client.state().name()).contains("DENIED");
        assertThat(counters.dropped(DropReason.PLAYER_BANNED)).isEqualTo(1);
        one.take();
        three.send("0000aa");
        assertThat(one.takeMessages()).contains("000" + "2aa");
    }

    @Test
    void aTimedBanEndsByItself() {
        rig.relay.setBanned(Map.of(101L, rig.nowMs + 5_000), rig.nowMs);
        rig.run(100);
        Player early = knock(101, 1);
        rig.run(300);
        assertThat(early.isConnected()).isFalse();

        rig.run(5_000);
        Player later = knock(101, 1);
        rig.run(300);
        assertThat(later.isConnected()).isTrue();
    }

    @Test
    void whoRoamsIntoADeniedBlockIsNotFollowed() {
        rig.relay.setFilter(denying("203.0.113.0/24"), rig.nowMs);
        rig.record();
        rig.mute();
        rig.nowMs += 500;
        two.send("0000aa");
        byte[] packet = rig.toRelay.get(rig.toRelay.size() - 1).bytes();
        rig.relay.onTimer(rig.nowMs);
        rig.relay.onDatagram(
                PeerAddress.parse("203.0.113.5:77"), ByteBuffer.wrap(packet), rig.nowMs);

        assertThat(counters.dropped(DropReason.FIREWALL_DENIED)).isEqualTo(1);
    }
}
