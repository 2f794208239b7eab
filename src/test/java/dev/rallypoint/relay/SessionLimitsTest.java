package dev.rallypoint.relay;

import static dev.rallypoint.relay.RelayRig.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.relay.RelayRig.Player;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one session may take (docs/protocol/relay.md §7). */
class SessionLimitsTest {
    private static final long SEED = 20_261_122;

    private static RelayRig rig(int datagrams, int bytes) {
        return new RelayRig(SEED, 0, RelayRig.rules(1_000_000, datagrams, bytes));
    }

    private static List<Player> match(RelayRig rig, Forwarding forwarding, int players) {
        List<Player> all = new ArrayList<>();
        for (int slot = 0; slot < players; slot++) {
            all.add(rig.join(forwarding, slot));
        }
        rig.run(1_000);
        all.forEach(Player::take);
        return all;
    }

    @Test
    void aPayloadCountsOnceForEachReceiver() {
        RelayRig rig = rig(100, 1_000_000);
        List<Player> players = match(rig, Forwarding.RAW, 5);
        for (int i = 0; i < 40; i++) {
            players.get(0).send("aa");
        }

        assertThat(players.get(1).take()).hasSize(25);
        assertThat(rig.relay.counters().dropped(DropReason.SESSION_DATAGRAM_LIMIT)).isEqualTo(15);
    }

    @Test
    void bytesAreLimitedToo() {
        RelayRig rig = rig(1_000, 10_000);
        List<Player> players = match(rig, Forwarding.RAW, 3);
        for (int i = 0; i < 10; i++) {
            players.get(0).send(repeat(1, 1_000));
        }

        assertThat(players.get(1).take()).hasSize(5);
        assertThat(rig.relay.counters().dropped(DropReason.SESSION_BYTE_LIMIT)).isEqualTo(5);
    }

    @Test
    void whatIsRefusedCostsToo() {
        RelayRig rig = rig(100, 1_000_000);
        List<Player> players = match(rig, Forwarding.FRAMED, 2);
        for (int i = 0; i < 150; i++) {
            players.get(0).send("ff");
        }

        assertThat(rig.relay.counters().dropped(DropReason.BAD_FRAME)).isEqualTo(100);
        assertThat(rig.relay.counters().dropped(DropReason.SESSION_DATAGRAM_LIMIT)).isEqualTo(50);
    }

    @Test
    void aLoudPlayerSpendsOnlyHisOwnShareAndGetsItBackWithTime() {
        RelayRig rig = rig(100, 1_000_000);
        List<Player> players = match(rig, Forwarding.RAW, 2);
        for (int i = 0; i < 1_000; i++) {
            players.get(0).send("aa");
        }
        players.get(1).send("bb");
        assertThat(players.get(0).take()).containsExactly("bb");
        assertThat(players.get(1).take()).hasSize(100);

        rig.run(100);
        for (int i = 0; i < 1_000; i++) {
            players.get(0).send("aa");
        }
        assertThat(players.get(1).take()).hasSize(10);
        assertThat(players).allMatch(Player::isConnected);
    }

    @Test
    void aForgerDoesNotSpendAPlayersShare() {
        RelayRig rig = rig(100, 1_000_000);
        List<Player> players = match(rig, Forwarding.RAW, 2);
        byte[] forged = new byte[100];
        for (int i = 0; i < 10_000; i++) {
            forged[0] = 0x35;
            forged[1] = (byte) i;
            forged[2] = (byte) (i >> 8);
            forged[3] = 1;
            rig.relay.onDatagram(players.get(0).address, ByteBuffer.wrap(forged), rig.nowMs);
        }
        for (int i = 0; i < 100; i++) {
            players.get(0).send("aa");
        }

        assertThat(rig.relay.counters().dropped(DropReason.BAD_TAG)).isEqualTo(10_000);
        assertThat(players.get(1).take()).hasSize(100);
    }

    /** By the shipped defaults, in the largest lobby there is. */
    @ParameterizedTest
    @EnumSource(Forwarding.class)
    void aGameOfSixtyFullPayloadsASecondNeverMeetsThem(Forwarding forwarding) {
        RelayRig rig = rig(5_000, 6_000_000);
        Player host = rig.joinNow(1, ticket(rig, forwarding, 0));
        for (int slot = 1; slot < 64; slot++) {
            rig.unplug(rig.joinNow(1 + slot, ticket(rig, forwarding, slot)));
        }
        byte[] payload = new byte[1_200];
        for (int beat = 0; beat < 120; beat++) {
            rig.nowMs += 1_000 / 60;
            int times = forwarding == Forwarding.STAR ? 63 : 1;
            for (int slot = 1; slot <= times; slot++) {
                payload[0] = (byte) (forwarding == Forwarding.STAR ? slot : 0);
                host.send(payload);
            }
        }
        RelayCounters counters = rig.relay.counters();

        assertThat(counters.get(Total.MESSAGES_OUT)).isGreaterThanOrEqualTo(120 * 63L);
        assertThat(counters.dropped(DropReason.SESSION_DATAGRAM_LIMIT)).isZero();
        assertThat(counters.dropped(DropReason.SESSION_BYTE_LIMIT)).isZero();
    }

    private static MatchTicket ticket(RelayRig rig, Forwarding forwarding, int slot) {
        return new MatchTicket(new UUID(3, 3), forwarding, slot == 0, slot, 64, rig.nowMs);
    }
}
