package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.anticheat.GameModesFile;
import dev.rallypoint.anticheat.Referee;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.FramedHeader;
import dev.rallypoint.protocol.relay.FramedHeader.Destination;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.protocol.relay.MotionState;
import dev.rallypoint.protocol.relay.Paths;
import dev.rallypoint.relay.RelayRig.Player;
import dev.rallypoint.runtime.ConfigLoader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which players' states a relay lets judge, and what it does with those that cannot be read. */
class WatchesTest {
    private static final String MODE = "bots";

    private final RelayRig rig = new RelayRig(3);
    private final List<CheatVerdict> verdicts = new ArrayList<>();
    private final Referee referee =
            new Referee(
                    GameModesFile.load(new ConfigLoader().load().anticheat()),
                    new Referee.Output() {
                        @Override
                        public void onVerdict(CheatVerdict verdict) {
                            verdicts.add(verdict);
                        }

                        @Override
                        public void onBrokenRule(String rule, RuntimeException bug) {
                            throw bug;
                        }
                    });
    private int sequence;

    @BeforeEach
    void judge() {
        rig.relay.judgedBy(referee);
    }

    private Player join(int slot, String mode, String track) {
        MatchTicket ticket = rig.ticket(Forwarding.FRAMED, slot).of(mode, track);
        return rig.joinNow(100 + slot, ticket);
    }

    /** Who is judged could tell the others something else than the relay. */
    @Test
    void nobodyWhoIsJudgedIsIntroducedToOthers() {
        for (int slot = 0; slot < 2; slot++) {
            MatchTicket ticket =
                    rig.ticket(Forwarding.FRAMED, slot)
                            .of(MODE, "circle")
                            .over(Paths.PREFER_DIRECT);
            Player player = rig.joinNow(100 + slot, ticket);
            player.takeMessages();
            player.send("0300" + "07" + "0000000000000000" + "00");
            assertThat(player.takeMessages()).isEmpty();
        }
        assertThat(rig.relay.counters().dropped(DropReason.RELAY_ONLY)).isEqualTo(2);
    }

    private byte[] state(Destination to, int slot, float x) {
        MotionState motion = new MotionState();
        motion.clientMicros = rig.nowMs * 1_000;
        motion.x = x;
        ByteBuffer payload = ByteBuffer.allocate(6 + 16 + MotionState.BYTES);
        FramedHeader.writeState(payload, to, slot, sequence++);
        motion.write(payload.position(6 + 16));
        return payload.array();
    }

    private void drive(Player player, int states, float metresEach) {
        for (int i = 0; i < states; i++) {
            rig.run(50);
            player.send(state(Destination.ALL, 0, i * metresEach));
        }
    }

    @Test
    void statesOfADeclaredModeAreJudgedAndForwarded() {
        Player ann = join(0, MODE, "circle");
        Player bob = join(1, MODE, "circle");
        rig.run(100);
        bob.take();
        drive(ann, 40, 5);

        assertThat(bob.takeMessages()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(referee.counters().states()).isEqualTo(40);
        assertThat(verdicts).extracting(CheatVerdict::action).contains("flag", "kick");
        assertThat(verdicts.get(0).lobbyId()).isEqualTo(RelayRig.LOBBY.toString());
    }

    @Test
    void statesOfOtherModesAreNot() {
        Player ann = join(0, "free", "");
        drive(ann, 40, 5);

        assertThat(referee.counters().states()).isZero();
    }

    @Test
    void aStateThatCannotBeReadReachesNobody() {
        Player ann = join(0, MODE, "circle");
        Player bob = join(1, MODE, "circle");
        rig.run(100);
        bob.take();
        ann.send("0400" + "01000000" + "aabb");
        ann.send(state(Destination.ALL, 0, Float.NaN));
        ann.send(state(Destination.SLOT, 1, 5));
        ann.send(state(Destination.HOST, 0, 5));

        assertThat(bob.takeMessages()).isEmpty();
        assertThat(rig.relay.counters().dropped(DropReason.BAD_STATE)).isEqualTo(3);
        ann.send("0101" + "aabb");
        assertThat(bob.takeMessages()).hasSize(1);
    }

    /** Who connected before his lobby got another mode is judged by that from then on. */
    @Test
    void theNewestTicketSaysTheModeForAll() {
        Player ann = join(0, "free", "");
        drive(ann, 5, 1);
        assertThat(referee.counters().states()).isZero();

        rig.run(10);
        join(1, MODE, "circle");
        drive(ann, 5, 1);

        assertThat(referee.counters().states()).isEqualTo(5);
    }

    /** Bob stays, so the match does, too. */
    @Test
    void aNewSessionIsNoWayToBeElsewhere() {
        Player ann = join(0, MODE, "circle");
        join(1, MODE, "circle");
        drive(ann, 20, 0.5f);
        rig.run(100);
        ann = join(0, MODE, "circle");
        ann.send(state(Destination.ALL, 0, 10));
        assertThat(referee.counters().findings("respawn")).isZero();

        rig.run(100);
        ann = join(0, MODE, "circle");
        ann.send(state(Destination.ALL, 0, 5_000));
        assertThat(referee.counters().states()).isEqualTo(22);
        assertThat(referee.counters().findings("respawn")).isEqualTo(1);
    }

    @Test
    void anOldStateReachesNobody() {
        Player ann = join(0, MODE, "circle");
        Player bob = join(1, MODE, "circle");
        rig.run(100);
        byte[] old = state(Destination.ALL, 0, 5);
        drive(ann, 2, 1);
        bob.take();
        ann.send(old);

        assertThat(bob.takeMessages()).isEmpty();
        assertThat(rig.relay.counters().dropped(DropReason.OLD_STATE)).isEqualTo(1);
    }

    @Test
    void anOlderTicketChangesNothing() {
        MatchTicket old = rig.ticket(Forwarding.FRAMED, 1).of("free", "");
        rig.run(50);
        Player ann = join(0, MODE, "circle");
        Player bob = rig.joinNow(101, old);
        drive(ann, 5, 1);
        drive(bob, 5, 1);

        assertThat(referee.counters().states()).isEqualTo(10);
    }
}
