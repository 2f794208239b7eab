package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.relay.RelayRig.Player;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A member of a framed match whose address changes, and what he is asked there. */
class RoamedMemberTest {
    private static final PeerAddress MOBILE = PeerAddress.parse("198.51.100.9:5555");

    private final RelayRig rig = new RelayRig(20_261_123);
    private final RelayCounters counters = rig.relay.counters();

    /** A state of 900 bytes to all. */
    private static final String STATE = "0400" + "01000000" + RelayRig.repeat(7, 900);

    private Player rival;

    /** In slot 1, with a rival in slot 0, and now elsewhere. */
    private Player moved() {
        rival = rig.join(Forwarding.FRAMED, 0);
        Player player = rig.join(Forwarding.FRAMED, 1);
        rig.run(100);
        player.moveTo(MOBILE);
        rig.run(600);
        return player;
    }

    private static String challenge(List<String> messages) {
        return messages.stream()
                .filter(message -> message.startsWith("03ff05"))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("no challenge in " + messages));
    }

    @Test
    void isAskedFromThereAndGetsEverythingAgainOnceHeAnswered() {
        Player player = moved();
        String challenge = challenge(player.takeMessages());
        rival.send(STATE);
        assertThat(player.takeMessages()).doesNotContain(STATE);
        assertThat(counters.dropped(DropReason.UNPROVEN_ADDRESS)).isPositive();

        player.send("0300" + "06" + challenge.substring(6));
        rival.send(STATE);
        assertThat(player.takeMessages()).anyMatch(message -> message.endsWith("0707"));
        rig.run(500);
        assertThat(player.takeMessages()).noneMatch(message -> message.startsWith("03ff05"));
        assertThat(player.client.clientIndex()).isEqualTo(1);
        assertThat(rig.sessions).containsExactly("opened 100 in 0", "opened 101 in 1");
    }

    @Test
    void aGuessedAnswerIsDropped() {
        Player player = moved();
        player.send("0300" + "06" + "0102030405060708");
        assertThat(counters.dropped(DropReason.BAD_PATH_RESPONSE)).isEqualTo(1);
        rival.send(STATE);
        assertThat(player.takeMessages()).doesNotContain(STATE);
    }

    @Test
    void anAnswerThatNobodyAskedForChangesNothing() {
        rival = rig.join(Forwarding.FRAMED, 0);
        rival.send("0300" + "06" + "0102030405060708");
        assertThat(counters.dropped()).isZero();
    }

    /** Of a raw match of eight, twenty states of 150 bytes a second each, for ten seconds. */
    private static List<Integer> statesHeardOfEachAfterAMove(RelayRig rig) {
        List<Player> players =
                IntStream.range(0, 8).mapToObj(slot -> rig.join(Forwarding.RAW, slot)).toList();
        Player moving = players.get(7);
        rig.run(100);
        moving.moveTo(MOBILE);
        rig.run(300);
        moving.send("07");
        moving.send("07");
        moving.take();
        List<String> heard = new ArrayList<>();
        for (int tick = 0; tick < 200; tick++) {
            players.forEach(player -> player.send(RelayRig.repeat(players.indexOf(player), 150)));
            heard.addAll(moving.take());
            rig.run(50);
        }
        return IntStream.range(0, 7)
                .map(slot -> Collections.frequency(heard, RelayRig.repeat(slot, 150)))
                .boxed()
                .toList();
    }

    @Test
    void inARawMatchOfEightWithAnyLibraryTheRaceGoesOnAtTheNewAddress() {
        assertThat(statesHeardOfEachAfterAMove(RelayRig.allowing(65_536)))
                .allSatisfy(states -> assertThat(states).isEqualTo(200));
    }

    @Test
    void whereThatIsTooLittleNoneOfTheOthersFallsSilent() {
        assertThat(statesHeardOfEachAfterAMove(RelayRig.allowing(8_000)))
                .allSatisfy(states -> assertThat(states).isGreaterThan(50));
    }

    @Test
    void inARawMatchNobodyIsAskedAndTheBoundStays() {
        rival = rig.join(Forwarding.RAW, 0);
        Player player = rig.join(Forwarding.RAW, 1);
        rig.run(100);
        player.moveTo(MOBILE);
        rig.run(600);
        rival.send(STATE);
        assertThat(player.take()).isEmpty();
        assertThat(counters.dropped(DropReason.UNPROVEN_ADDRESS)).isEqualTo(1);
        rival.send("0102");
        assertThat(player.take()).containsExactly("0102");
    }
}
