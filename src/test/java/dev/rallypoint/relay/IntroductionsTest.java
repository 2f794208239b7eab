package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.NetcodeVersion;
import dev.rallypoint.protocol.relay.DirectControl;
import dev.rallypoint.protocol.relay.DirectControl.Offer;
import dev.rallypoint.protocol.relay.DirectControl.Peer;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.Paths;
import dev.rallypoint.relay.RelayRig.Player;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who is told whose addresses and keys, and what the relay leaves to them. */
class IntroductionsTest {
    private static final PeerAddress HOME = PeerAddress.parse("10.1.0.2:5000");
    private static final String STATE = "0400" + "01000000" + "aabb";

    private final RelayRig rig = new RelayRig(20_261_124);
    private final RelayCounters counters = rig.relay.counters();

    private Player join(int slot) {
        return join(RelayRig.LOBBY, slot, Paths.PREFER_DIRECT);
    }

    private Player join(UUID lobby, int slot, Paths paths) {
        MatchTicket ticket = rig.ticket(lobby, Forwarding.FRAMED, slot).over(paths);
        Player player = rig.join(NetcodeVersion.V1_02, lobby.hashCode() * 100L + slot, ticket);
        rig.run(100);
        return player;
    }

    private static String offer(long known, PeerAddress... candidates) {
        ByteBuffer out = ByteBuffer.allocate(DirectControl.MAX_BYTES);
        DirectControl.writeOffer(out, new Offer(known, List.of(candidates)));
        return HexFormat.of().formatHex(out.array(), 0, out.position());
    }

    private static String served(long slots) {
        ByteBuffer out = ByteBuffer.allocate(DirectControl.MAX_BYTES);
        DirectControl.writeServed(out, slots);
        return HexFormat.of().formatHex(out.array(), 0, out.position());
    }

    private static List<Peer> peers(Player player) {
        return player.takeMessages().stream()
                .map(hex -> ByteBuffer.wrap(HexFormat.of().parseHex(hex)))
                .filter(message -> (message.get(0) & 3) == 3)
                .flatMap(message -> DirectControl.readPeer(message).stream())
                .toList();
    }

    @Test
    void introducesThoseWhoOfferedAndNobodyElse() {
        Player one = join(0);
        Player two = join(1);
        Player shy = join(2);
        one.send(offer(0, HOME));
        assertThat(peers(one)).isEmpty();
        two.send(offer(0));
        Peer ofTwo = peers(one).get(0);
        Peer ofOne = peers(two).get(0);
        assertThat(ofOne.slot()).isZero();
        assertThat(ofTwo.slot()).isEqualTo(1);
        assertThat(ofOne.candidates()).containsExactly(one.address, HOME);
        assertThat(ofTwo.candidates()).containsExactly(two.address);
        assertThat(ofOne.toPeer()).isEqualTo(ofTwo.fromPeer()).isNotEqualTo(ofTwo.toPeer());
        assertThat(ofOne.fromPeer()).isEqualTo(ofTwo.toPeer());
        assertThat(peers(shy)).isEmpty();
        assertThat(counters.dropped()).isZero();
    }

    @Test
    void saysItAgainToWhoDoesNotKnowWithTheSameKeys() {
        Player one = join(0);
        Player two = join(1);
        one.send(offer(0));
        two.send(offer(0));
        Peer before = peers(two).get(0);
        two.send(offer(0b01));
        assertThat(peers(two)).isEmpty();
        two.send(offer(0));
        assertThat(peers(two).get(0).toPeer()).isEqualTo(before.toPeer());
        assertThat(peers(one)).as("one was told once, for nothing changed").hasSize(1);
    }

    @Test
    void aNewSessionHasOtherKeys() {
        Player one = join(0);
        Player two = join(1);
        one.send(offer(0));
        two.send(offer(0));
        Peer before = peers(one).get(0);
        rig.run(1_000);
        Player again = join(1);
        again.send(offer(0));
        Peer after = peers(one).get(peers(again).isEmpty() ? 0 : 0);
        assertThat(after.toPeer()).isNotEqualTo(before.toPeer());
    }

    @Test
    void noKeyServesTwoPairs() {
        Player one = join(0);
        Player two = join(1);
        Player three = join(2);
        one.send(offer(0));
        two.send(offer(0));
        three.send(offer(0));
        List<Peer> ofOne = peers(one);
        assertThat(ofOne).hasSize(2);
        assertThat(ofOne.get(0).toPeer()).isNotEqualTo(ofOne.get(1).toPeer());
        assertThat(ofOne.get(0).fromPeer()).isNotEqualTo(ofOne.get(1).fromPeer());
    }

    @Test
    void inALobbyThatHidesAddressesNobodyIsTold() {
        Player one = join(RelayRig.LOBBY, 0, Paths.RELAY_ONLY);
        Player two = join(RelayRig.LOBBY, 1, Paths.RELAY_ONLY);
        one.send(offer(0, HOME));
        two.send(offer(0, HOME));
        one.send(served(0b10));
        assertThat(peers(one)).isEmpty();
        assertThat(peers(two)).isEmpty();
        assertThat(counters.dropped(DropReason.RELAY_ONLY)).isEqualTo(3);
    }

    @Test
    void otherLobbiesAreNotTold() {
        Player here = join(0);
        Player there = join(new UUID(4, 4), 1, Paths.PREFER_DIRECT);
        here.send(offer(0, HOME));
        there.send(offer(0, HOME));
        assertThat(peers(here)).isEmpty();
        assertThat(peers(there)).isEmpty();
    }

    @Test
    void aTicketThatHidesOpensAMatchThatHides() {
        Player first = join(RelayRig.LOBBY, 0, Paths.RELAY_ONLY);
        Player forged = join(RelayRig.LOBBY, 1, Paths.PREFER_DIRECT);
        first.send(offer(0));
        forged.send(offer(0));
        assertThat(peers(forged)).isEmpty();
    }

    @Test
    void statesThatComeDirectlyAreNotSentAndTheNewestComesWhenThatIsOver() {
        Player one = join(0);
        Player two = join(1);
        one.takeMessages();
        one.send(served(0b10));
        two.send(STATE);
        assertThat(one.takeMessages()).isEmpty();
        two.send("0000" + "cc");
        assertThat(one.takeMessages()).as("a message still comes").containsExactly("0001cc");
        one.send(served(0));
        assertThat(one.takeMessages()).containsExactly("0401" + "01000000" + "aabb");
        two.send("0400" + "02000000" + "aabb");
        assertThat(one.takeMessages()).containsExactly("0401" + "02000000" + "aabb");
    }

    @Test
    void pathsAreCountedFromWhoIsThere() {
        Player one = join(0);
        join(1);
        one.send(served(-1L));

        rig.relay.countPaths();
        assertThat(counters.get(RelayCounters.Total.DIRECT_PATHS)).isEqualTo(1);

        one.send(served(0));
        rig.relay.countPaths();
        assertThat(counters.get(RelayCounters.Total.DIRECT_PATHS)).isZero();
    }

    @Test
    void whoTakesASeatIsHeardOverTheRelayFirst() {
        Player one = join(0);
        join(1);
        one.send(served(0b10));
        rig.run(1_000);
        Player again = join(1);
        one.takeMessages();
        again.send(STATE);
        assertThat(one.takeMessages()).containsExactly("0401" + "01000000" + "aabb");
    }

    @Test
    void aMemberWhoMovesIsIntroducedAnew() {
        Player one = join(0);
        Player two = join(1);
        one.send(offer(0, HOME));
        two.send(offer(0));
        peers(two);
        PeerAddress mobile = PeerAddress.parse("127.0.0.9:7777");
        one.moveTo(mobile);
        rig.run(700);
        assertThat(peers(two)).last().extracting(Peer::candidates).isEqualTo(List.of(mobile, HOME));
    }

    @Test
    void whatIsNoOfferIsBadFraming() {
        Player one = join(0);
        one.send("0300" + "07" + "00");
        one.send("0300" + "09" + "00");
        one.send("0300" + "08" + RelayRig.repeat(0, 70));
        one.send(offer(0, HOME) + "00");
        assertThat(counters.dropped(DropReason.BAD_FRAME)).isEqualTo(4);
    }
}
